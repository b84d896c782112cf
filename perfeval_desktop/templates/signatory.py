"""Read what the signatory's page lists (`[signatory]` in template.toml)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from perfeval_desktop.domain.template import REPORT, Field, Signatory
from perfeval_desktop.templates.reader import Table, meant


def read_signatory(
    table: Table, fields: Mapping[str, Field], check_ids: Collection[str]
) -> Signatory:
    """Return the table; empty where a template has none, as those embedded in older files.

    Args:
        table: `[signatory]`.
        fields: All of the template, by id.
        check_ids: Those of all its checks.
    """
    read = Signatory(table.texts("totals"), table.texts("changes"))
    table.done()
    for name in read.totals:
        field = fields.get(name)
        if field is None:
            table.fault("totals", f"没有填报项“{name}”。{meant(name, fields)}")
        elif not field.type.is_numeric or field.group != REPORT:
            table.fault("totals", f"“{name}”不是整份报告的一个数，不能列在阅签单上。")
    for name in read.changes:
        if name not in check_ids:
            table.fault("changes", f"没有审核公式“{name}”。{meant(name, check_ids)}")
    return read
