"""Makers of hostile `.peval` files: each takes a sound file and leaves one made to do harm.

They know the format as an attacker does, who has the program: digest and chain of hashes are made
anew, so that only the gate's other rules are left to refuse the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from perfeval_desktop.storage.codec import chained_hash
from perfeval_desktop.storage.database import make_engine
from perfeval_desktop.storage.writing import stamp_digest

Maker = Callable[[Path], None]


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Change a file as SQLite's own tools do, with nothing in the way."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA ignore_check_constraints=ON")
        database.execute("PRAGMA writable_schema=ON")
        yield database
    finally:
        database.close()


def with_sql(*statements: str) -> Maker:
    """Run statements; the digest stays that of the sound file."""

    def make(path: Path) -> None:
        with changing(path) as database:
            for each in statements:
                database.execute(each)

    return make


def signed(*makers: Maker) -> Maker:
    """Let the file look untouched: hashes and digest fit what the makers left in it."""

    def make(path: Path) -> None:
        for each in makers:
            each(path)
        sign(path)

    return make


def sign(path: Path) -> None:
    """Make the chain of hashes and the digest anew."""
    with changing(path) as database:
        previous = ""
        batches = database.execute(
            "SELECT number, label, origin, person, time, target FROM batch ORDER BY number"
        ).fetchall()
        database.execute("BEGIN")
        for columns in batches:
            rows = database.execute(
                "SELECT body FROM edit WHERE batch = ? ORDER BY place", columns[:1]
            )
            previous = chained_hash(previous, columns, [body for (body,) in rows])
            new = (previous, columns[0])
            database.execute("UPDATE batch SET hash = ? WHERE number = ?", new)
        database.execute("COMMIT")
    engine = make_engine(path, is_working_copy=False)
    with engine.begin() as connection:
        stamp_digest(connection)
    engine.dispose()


def with_byte(place: int, value: bytes) -> Maker:
    """Write bytes over the file."""

    def make(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[place : place + len(value)] = value
        path.write_bytes(data)

    return make


def with_edit(body: str) -> Maker:
    """Put JSON in place of the last edit of the history."""

    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute(
                "UPDATE edit SET body = ? WHERE (batch, place) ="
                " (SELECT batch, place FROM edit ORDER BY batch DESC, place DESC LIMIT 1)",
                (body,),
            )

    return signed(make)


def with_template(name: str, change: Callable[[str], str]) -> Maker:
    """Change one file of the embedded template."""

    def make(path: Path) -> None:
        with changing(path) as database:
            (text,) = database.execute(
                "SELECT text FROM template_file WHERE name = ?", (name,)
            ).fetchone()
            new = (change(text), name)
            database.execute("UPDATE template_file SET text = ? WHERE name = ?", new)

    return signed(make)


def rebuilt(*pragmas: str) -> Maker:
    """Build the file anew with another page size or encoding."""

    def make(path: Path) -> None:
        with changing(path) as old:
            dump = list(old.iterdump())
            facts = [
                (name, old.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("application_id", "user_version")
            ]
        path.unlink()
        with changing(path) as new:
            for pragma in pragmas:
                new.execute(f"PRAGMA {pragma}")
            new.executescript("\n".join(dump))
            for name, value in facts:
                new.execute(f"PRAGMA {name}={value}")

    return make


def in_wal_mode(path: Path) -> None:
    """As another program leaves it that was killed: the newest content is in the -wal beside it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("UPDATE entry SET text = '99' WHERE field = '编制数'")
    database.commit()
    wal = path.with_name(path.name + "-wal")
    kept = path.read_bytes(), wal.read_bytes()
    database.close()
    path.write_bytes(kept[0])
    wal.write_bytes(kept[1])


def view_for_table(path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    with changing(path) as database:
        database.execute("DROP TABLE merged")
        database.execute(f"CREATE VIEW merged AS {endless} SELECT x AS hash FROM n")


def one_root_for_two(path: Path) -> None:
    with changing(path) as database:
        database.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'entry') WHERE name = 'remark'"
        )


