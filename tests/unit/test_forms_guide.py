"""The guide for who writes next year's form is true: its example loads, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfeval_desktop.checks.expressions import FUNCTIONS
from perfeval_desktop.checks.text_checks import KINDS
from perfeval_desktop.domain.template import BlankRule, Role, Severity, SheetKind
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.services.template_check import check_template, check_template_folder
from perfeval_desktop.templates.loader import load_template
from perfeval_desktop.templates.reader import Table
from perfeval_desktop.templates.sheets import ALIGNMENTS, CELL_STYLES, ROW_STYLES

GUIDE = (forms_dir() / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n# (\S+/(\S+?\.toml))\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The examples of the guide, each written to the file that it names."""
    for path, _, text in EXAMPLES:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_example_form_of_the_guide_loads_and_its_checks_do_what_they_say(written: Path) -> None:
    result = check_template_folder(written / "理想区" / "2022")
    assert result.examples == 8
    assert result.failures == ()
    assert GUIDE.count("```toml") == len(EXAMPLES)


def test_next_years_example_of_the_guide_is_this_years_with_its_changes(written: Path) -> None:
    last, template = (load_template(written / "理想区" / each) for each in ("2022", "2023"))
    assert (template.id, template.year, template.notice) == ("理想区/2023", 2023, "示例，未经核对")
    assert template.fields["在职人数"].label == "年末在职人数"
    assert template.fields["在职人数"].also == last.fields["在职人数"].also
    assert len(template.text_checks) == len(last.text_checks) - 1
    assert check_template(template).failures == ()


def test_the_guide_names_every_key_that_is_read(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    for name in ("_get", "number", "raw", "has"):
        plain = getattr(Table, name)

        def noting(table: Table, key: str, *rest: object, plain: object = plain) -> object:
            asked.add(key)
            return plain(table, key, *rest)  # type: ignore[operator]

        monkeypatch.setattr(Table, name, noting)
    load_template(written / "理想区" / "2022")
    load_template(forms_dir() / "hunan" / "hetang" / "2022")
    keys = {each for each in asked if re.fullmatch(r"[a-z_]+", each)}
    assert len(keys) > 120
    unnamed = [each for each in sorted(keys) if not re.search(rf"\b{each}\b", GUIDE)]
    assert unnamed == []


def test_the_guide_names_every_word_that_a_key_may_have() -> None:
    words = {
        *(
            each.value
            for kind in (ValueType, Role, Severity, BlankRule, SheetKind)
            for each in kind
        ),
        *FUNCTIONS,
        *KINDS,
        *ALIGNMENTS,
        *CELL_STYLES,
        *ROW_STYLES,
    } - {Role.READ.value}  # of [read], never written
    assert [each for each in sorted(words) if each not in GUIDE] == []
