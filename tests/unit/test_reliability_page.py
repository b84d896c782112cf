"""docs/reliability.md says what the tests show."""

from __future__ import annotations

from tests.soak.page import PAGE, is_current


def test_the_page_lists_every_promise_as_its_test_is_named() -> None:
    assert is_current(), "run: python -m tests.soak.page"


def test_nothing_was_lost_in_the_last_soak() -> None:
    table = PAGE.read_text(encoding="utf-8").split("| tried |")[1].split("<!--")[0]
    rows = [line.split("|") for line in table.splitlines()[2:] if line.startswith("|")]
    assert len(rows) > 10
    assert {row[4].strip() for row in rows} == {"0"}