def many_steps(path: Path) -> None:
    """More steps of history than a lifetime has."""
    with changing(path) as database:
        database.execute("BEGIN")
        database.execute(
            "WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n LIMIT 250000)"
            " INSERT INTO batch SELECT x, '填写', 'typed', '', '2023-01-01T00:00:00', NULL, ''"
            " FROM n"
        )
        database.execute("COMMIT")


def many_edits(path: Path) -> None:
    """Three times as many edits as a year takes, all of them sound."""
    body = json.dumps(
        {
            "do": "set",
            "record": "",
            "field": "编制数",
            "before": ["headcount", "13", "13", ""],
            "after": ["headcount", "13", "13", ""],
        },
        ensure_ascii=False,
    )
    with changing(path) as database:
        (last,) = database.execute("SELECT max(batch) FROM edit").fetchone()
        database.execute("BEGIN")
        database.execute(
            "WITH RECURSIVE n(x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM n LIMIT 60000)"
            " INSERT INTO edit SELECT ?, x, ? FROM n",
            (last, body),
        )
        database.execute("COMMIT")


def with_rows(number: int, group: str = "项目明细") -> Maker:
    """Rows of a group, each with a name and a figure."""
    return with_sql(
        f"WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n LIMIT {number})"
        f" INSERT INTO record SELECT 'r' || x, '{group}', '', '', x FROM n",
        f"INSERT INTO entry SELECT id, '{group}.名称', 'text', id, NULL, '' FROM record"
        f" WHERE id LIKE 'r%' AND group_id = '{group}'",
        f"INSERT INTO entry SELECT id, '{group}.本年决算', 'amount', '1', '1', '' FROM record"
        f" WHERE id LIKE 'r%' AND group_id = '{group}'",
    )


SUM_IN_EACH_ROW = """[[check]]
id = "方"
rule = "方"
title = "方"
severity = "强制性"
for_each = "项目明细"
op = "="
message = "方"
left = { is = "合计(项目明细.本年决算)", text = "甲" }
right = { is = "本年决算", text = "乙" }
example = [{passes = true, values = {}}, {passes = false, values = {}}]
"""


def of_300_mb(path: Path) -> None:
    """A whole number of pages, as the header says: it only takes its size from the disk's air."""
    size = 300 * 2**20
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(28)
        file.write((size // 4096).to_bytes(4, "big"))


def long_text(mega_bytes: int) -> Maker:
    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute(
                "UPDATE entry SET text = printf('%.*c', ?, 'a') WHERE field = '编制数'",
                (mega_bytes * 2**20,),
            )

    return make


def raw_text(value: bytes) -> Maker:
    """Put bytes into a text that a clerk typed, as they are."""

    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute(
                "UPDATE entry SET text = CAST(? AS TEXT) WHERE field = '单位名称'", (value,)
            )

    return make


def with_number(number: str) -> Maker:
    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute("UPDATE entry SET number = ? WHERE field = '编制数'", (number,))

    return signed(make)


def set_edit(before: str) -> str:
    return f'{{"do":"set","record":"","field":"编制数","before":{before},"after":null}}'


def with_more(text: str) -> Callable[[str], str]:
    return lambda old: f"{old}\n{text}\n"


def generated_column(path: Path) -> None:
    """900 MB for whoever reads the row."""
    with changing(path) as database:
        database.execute("DROP TABLE merged")
        database.execute(
            "CREATE TABLE merged (x INTEGER, hash TEXT AS (CAST(zeroblob(900000000) AS TEXT)))"
        )
        database.execute("INSERT INTO merged (x) VALUES (1)")


def loose_table(path: Path) -> None:
    """The table of entries without STRICT, with a number where a text belongs."""
    with changing(path) as database:
        database.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'remark'"
        )
    with changing(path) as database:
        database.execute("INSERT INTO remark VALUES (x'00ff', 5, x'ff', 'ja')")
        database.execute("UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'remark'")
