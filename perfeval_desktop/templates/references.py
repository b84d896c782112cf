"""What one definition of a template says of another: relations, references, other names."""

from __future__ import annotations

from perfeval_desktop.domain.cell_table import label_key
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.templates.fields import Definitions
from perfeval_desktop.templates.reader import meant


def check_references(known: Definitions) -> None:
    """Complete the relations, and note every definition that leads nowhere."""
    _complete_relations(known)
    _check_targets(known)
    _check_other_names(known)


def _complete_relations(known: Definitions) -> None:
    """A relation leads to the group that its reference field points at."""
    for name, relation in list(known.relations.items()):
        by = known.fields.get(relation.by)
        if by is None or by.type is not ValueType.REFERENCE:
            known.origin[name].fault("by", "应是一个 type 为 reference 的填报项。")
            continue
        known.relations[name] = relation._replace(to=by.refers_to)


def _check_targets(known: Definitions) -> None:
    groups = known.groups
    for group in groups.values():
        origin = known.origin[group.id]
        if group.parent and group.parent not in groups:
            origin.fault("parent", f"没有“{group.parent}”这组明细。{meant(group.parent, groups)}")
        for key in ("name_field", "sheet_field", "exempt_field", "exempt_reason_field"):
            name = getattr(group, key)
            if name and name not in known.fields:
                origin.fault(key, f"没有填报项“{name}”。{meant(name, known.fields)}")
    for field in known.fields.values():
        is_reference = field.type is ValueType.REFERENCE
        if is_reference != bool(field.refers_to) or (
            is_reference and field.refers_to not in groups
        ):
            known.origin[field.id].fault("refers_to", "reference 要指明一组明细。")
        if field.last_year and field.last_year not in known.fields:
            origin = known.origin[field.id]
            origin.fault("columns", f"上年的“{field.last_year}”不是填报项。")


def _check_other_names(known: Definitions) -> None:
    """A name in a table of the final accounts leads to one label."""
    labels: dict[str, str] = {}
    for field in known.fields.values():
        for name in field.also:
            key, table = label_key(name), known.origin[field.id]
            if not key:
                table.fault("also", f"“{name}”里没有可以认的字。")
            elif labels.setdefault(key, field.label) != field.label:
                table.fault("also", f"“{name}”也是“{labels[key]}”的名称，认不出是哪一项。")
