"""换用新表样: move a report to another template of the same year, as one step.

What would be lost, what is new and what is checked otherwise is known before it happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tomli

from perfeval_desktop.domain.adjustments import Adjustment
from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import AdjustmentRefusedError
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Check, Field, ReportTemplate, Role, TextCheck
from perfeval_desktop.domain.text import field_label, in_year, shortened
from perfeval_desktop.services.adjusting import adjustment_words, refitted
from perfeval_desktop.services.catalogue import TemplateName, template_names
from perfeval_desktop.services.forms import FormChange, form_change
from perfeval_desktop.templates.installed import installed_texts
from perfeval_desktop.templates.renames import new_name
from perfeval_desktop.templates.texts import HEAD_FILE, digest_of

_MOST_SHOWN = 40  # characters of a value
_MOST_NAMED = 40  # lines of one kind in the list; a number tells the rest


@dataclass(frozen=True)
class Move:
    """What comes of moving a report to another template. Nothing is changed by it.

    Attributes:
        template: The new one, with the unit's adjustments that fit it.
        change: The edits, and what has no place on the new form.
        new_fields: The labels of what is asked now and was not.
        gone_fields: The labels of what is not asked any more, filled in or not.
        dropped: The titles of the checks that are gone.
        added: The titles of those that are new.
        changed: The titles of those that compare otherwise, or matter more or less.
        refused: The unit's own adjustments that do not fit, and why.
    """

    template: ReportTemplate
    change: FormChange
    new_fields: tuple[str, ...]
    gone_fields: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    refused: tuple[tuple[Adjustment, str], ...]
    label: str

    @property
    def edits(self) -> list[Edit]:
        """The edits of the batch."""
        return self.change.edits

    @property
    def loses(self) -> bool:
        """Whether something that was filled in, or adjusted, goes."""
        return bool(self.change.lost or self.change.rows or self.refused)

    def lines(self, year: int) -> Iterator[str]:
        """Yield what comes of it, a line each; what is lost comes first."""
        lost = [
            f"{each.place}　{shortened(each.content, _MOST_SHOWN)}" for each in self.change.lost
        ]
        yield from _listed("会丢掉的内容", lost)
        yield from _listed("会去掉的行", self.change.rows)
        refused = [f"{adjustment_words(each, year)}：{why}" for each, why in self.refused]
        yield from _listed("加不上的本单位调整", refused)
        if self.change.moved:
            yield f"改了名的填报项，内容跟过去：{self.change.moved} 格"
        yield from _listed("新增的填报项", self.new_fields)
        yield from _listed("取消的填报项", self.gone_fields)
        yield from _listed("取消的审核", self.dropped)
        yield from _listed("新增的审核", self.added)
        yield from _listed("改了的审核", self.changed)


def has_newer_edition(template: ReportTemplate) -> bool:
    """Say whether what is installed under the id of a template is not what it came from.

    Only the texts are looked at: this is asked at each opening.
    """
    texts = installed_texts(template.id)
    if not texts:
        return False
    try:
        year = tomli.loads(texts[HEAD_FILE]).get("year")
    except (KeyError, tomli.TOMLDecodeError):
        return False
    return year == template.year and digest_of(texts) != template.issued_digest


def templates_to_move_to(report: Report) -> list[TemplateName]:
    """Return the installed templates of the report's year, the one of the same id first."""
    years = (report.template.year, report.year)
    same = [each for each in template_names() if each.year in years]
    return sorted(same, key=lambda each: each.id != report.template.id)


def plan_move(report: Report, template: ReportTemplate) -> Move:
    """Return what comes of moving a report to a template as it was issued.

    Raises:
        AdjustmentRefusedError: it is the same, or of another year.
    """
    old = report.template
    if template.year not in (old.year, report.year):
        raise AdjustmentRefusedError(
            f"这份报告是 {report.year} 年度的，不能换成 {template.year} 年度的；"
            "另一个年度请新建报告。"
        )
    if template.digest == old.issued_digest:
        raise AdjustmentRefusedError("这份报告用的就是这套表样，没有不同。")
    fitted = refitted(old.adjustments, template)
    new = fitted.template

    def renamed(name: str) -> str:
        return new_name(new.renamed, name) if name not in new.fields else name

    return Move(
        new,
        form_change(report, new, renamed),
        *_fields(old, new, {renamed(each) for each in old.fields}, report.year),
        *_checks(old, new, report.year),
        fitted.refused,
        f"换用表样：{new.name}",
    )


def _fields(
    old: ReportTemplate, new: ReportTemplate, known: set[str], year: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels of the typed fields that are new, and of those that are gone."""
    came = [each for each in new.fields.values() if each.id not in known]
    names = {new_name(new.renamed, each): each for each in old.fields}
    went = [old.fields[name] for now, name in names.items() if now not in new.fields]
    return _labels(came, year), _labels(went, year)


def _labels(fields: list[Field], year: int) -> tuple[str, ...]:
    shown = (each for each in fields if each.role is not Role.READ)
    return tuple(dict.fromkeys(field_label(each, year) for each in shown))


def _checks(
    old: ReportTemplate, new: ReportTemplate, year: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    before: dict[str, Check | TextCheck] = {each.id: each for each in old.checks}
    before |= {each.id: each for each in old.text_checks}
    after: dict[str, Check | TextCheck] = {each.id: each for each in new.checks}
    after |= {each.id: each for each in new.text_checks}
    gone = [each for name, each in before.items() if name not in after]
    came = [each for name, each in after.items() if name not in before]
    changed = [
        each for name, each in after.items() if name in before and _tells(each, before[name])
    ]
    first, second, third = (
        tuple(dict.fromkeys(in_year(each.title, year) for each in side))
        for side in (gone, came, changed)
    )
    return first, second, third


def _tells(new: Check | TextCheck, old: Check | TextCheck) -> bool:
    """Say whether a check is another one; what it was tried on does not count."""
    if isinstance(new, Check) and isinstance(old, Check):
        return new._replace(examples=()) != old._replace(examples=())
    if isinstance(new, TextCheck) and isinstance(old, TextCheck):
        facts = [
            (each.kind, each.severity, each.parameters, each.full_severity) for each in (new, old)
        ]
        return facts[0] != facts[1]
    return True


def _listed(head: str, lines: list[str] | tuple[str, ...]) -> Iterator[str]:
    if not lines:
        return
    yield f"{head}（{len(lines)}）"
    yield from (f"　{each}" for each in lines[:_MOST_NAMED])
    if len(lines) > _MOST_NAMED:
        yield f"　……还有 {len(lines) - _MOST_NAMED} 处"
