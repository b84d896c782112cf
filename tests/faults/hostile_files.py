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


def _view_for_table(path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    with changing(path) as database:
        database.execute("DROP TABLE merged")
        database.execute(f"CREATE VIEW merged AS {endless} SELECT x AS hash FROM n")


def _one_root_for_two(path: Path) -> None:
    with changing(path) as database:
        database.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'entry') WHERE name = 'remark'"
        )


def _many_steps(path: Path) -> None:
    """More steps of history than a lifetime has."""
    with changing(path) as database:
        database.execute("BEGIN")
        database.execute(
            "WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n LIMIT 250000)"
            " INSERT INTO batch SELECT x, '填写', 'typed', '', '2023-01-01T00:00:00', NULL, ''"
            " FROM n"
        )
        database.execute("COMMIT")


def _many_edits(path: Path) -> None:
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


def _rows(number: int, group: str = "项目明细") -> Maker:
    """Rows of a group, each with a name and a figure."""
    return with_sql(
        f"WITH RECURSIVE n(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM n LIMIT {number})"
        f" INSERT INTO record SELECT 'r' || x, '{group}', '', '', x FROM n",
        f"INSERT INTO entry SELECT id, '{group}.名称', 'text', id, NULL, '' FROM record"
        f" WHERE id LIKE 'r%' AND group_id = '{group}'",
        f"INSERT INTO entry SELECT id, '{group}.本年决算', 'amount', '1', '1', '' FROM record"
        f" WHERE id LIKE 'r%' AND group_id = '{group}'",
    )


