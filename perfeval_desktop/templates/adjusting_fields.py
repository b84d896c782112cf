"""Take fields out of the files of a template: their definitions, and what names them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from perfeval_desktop.domain.scoring_rules import ScoredFields
from perfeval_desktop.templates.adjusting_sums import count_no_more
from perfeval_desktop.templates.raw_form import (
    AdjustingError,
    Data,
    Definition,
    RawForm,
    names_in,
    names_of_term,
    plain_label,
    terms_of,
)

_OF_GROUP = ("name_field", "sheet_field", "exempt_field", "exempt_reason_field")
_LINES = ("sentences", "patterns")


def forget_fields(form: RawForm, gone: Collection[str]) -> None:
    """Take fields away.

    A sum loses its term. Checks that need one of them have to be left out by the adjustment.

    Raises:
        AdjustingError: something else cannot do without one of them.
    """
    labels = {each: _label(form, each) for each in gone}
    _expect_nothing_needs(form, gone, labels)
    count_no_more(form, [each for each in form.definitions() if set(each.ids) <= set(gone)])
    for definition in form.definitions():
        left = [each for each in definition.ids if each not in gone]
        if not left:
            del definition.among[definition.name]
        elif len(left) < len(definition.ids):
            columns = definition.table["columns"]
            pairs = zip(columns, definition.ids, strict=True)
            definition.table["columns"] = [column for column, id_ in pairs if id_ not in gone]
    for definition, source in list(form.readings()):
        if source in gone:
            del definition.among[definition.name]
    form.definitions_changed()
    for definition in form.definitions():
        _drop_terms(definition, gone, labels)
        _drop_sentences(definition, gone)
    _drop_from_lists(form, gone)


def _label(form: RawForm, field: str) -> str:
    definition = form.definition_of(field)
    return plain_label(str(definition.table.get("label", ""))) if definition is not None else field


def _expect_nothing_needs(form: RawForm, gone: Collection[str], labels: dict[str, str]) -> None:
    if form.head.get("unit_field") in gone:
        raise AdjustingError("单位名称不能删：封面和各张表都用它。")
    scored = {*ScoredFields(), *map(str, _scored(form))}
    for field in gone:
        if field.rpartition(".")[2] in scored:
            raise AdjustingError(f"“{labels[field]}”不能删：评分助手要用它。")
    for data in form.files.values():
        groups = data.get("group")
        for name, group in groups.items() if isinstance(groups, dict) else ():
            for key in _OF_GROUP:
                if f"{name}.{group.get(key)}" in gone:
                    label = labels[f"{name}.{group[key]}"]
                    raise AdjustingError(f"“{label}”不能删：程序靠它认“{group.get('label')}”。")


def _scored(form: RawForm) -> list[object]:
    scoring = form.head.get("scoring")
    fields = scoring.get("fields") if isinstance(scoring, dict) else None
    return list(fields.values()) if isinstance(fields, dict) else []


def _drop_terms(definition: Definition, gone: Collection[str], labels: dict[str, str]) -> None:
    formula = str(definition.table.get("formula", ""))
    columns = definition.table.get("columns", [""]) if definition.is_series else [""]
    if not formula or not any(
        _means(name, definition.group, gone)
        for column in columns
        for name in names_in(formula.replace("{列}", column))
    ):
        return
    terms = terms_of(formula)
    if terms is None:
        used = {
            label
            for field, label in labels.items()
            if any(
                _means(name, definition.group, {field})
                for column in columns
                for name in names_in(formula.replace("{列}", column))
            )
        }
        label = plain_label(str(definition.table.get("label", definition.name)))
        what = "、".join(sorted(used))
        raise AdjustingError(f"不能删：“{label}”要用“{what}”来算。")
    left = [term for term in terms if not _is_gone(term, definition, columns, gone)]
    if left:
        definition.table["formula"] = " + ".join(left)
    else:  # a sum of nothing is typed
        del definition.table["formula"]
        definition.table.pop("role", None)


def _is_gone(term: str, definition: Definition, columns: list[str], gone: Collection[str]) -> bool:
    names = [names_of_term(term).replace("{列}", column) for column in columns]
    are_gone = [_means(name, definition.group, gone) for name in names]
    if any(are_gone) and not all(are_gone):
        raise AdjustingError(f"不能只删“{names_of_term(term)}”的一部分。")
    return all(are_gone)


def _means(name: str, group: str, gone: Collection[str]) -> bool:
    return name in gone or bool(group and f"{group}.{name}" in gone)


def _drop_sentences(definition: Definition, gone: Collection[str]) -> None:
    table = definition.table
    if isinstance(table.get("sentences"), list):
        table["sentences"] = [each for each in table["sentences"] if not _speaks(each, "", gone)]
    of_groups = table.get("sentences_for")
    if isinstance(of_groups, dict):
        for group, lines in of_groups.items():
            of_groups[group] = [each for each in lines if not _speaks(each, group, gone)]


def _speaks(sentence: Any, group: str, gone: Collection[str]) -> bool:
    names = (f"{{{each}}}" for each in _called(gone, group))
    return any(name in str(sentence) for name in names)


def _called(gone: Collection[str], group: str) -> set[str]:
    bare = {each.removeprefix(f"{group}.") for each in gone if each.startswith(f"{group}.")}
    return {*gone, *bare} if group else set(gone)


def _drop_from_lists(form: RawForm, gone: Collection[str]) -> None:
    head = form.head
    if isinstance(head.get("not_public"), list):
        head["not_public"] = [each for each in head["not_public"] if each not in gone]
    signatory = head.get("signatory")
    if isinstance(signatory, dict) and isinstance(signatory.get("totals"), list):
        signatory["totals"] = [each for each in signatory["totals"] if each not in gone]
    for data in form.files.values():
        checks = data.get("text_check")
        for check in checks if isinstance(checks, list) else ():
            parameters = check.get("parameters")
            if isinstance(parameters, dict):
                _drop_from(parameters, gone)


def _drop_from(parameters: Data, gone: Collection[str]) -> None:
    """A list of fields loses one; what needs it alone is a check that cannot be made any more."""
    for key, value in parameters.items():
        if isinstance(value, list):
            kept = [each for each in value if not (isinstance(each, str) and each in gone)]
            if kept:
                parameters[key] = kept
