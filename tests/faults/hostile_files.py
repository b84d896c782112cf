"""Files made to do harm, by name: what makes each, and what its sentence has to say."""

from __future__ import annotations

from tests.faults.hostile_makers import (
    SUM_IN_EACH_ROW,
    Maker,
    generated_column,
    in_wal_mode,
    long_text,
    loose_table,
    many_edits,
    many_steps,
    of_300_mb,
    one_root_for_two,
    raw_text,
    rebuilt,
    set_edit,
    signed,
    view_for_table,
    with_byte,
    with_edit,
    with_more,
    with_number,
    with_rows,
    with_sql,
    with_template,
)

# name → (what makes it, what the sentence has to say)
HOSTILE: dict[str, tuple[Maker, str]] = {
    # What the database consists of
    "trigger": (
        with_sql("CREATE TRIGGER t AFTER UPDATE ON entry BEGIN DELETE FROM batch; END"),
        "其他程序",
    ),
    "endless view in place of a table": (view_for_table, "其他程序"),
    "generated column of 900 MB": (generated_column, "其他程序"),
    "virtual table": (with_sql("CREATE VIRTUAL TABLE f USING fts5(a)"), "其他程序"),
    "index over an expression": (with_sql("CREATE INDEX i ON entry (lower(text))"), "其他程序"),
    "two tables on one page": (one_root_for_two, "损坏"),
    "pages of 512 bytes": (rebuilt("page_size=512"), "其他程序"),
    "UTF-16": (rebuilt("encoding='UTF-16le'"), "其他程序"),
    "another program's database": (with_byte(68, b"GPKG"), "别的程序"),
    "newer format": (with_byte(60, b"\x00\x00\x00\x63"), "更新版本"),
    "wal": (in_wal_mode, "-wal"),
    "wal that is gone": (with_byte(18, b"\x02\x02"), "-wal"),
    "header that counts other pages": (with_byte(28, b"\x00\x00\xff\xff"), "不完整"),
    # What its rows hold
    "blobs and numbers for texts": (signed(loose_table), "损坏"),
    "weight against the check": (
        signed(with_sql("UPDATE status SET draft = -5")),
        "损坏",
    ),
    "edit of no batch": (signed(with_sql("INSERT INTO edit VALUES (999, 0, '{}')")), "损坏"),
    "row without a digest": (with_sql("UPDATE entry SET text = '99', number = '99'"), "损坏"),
    "invalid UTF-8": (raw_text(b"\xc3\x28\xff"), "损坏"),
    "half characters": (raw_text(b"\xed\xa0\x80"), "损坏"),
    "NUL": (signed(raw_text("甲\0乙".encode())), "其他程序"),
    "number that is none": (with_number("NaN"), "损坏"),
    "endless number": (with_number("Infinity"), "损坏"),
    "number of a billion digits": (with_number("1E+999999999"), "损坏"),
    "number of a million digits": (with_number("9" * 1_000_000), "损坏"),
    "number in words": (with_number("eins"), "损坏"),
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
    "file of 300 MB": (of_300_mb, "太大"),
    "text of 20 MB": (long_text(20), "损坏"),
    "text of 2 MB": (signed(long_text(2)), "太大"),
    "250,000 steps": (many_steps, "太大"),
    "30,000 rows": (signed(with_rows(30_000)), "太大"),
    # The history
    "JSON nested 200,000 times": (with_edit("[" * 200_000), "损坏"),
    "JSON nested and closed": (with_edit(set_edit("[" * 50_000 + "]" * 50_000)), "损坏"),
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
    "half a character in JSON": (with_edit(set_edit('["text","\\ud800",null,""]')), "损坏"),
    "NUL in JSON": (with_edit(set_edit('["text","\\u0000",null,""]')), "损坏"),
    "infinity in JSON": (with_edit(set_edit('["amount","1","Infinity",""]')), "损坏"),
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
        with_template("template.toml", with_more("x = " + "[" * 100_000)),
        "表样",
    ),
    "TOML with a key of 30,000 parts": (
        with_template("template.toml", with_more(".".join("a" * 30_000) + " = 1")),
        "表样",
    ),
    "TOML with a number of 100,000 digits": (
        with_template("template.toml", with_more("x = " + "9" * 100_000)),
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
            "附件1-1.toml",
            with_more("\n".join(f'[group.g{n}]\nlabel = "g"' for n in range(20_000))),
        ),
        "表样",
    ),
    "a million columns": (
        with_template("附件1-1.toml", lambda old: f"columns = [{'1,' * 400_000}]\n[x]\n"),
        "表样",
    ),
    "a billion rows": (
        with_template("附件1-1.toml", with_more('[group.g]\nlabel = "g"\ninitial = 1000000000')),
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
            with_more(
                '[field.深]\ntype = "amount"\nlabel = "深"\nrole = "computed"\n'
                'formula = "' + "(" * 30_000 + "1" + ")" * 30_000 + '"'
            ),
        ),
        "表样",
    ),
    "expression that never ends": (
        with_template(
            "附件1-1.toml",
            with_more(
                '[field.长]\ntype = "amount"\nlabel = "长"\nrole = "computed"\n'
                'formula = "1' + "+1" * 2_400 + '"'
            ),
        ),
        "表样",
    ),
    "formulas that go in a circle": (
        with_template(
            "附件1-1.toml",
            with_more(
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
            with_more(
                '[read.慢]\ntype = "amount"\nlabel = "慢"\nfrom = "基本情况"\n'
                'pattern = "甲' + "{隔200}(甲|乙)" * 20 + '{金额}"'
            ),
        ),
        "表样",
    ),
    "every row with the sum of all rows": (
        signed(with_rows(5_000), with_template("审核-表间.toml", with_more(SUM_IN_EACH_ROW))),
        "算不完",
    ),
    "template without its head": (
        signed(with_sql("DELETE FROM template_file WHERE name = 'template.toml'")),
        "表样",
    ),
    "template of 3 MB": (
        with_template("template.toml", with_more("# " + "长" * 1_000_000)),
        "表样",
    ),
}

# name → what makes it: large, and sound all the same.
LARGE: dict[str, Maker] = {
    "60,000 edits": signed(many_edits),
    "5,000 rows": signed(with_rows(5_000)),
}