_SUM_IN_EACH_ROW = """[[check]]
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


def _of_300_mb(path: Path) -> None:
    """A whole number of pages, as the header says: it only takes its size from the disk's air."""
    size = 300 * 2**20
    with path.open("r+b") as file:
        file.truncate(size)
        file.seek(28)
        file.write((size // 4096).to_bytes(4, "big"))


def _long_text(mega_bytes: int) -> Maker:
    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute(
                "UPDATE entry SET text = printf('%.*c', ?, 'a') WHERE field = '编制数'",
                (mega_bytes * 2**20,),
            )

    return make


def _raw_text(value: bytes) -> Maker:
    """Put bytes into a text that a clerk typed, as they are."""

    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute(
                "UPDATE entry SET text = CAST(? AS TEXT) WHERE field = '单位名称'", (value,)
            )

    return make


def _number(number: str) -> Maker:
    def make(path: Path) -> None:
        with changing(path) as database:
            database.execute("UPDATE entry SET number = ? WHERE field = '编制数'", (number,))

    return signed(make)


def _set(before: str) -> str:
    return f'{{"do":"set","record":"","field":"编制数","before":{before},"after":null}}'


def _more(text: str) -> Callable[[str], str]:
    return lambda old: f"{old}\n{text}\n"


def _generated_column(path: Path) -> None:
    """900 MB for whoever reads the row."""
    with changing(path) as database:
        database.execute("DROP TABLE merged")
        database.execute(
            "CREATE TABLE merged (x INTEGER, hash TEXT AS (CAST(zeroblob(900000000) AS TEXT)))"
        )
        database.execute("INSERT INTO merged (x) VALUES (1)")


def _loose_table(path: Path) -> None:
    """The table of entries without STRICT, with a number where a text belongs."""
    with changing(path) as database:
        database.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'remark'"
        )
    with changing(path) as database:
        database.execute("INSERT INTO remark VALUES (x'00ff', 5, x'ff', 'ja')")
        database.execute("UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'remark'")


# name → (what makes it, what the sentence has to say)
HOSTILE: dict[str, tuple[Maker, str]] = {
    # What the database consists of
    "trigger": (
        with_sql("CREATE TRIGGER t AFTER UPDATE ON entry BEGIN DELETE FROM batch; END"),
        "其他程序",
    ),
    "endless view in place of a table": (_view_for_table, "其他程序"),
    "generated column of 900 MB": (_generated_column, "其他程序"),
    "virtual table": (with_sql("CREATE VIRTUAL TABLE f USING fts5(a)"), "其他程序"),
    "index over an expression": (with_sql("CREATE INDEX i ON entry (lower(text))"), "其他程序"),
    "two tables on one page": (_one_root_for_two, "损坏"),
    "pages of 512 bytes": (rebuilt("page_size=512"), "其他程序"),
    "UTF-16": (rebuilt("encoding='UTF-16le'"), "其他程序"),
    "another program's database": (with_byte(68, b"GPKG"), "别的程序"),
    "newer format": (with_byte(60, b"\x00\x00\x00\x63"), "更新版本"),
    "wal": (in_wal_mode, "-wal"),
    "wal that is gone": (with_byte(18, b"\x02\x02"), "-wal"),
    "header that counts other pages": (with_byte(28, b"\x00\x00\xff\xff"), "不完整"),
    # What its rows hold
    "blobs and numbers for texts": (signed(_loose_table), "损坏"),
    "weight against the check": (
        signed(with_sql("UPDATE status SET draft = -5")),
        "损坏",
    ),
    "edit of no batch": (signed(with_sql("INSERT INTO edit VALUES (999, 0, '{}')")), "损坏"),
    "row without a digest": (with_sql("UPDATE entry SET text = '99', number = '99'"), "损坏"),
    "invalid UTF-8": (_raw_text(b"\xc3\x28\xff"), "损坏"),
    "half characters": (_raw_text(b"\xed\xa0\x80"), "损坏"),
    "NUL": (signed(_raw_text("甲\0乙".encode())), "其他程序"),
    "number that is none": (_number("NaN"), "损坏"),
    "endless number": (_number("Infinity"), "损坏"),
    "number of a billion digits": (_number("1E+999999999"), "损坏"),
    "number of a million digits": (_number("9" * 1_000_000), "损坏"),
    "number in words": (_number("eins"), "损坏"),
    "kind that no value has": (
        signed(with_sql("UPDATE entry SET kind = 'script' WHERE field = '编制数'")),
        "损坏",
    ),
    "field that no form has": (
        signed(with_sql("UPDATE entry SET field = '没有' WHERE field = '编制数'")),
        "损坏",
    ),
    "record that is its own parent": (
        signed(with_sql("UPDATE record SET parent = id")),
        "损坏",
    ),
    "year of another age": (signed(with_sql("UPDATE document SET year = 1 << 60")), "损坏"),
    "no document at all": (with_sql("DELETE FROM document"), "损坏"),
    # Too much of it
    "file of 300 MB": (_of_300_mb, "太大"),
    "text of 20 MB": (_long_text(20), "损坏"),
    "text of 2 MB": (signed(_long_text(2)), "太大"),
    "250,000 steps": (_many_steps, "太大"),
    "30,000 rows": (signed(_rows(30_000)), "太大"),
    # The history
    "JSON nested 200,000 times": (with_edit("[" * 200_000), "损坏"),
    "JSON nested and closed": (with_edit(_set("[" * 50_000 + "]" * 50_000)), "损坏"),
    "JSON of another shape": (with_edit('["set"]'), "损坏"),
    "JSON with a number of 100,000 digits": (
        with_edit('{"do":"move","record":"a","before":' + "9" * 100_000 + ',"after":0}'),
        "损坏",
    ),
    "place far outside": (
        with_edit('{"do":"move","record":"a","before":99999999999999999,"after":0}'),
        "损坏",
    ),
    "record that is a list": (
        with_edit('{"do":"set","record":[],"field":"编制数","before":null,"after":null}'),
        "损坏",
    ),
    "half a character in JSON": (with_edit(_set('["text","\\ud800",null,""]')), "损坏"),
    "NUL in JSON": (with_edit(_set('["text","\\u0000",null,""]')), "损坏"),
    "infinity in JSON": (with_edit(_set('["amount","1","Infinity",""]')), "损坏"),
    "undoing what was never done": (
        signed(with_sql("UPDATE batch SET origin = 'undo'")),
        "损坏",
    ),
    "origin that nothing has": (
        signed(with_sql("UPDATE batch SET origin = 'magic' WHERE number = 2")),
        "损坏",
    ),
    "time that is none": (
        signed(with_sql("UPDATE batch SET time = 'gestern' WHERE number = 2")),
        "损坏",
    ),
    # The template it brings along
    "TOML nested 100,000 times": (
        with_template("template.toml", _more("x = " + "[" * 100_000)),
        "表样",
    ),
    "TOML with a key of 30,000 parts": (
        with_template("template.toml", _more(".".join("a" * 30_000) + " = 1")),
        "表样",
    ),
    "TOML with a number of 100,000 digits": (
        with_template("template.toml", _more("x = " + "9" * 100_000)),
        "表样",
    ),
    "100,000 keys that nobody knows": (
        with_template(
            "template.toml", lambda old: "\n".join(f"k{n} = 1" for n in range(100_000)) + old
        ),
        "表样",
    ),
    "20,000 groups": (
        with_template(
            "附件1-1.toml", _more("\n".join(f'[group.g{n}]\nlabel = "g"' for n in range(20_000)))
        ),
        "表样",
    ),
    "a million columns": (
        with_template("附件1-1.toml", lambda old: f"columns = [{'1,' * 400_000}]\n[x]\n"),
        "表样",
    ),
    "a billion rows": (
        with_template("附件1-1.toml", _more('[group.g]\nlabel = "g"\ninitial = 1000000000')),
        "表样",
    ),
    "sheet as wide as a street": (
        with_template("附件1-1.toml", lambda old: old.replace("ns = [", "ns = [inf, ", 1)),
        "表样",
    ),
    "checks without end": (
        with_template(
            "审核-表间.toml",
            lambda old: old.replace(
                "[[check]]", "[[check]]\nitems = [" + '"甲",' * 100_000 + "]", 1
            ),
        ),
        "表样",
    ),
    "expression as deep as a well": (
        with_template(
            "附件1-1.toml",
            _more(
                '[field.深]\ntype = "amount"\nlabel = "深"\nrole = "computed"\n'
                'formula = "' + "(" * 30_000 + "1" + ")" * 30_000 + '"'
            ),
        ),
        "表样",
    ),
    "expression that never ends": (
        with_template(
            "附件1-1.toml",
            _more(
                '[field.长]\ntype = "amount"\nlabel = "长"\nrole = "computed"\n'
                'formula = "1' + "+1" * 2_400 + '"'
            ),
        ),
        "表样",
    ),
    "formulas that go in a circle": (
        with_template(
            "附件1-1.toml",
            _more(
                "\n".join(
                    f'[field.{a}]\ntype = "amount"\nlabel = "{a}"\nrole = "computed"\n'
                    f'formula = "{b}"'
                    for a, b in (("圈一", "圈二"), ("圈二", "圈一"))
                )
            ),
        ),
        "表样",
    ),
    "pattern that reads without end": (
        with_template(
            "报告正文.toml",
            _more(
                '[read.慢]\ntype = "amount"\nlabel = "慢"\nfrom = "基本情况"\n'
                'pattern = "甲' + "{隔200}(甲|乙)" * 20 + '{金额}"'
            ),
        ),
        "表样",
    ),
    "every row with the sum of all rows": (
        signed(_rows(5_000), with_template("审核-表间.toml", _more(_SUM_IN_EACH_ROW))),
        "算不完",
    ),
    "template without its head": (
        signed(with_sql("DELETE FROM template_file WHERE name = 'template.toml'")),
        "表样",
    ),
    "template of 3 MB": (
        with_template("template.toml", _more("# " + "长" * 1_000_000)),
        "表样",
    ),
}

# name → what makes it: large, and sound all the same.
LARGE: dict[str, Maker] = {
    "60,000 edits": signed(_many_edits),
    "5,000 rows": signed(_rows(5_000)),
}
