"""Put a template together from the texts of its files, and check that it is sound."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.patterns import PatternError
from perfeval_desktop.checks.prose import check_reading
from perfeval_desktop.checks.rules import (
    CircularFormulaError,
    CompiledCheck,
    Formula,
    compile_check,
    compile_formula,
    in_order,
    index_rules,
    keep_rules,
)
from perfeval_desktop.checks.scopes import expect_like_scopes
from perfeval_desktop.checks.text_checks import compile_text_check
from perfeval_desktop.domain.adjustments import Adjustment
from perfeval_desktop.domain.cell_table import label_key
from perfeval_desktop.domain.errors import Fault, TemplateError
from perfeval_desktop.domain.template import (
    Check,
    ReportTemplate,
    Role,
    SheetTemplate,
    Slot,
    TextCheck,
)
from perfeval_desktop.domain.values import NumberStyle, ValueType
from perfeval_desktop.templates.check_files import read_checks, read_text_checks
from perfeval_desktop.templates.fields import Definitions, read_definitions
from perfeval_desktop.templates.narrative import check_chapters
from perfeval_desktop.templates.reader import FaultList, Table, TooManyFaultsError, parse_toml
from perfeval_desktop.templates.renames import read_renamed
from perfeval_desktop.templates.scoring import check_heads, named_numbers, read_scoring
from perfeval_desktop.templates.sheets import read_sheet
from perfeval_desktop.templates.signatory import read_signatory
from perfeval_desktop.templates.texts import (
    ADJUSTMENTS_FILE,
    HEAD_FILE,
    digest_of,
    issued,
    remake,
)

MAX_FILES = 60
MAX_CHECKS = 3_000
MAX_CHARACTERS = 1_000_000  # of all files; a district's template has 160,000
DEFAULT_CHECKS = ("checks",)  # templates embedded in files of format 1 name no files of checks


def load_template(folder: Path) -> ReportTemplate:
    """Read the template in `folder`.

    Raises:
        TemplateError: something is wrong; every fault is listed with file, line and key.
    """
    texts, faults = {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            faults.append(Fault(path.name, 0, "", "读不出来：不是 UTF-8 文本，或没有权限。"))
    if faults:
        raise TemplateError(tuple(faults))
    return template_from_texts(texts)


def template_from_texts(texts: Mapping[str, str]) -> ReportTemplate:
    """Build the template from its TOML files, by file name.

    Raises:
        TemplateError: something is wrong; every fault is listed.
    """
    if len(texts) > MAX_FILES or sum(map(len, texts.values())) > MAX_CHARACTERS:
        message = f"表样太大：最多 {MAX_FILES} 个文件、{MAX_CHARACTERS} 个字。"
        raise TemplateError((Fault(HEAD_FILE, 0, "", message),))
    loading, template = _Loading(texts), None
    with suppress(TooManyFaultsError):
        template = loading.template()
    if loading.faults:
        raise TemplateError(tuple(loading.faults))
    assert template is not None
    return template


class _Loading:
    """The steps of loading one template; faults are collected on the way."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.faults: list[Fault] = []
        self.known = Definitions()
        self._tables: dict[str, Table] = {}
        self._adjusted: dict[str, dict[str, Any]] = {}  # files as parsed, where the unit adjusted
        self._adjustments: tuple[Adjustment, ...] = ()

    def template(self) -> ReportTemplate | None:
        if ADJUSTMENTS_FILE in self.texts and not self._adjust():
            return None
        head = self._open(HEAD_FILE)
        if head is None:
            return None
        sheet_ids = head.texts("sheets")
        files = [self._open(f"{each}.toml") for each in sheet_ids]
        scoring_table = head.table("scoring")
        scoring = read_scoring(scoring_table)
        numbers = named_numbers(scoring) | {"满分": head.text("full_score", "100")}
        check_files = head.texts("checks") or DEFAULT_CHECKS
        checks_tables = [self._open(f"{each}.toml") for each in check_files]
        if self.faults:
            return None
        sheet_tables = dict(zip(sheet_ids, [each for each in files if each], strict=True))
        for table in (head, *sheet_tables.values()):
            read_definitions(table, self.known)
        self._complete_relations()
        self._check_references()
        self._check_other_names()
        check_chapters(self.known)
        sections = [each for group in self.known.groups.values() for each in group.sections]
        check_heads(scoring, {each.head for each in sections}, scoring_table)
        order = self._filling_order(head, sheet_ids)
        sheets = tuple(
            read_sheet(name, order.get(name, 0), table, self.known)
            for name, table in sheet_tables.items()
        )
        titles = self._column_titles()
        limits = head.table("limits")
        named = {name: limits.text(name) for name in limits.names()} | numbers
        gone = {name for each in self._adjustments for name in each.without}
        texts = [
            (each, tuple(check for check in read_text_checks(each) if check.id not in gone))
            for each in checks_tables
            if each
        ]
        checks = [
            (each, tuple(c for c in read_checks(each, titles, named) if c.id not in gone))
            for each in checks_tables
            if each
        ]
        if sum(len(of) for _, of in checks) > MAX_CHECKS:
            head.fault("checks", f"审核公式超过 {MAX_CHECKS} 条。")
            checks = []
        template = replace(
            self._assemble(head, sheets, tuple(each for _, of in checks for each in of)),
            adjustments=self._adjustments,
            renamed=read_renamed(head.table("renamed"), self.known),
            scoring=scoring,
            text_checks=tuple(each for _, of in texts for each in of),
            signatory=read_signatory(
                head.table("signatory"),
                self.known.fields,
                {each.id for _, of in checks for each in of}
                | {each.id for _, of in texts for each in of},
            ),
        )
        head.done()
        self._check_places(sheets)
        formulas = self._compile_formulas()
        ready = self._compile_checks(checks, template.widest_scope)
        self._check_text_checks(texts, template)
        if not self.faults:
            keep_rules(template, index_rules(formulas, ready, template))
        return template

    def _open(self, file: str) -> Table | None:
        if file not in self.texts:
            self.faults.append(Fault(file, 0, "", "缺少这个文件。"))
            return None
        if file in self._adjusted:
            data: dict[str, Any] | None = self._adjusted[file]
        else:
            data = parse_toml(file, self.texts[file], self.faults)
        if data is None:
            return None
        self._tables[file] = Table(data, "", FaultList(file, self.texts[file], self.faults))
        return self._tables[file]

    def _adjust(self) -> bool:
        """Put the unit's own adjustments over what was issued; say whether all of them fit."""
        from perfeval_desktop.templates.adjusted import adjusted_files

        found = adjusted_files(self.texts, self.faults)
        if found is None:
            return False
        self._adjusted, self._adjustments = found
        return True

    def _assemble(
        self, head: Table, sheets: tuple[SheetTemplate, ...], checks: tuple[Check, ...]
    ) -> ReportTemplate:
        money = head.table("money")
        numbers = NumberStyle(
            amount_decimals=money.integer("decimals", 2),
            keeps_trailing_zeros=money.flag("trailing_zeros"),
        )
        money_unit = money.text("unit", "万元")
        balances_print = money.flag("balanced_print")
        money.done()
        unit_field = head.text("unit_field", None)
        if unit_field not in self.known.fields:
            head.fault("unit_field", f"没有填报项“{unit_field}”。")
        not_public = frozenset(head.texts("not_public"))
        for name in sorted(not_public - self.known.fields.keys()):
            head.fault("not_public", f"没有填报项“{name}”。")
        return ReportTemplate(
            id=head.text("id", None),
            name=head.text("name", None),
            year=head.integer("year", None),
            texts=self.texts,
            digest=digest_of(self.texts),
            issued_digest=digest_of(issued(self.texts)),
            remake=remake,
            numbers=numbers,
            money_unit=money_unit,
            sheets=sheets,
            fields=self.known.fields,
            groups=self.known.groups,
            relations=self.known.relations,
            checks=checks,
            unit_field=unit_field,
            full_score=_decimal(head, "full_score", "100"),
            seal_diameter_mm=head.number("seal_diameter_mm", 45.0),
            not_public=not_public,
            balances_print=balances_print,
            widest_scope=head.text("widest_scope", "全部资金"),
        )

    def _filling_order(self, head: Table, sheets: tuple[str, ...]) -> dict[str, int]:
        order = head.texts("filling_order")
        if sorted(order) != sorted(sheets):
            head.fault("filling_order", "要把 sheets 里的每张表都排进去，各一次。")
        return {name: step for step, name in enumerate(order, 1)}

    def _column_titles(self) -> dict[str, str]:
        titles: dict[str, str] = {}
        for table in self._tables.values():
            named = table.table("columns_named")
            titles.update({name: named.text(name) for name in named.names()})
        return titles

    def _complete_relations(self) -> None:
        """A relation leads to the group that its reference field points at."""
        for name, relation in list(self.known.relations.items()):
            by = self.known.fields.get(relation.by)
            if by is None or by.type is not ValueType.REFERENCE:
                self.known.origin[name].fault("by", "应是一个 type 为 reference 的填报项。")
                continue
            self.known.relations[name] = relation._replace(to=by.refers_to)

    def _check_references(self) -> None:
        groups = self.known.groups
        for group in groups.values():
            origin = self.known.origin[group.id]
            if group.parent and group.parent not in groups:
                origin.fault("parent", f"没有“{group.parent}”这组明细。")
            for key in ("name_field", "sheet_field", "exempt_field", "exempt_reason_field"):
                name = getattr(group, key)
                if name and name not in self.known.fields:
                    origin.fault(key, f"没有填报项“{name}”。")
        for field in self.known.fields.values():
            is_reference = field.type is ValueType.REFERENCE
            if is_reference != bool(field.refers_to) or (
                is_reference and field.refers_to not in groups
            ):
                self.known.origin[field.id].fault("refers_to", "reference 要指明一组明细。")
            if field.last_year and field.last_year not in self.known.fields:
                origin = self.known.origin[field.id]
                origin.fault("columns", f"上年的“{field.last_year}”不是填报项。")

    def _check_other_names(self) -> None:
        """A name in a table of the final accounts leads to one label."""
        meant: dict[str, str] = {}
        for field in self.known.fields.values():
            for name in field.also:
                key, table = label_key(name), self.known.origin[field.id]
                if not key:
                    table.fault("also", f"“{name}”里没有可以认的字。")
                elif meant.setdefault(key, field.label) != field.label:
                    table.fault("also", f"“{name}”也是“{meant[key]}”的名称，认不出是哪一项。")

    def _check_places(self, sheets: tuple[SheetTemplate, ...]) -> None:
        """What is read from prose stands in the prose, on no sheet."""
        for sheet in sheets:
            cells = [cell for row in sheet.rows for cell in row.cells]
            for slot in (each for cell in cells for each in cell.segments):
                if isinstance(slot, Slot) and self.known.fields[slot.field].reading is not None:
                    self.known.origin[slot.field].fault("", f"“{slot.field}”不能放在表上。")

    def _compile_formulas(self) -> dict[str, Formula]:
        formulas: dict[str, Formula] = {}
        for field in self.known.fields.values():
            if field.role is Role.INPUT or not (field.formula or field.reading):
                continue
            try:
                formulas[field.id] = compile_formula(field, self.known)
                if field.reading is not None:
                    check_reading(field)
            except (ExpressionError, PatternError) as error:
                key = "formula" if field.formula else "pattern"
                self.known.origin[field.id].fault(key, str(error))
        try:
            in_order(formulas)
        except CircularFormulaError as error:
            self.known.origin[error.fields[0]].fault("formula", str(error))
        return formulas

    def _compile_checks(
        self, checks: list[tuple[Table, tuple[Check, ...]]], widest: str
    ) -> list[CompiledCheck]:
        ready: list[CompiledCheck] = []
        seen: set[str] = set()
        for table, of_file in checks:
            for check in of_file:
                if check.id in seen:
                    table.fault("check", f"审核公式“{check.id}”有两条。")
                seen.add(check.id)
                ready += self._compile_check(check, widest, table)
        return ready

    def _check_text_checks(
        self, texts: list[tuple[Table, tuple[TextCheck, ...]]], template: ReportTemplate
    ) -> None:
        for table, of_file in texts:
            for check in of_file:
                try:
                    compile_text_check(check, template)
                except ExpressionError as error:
                    table.fault("text_check", f"{check.id}：{error}")

    def _compile_check(self, check: Check, widest: str, table: Table) -> list[CompiledCheck]:
        if check.for_each and check.for_each not in self.known.groups:
            table.fault("check", f"{check.id}：没有“{check.for_each}”这组明细。")
            return []
        try:
            ready = compile_check(check, self.known)
            expect_like_scopes(check, widest, self.known)
        except ExpressionError as error:
            table.fault("check", f"{check.id}：{error}")
            return []
        return [ready]


def _decimal(table: Table, name: str, default: str) -> Decimal:
    text = table.text(name, default)
    try:
        return Decimal(text)
    except InvalidOperation:
        table.fault(name, f"“{text}”不是数。")
        return Decimal(default)
