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
from perfeval_desktop.domain.errors import Fault, TemplateError
from perfeval_desktop.domain.template import (
    Check,
    ReportTemplate,
    Role,
    SheetTemplate,
    Slot,
    TextCheck,
)
from perfeval_desktop.domain.values import NumberStyle
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.templates.bases import BASED_ON, resolved
from perfeval_desktop.templates.check_files import read_checks, read_text_checks
from perfeval_desktop.templates.fields import Definitions, read_definitions
from perfeval_desktop.templates.narrative import check_chapters
from perfeval_desktop.templates.reader import (
    FaultList,
    Table,
    TooManyFaultsError,
    meant,
    parse_toml,
)
from perfeval_desktop.templates.references import check_references
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
MAX_DECIMALS = 6
MAX_ABOVE = 6  # folders in which a base is looked for
MAX_CHECKS = 3_000
MAX_CHARACTERS = 1_000_000  # of all files; a district's template has 160,000
DEFAULT_CHECKS = ("checks",)  # templates embedded in files of format 1 name no files of checks


def load_template(folder: Path) -> ReportTemplate:
    """Read the template in `folder`.

    Raises:
        TemplateError: something is wrong; every fault is listed with file, line and key.
    """
    whole = resolved(folder, lambda base: _folder_of(base, folder))
    try:
        template = template_from_texts(whole.texts)
    except TemplateError as error:
        unused = _unused(whole.texts)
        raise TemplateError(tuple(whole.told(e) for e in (*error.faults, *unused))) from None
    if unused := _unused(whole.texts):
        raise TemplateError(tuple(whole.told(each) for each in unused))
    return template


def _unused(texts: Mapping[str, str]) -> list[Fault]:
    """A file that the head does not name is most likely a name written wrongly."""
    head = parse_toml(HEAD_FILE, texts.get(HEAD_FILE, ""), [])
    if head is None:
        return []
    named = {f"{each}.toml" for key in ("sheets", "checks") for each in _listed(head.get(key))}
    message = "template.toml 的 sheets、checks 里都没有写它，这个文件没有用上。"
    return [Fault(each, 0, "", message) for each in sorted({*issued(texts)} - named - {HEAD_FILE})]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else list(DEFAULT_CHECKS)


def texts_of(folder: Path) -> dict[str, str]:
    """Return the files of the template in `folder` as they are embedded: whole, its base worked in.

    Raises:
        TemplateError: a file cannot be read, or its base is not there.
    """
    return resolved(folder, lambda base: _folder_of(base, folder)).texts


def _folder_of(template_id: str, beside: Path) -> Path | None:
    """Find another template: in the folders that this one stands in, else among the installed."""
    parts = template_id.split("/")
    above = list(beside.resolve().parents)[:MAX_ABOVE]
    places = [each.joinpath(*parts) for each in (*above, forms_dir())]
    return next((each for each in places if (each / HEAD_FILE).is_file()), None)


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
        if head.text(BASED_ON):
            head.fault(BASED_ON, "只有放在文件夹里的表样才能以别的表样为底；这里要写全。")
        head.text("region")
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
        check_references(self.known)
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
            others = [each for each in self.texts if each not in self._tables]
            self.faults.append(Fault(file, 0, "", f"缺少这个文件。{meant(file, others)}"))
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
        money_unit, decimals = money.text("unit", "万元"), money.integer("decimals", 2)
        if money_unit not in ("万元", "元"):
            money.fault("unit", f"金额单位“{money_unit}”不认识，可以写：万元、元。")
        if not 0 <= decimals <= MAX_DECIMALS:
            money.fault("decimals", f"小数位数要在 0 到 {MAX_DECIMALS} 之间。")
            decimals = 2
        numbers = NumberStyle(
            amount_decimals=decimals,
            keeps_trailing_zeros=money.flag("trailing_zeros"),
            yuan_decimals=decimals if money_unit == "元" else 2,
        )
        balances_print = money.flag("balanced_print")
        money.done()
        unit_field = head.text("unit_field", None)
        if unit_field not in self.known.fields:
            head.fault(
                "unit_field", f"没有填报项“{unit_field}”。{meant(unit_field, self.known.fields)}"
            )
        not_public = frozenset(head.texts("not_public"))
        for name in sorted(not_public - self.known.fields.keys()):
            head.fault("not_public", f"没有填报项“{name}”。{meant(name, self.known.fields)}")
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
            notice=head.text("notice"),
            example_year=head.integer("example_year"),
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
                    table.fault(
                        table.key_of_item("check", check.id), f"审核公式“{check.id}”有两条。"
                    )
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
                    table.fault(table.key_of_item("text_check", check.id), f"{check.id}：{error}")

    def _compile_check(self, check: Check, widest: str, table: Table) -> list[CompiledCheck]:
        if check.for_each and check.for_each not in self.known.groups:
            message = f"没有“{check.for_each}”这组明细。{meant(check.for_each, self.known.groups)}"
            table.fault(table.key_of_item("check", check.id), f"{check.id}：{message}")
            return []
        try:
            ready = compile_check(check, self.known)
            expect_like_scopes(check, widest, self.known)
        except ExpressionError as error:
            table.fault(table.key_of_item("check", check.id), f"{check.id}：{error}")
            return []
        return [ready]


def _decimal(table: Table, name: str, default: str) -> Decimal:
    text = table.text(name, default)
    try:
        return Decimal(text)
    except InvalidOperation:
        table.fault(name, f"“{text}”不是数。")
        return Decimal(default)
