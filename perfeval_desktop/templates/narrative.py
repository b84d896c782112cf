"""Read what a template says of the chapters of its narrative: sentences offered, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfeval_desktop.domain.sentences import GRADE_WORD, Place, sentence_parts
from perfeval_desktop.domain.template import Field, Limit, Role, Sentence
from perfeval_desktop.domain.text import NUMBER_WORD, YEAR_WORDS
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.templates.reader import Table

if TYPE_CHECKING:
    from perfeval_desktop.templates.fields import Definitions

_WORDS = frozenset({ValueType.TEXT, ValueType.QUANTITY, ValueType.DATE})


def read_sentences(table: Table) -> tuple[Sentence, ...]:
    """Return the sentences of a chapter; those for the records of a group come behind."""
    of_report = [Sentence(each) for each in table.texts("sentences")]
    of_groups = table.table("sentences_for")
    named = [Sentence(each, name) for name in of_groups.names() for each in of_groups.texts(name)]
    return tuple(of_report + named)


def read_limit(table: Table) -> Limit:
    """Return how many characters a chapter should have."""
    of_chapter = table.table("limit")
    limit = Limit(of_chapter.integer("least"), of_chapter.integer("most"))
    of_chapter.done()
    if table.has("limit") and not any(limit):
        table.fault("limit", "要写 least（最少）、most（最多）字数，或其中一个。")
    if min(limit) < 0 or 0 < limit.most < limit.least:
        table.fault("limit", f"字数最少 {limit.least}、最多 {limit.most}，不成范围。")
    return limit


def check_chapters(known: Definitions) -> None:
    """Note what is wrong with the sentences of every chapter, once all fields are known."""
    for field in known.fields.values():
        if (field.sentences or any(field.limit)) and field.type is not ValueType.PROSE:
            key = "sentences" if field.sentences else "limit"
            known.origin[field.id].fault(key, "只有正文的章节（type 为 prose）可以有。")
            continue
        for sentence in field.sentences:
            key = "sentences_for" if sentence.group else "sentences"
            for message in _faults(sentence, field, known):
                known.origin[field.id].fault(key, message)


def _faults(sentence: Sentence, chapter: Field, known: Definitions) -> list[str]:
    if sentence.group and sentence.group not in known.groups:
        return [f"没有“{sentence.group}”这组明细。"]
    try:
        parts = sentence_parts(sentence.text)
    except ValueError:
        return [f"句子“{sentence.text}”的大括号不成对，或者里面是空的。"]
    if not parts:
        return ["有一句是空的。"]
    faults = []
    for part, behind in zip(parts, [*parts[1:], ""], strict=True):
        if isinstance(part, Place):
            after = behind if isinstance(behind, str) else ""
            faults.append(_fault_of_place(part.name, after, sentence, chapter, known))
    return [each for each in faults if each]


def _fault_of_place(
    name: str, after: str, sentence: Sentence, chapter: Field, known: Definitions
) -> str:
    if name in (*YEAR_WORDS, GRADE_WORD):
        return ""
    if name == NUMBER_WORD:
        return "" if sentence.group else "只有按明细逐条给出的句子才有{序号}。"
    found = known.field_named(name, sentence.group)
    if found is None:
        return f"句子里的“{name}”不是填报项。"
    return _fault_of_field(name, known.fields[found], after, sentence, chapter)


def _fault_of_field(name: str, field: Field, after: str, sentence: Sentence, chapter: Field) -> str:
    if field.role is Role.READ or not (field.type.is_numeric or field.type in _WORDS):
        return f"句子里的“{name}”不能放进正文。"
    if field.type is ValueType.YUAN:
        return f"“{name}”按元填，正文按万元写：请另设一个 amount 的填报项引用它。"
    if field.type is ValueType.AMOUNT and not after.startswith("万元"):
        return f"“{name}”是金额，后面要写“万元”。"
    if field.type is ValueType.RATE and after.startswith(("%", "％")):
        return f"“{name}”是比率，带着百分号，后面不要再写。"
    unlike = field.scope and chapter.scope and field.scope != chapter.scope
    if unlike and field.scope not in sentence.text:
        return f"“{name}”的口径是{field.scope}，这一章是{chapter.scope}，句子里要写明。"
    return ""
