"""What is chosen when a report is printed or exported, and what every writer may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress

DRAFT_MARKS = ("送审稿", "征求意见稿", "草稿")

# A formula as a worksheet says it: operators and function names as text, and runs of cells. A run
# of several cells stands for their list: SUM, and then the cells of a column.
Formula = tuple[str | tuple[FieldAddress, ...], ...]


class Edition(Enum):
    """For whom the paper is."""

    SUBMITTED = "报送版"
    PUBLIC = "公开版"  # without what the template leaves out of it, and without codes


class Medium(StrEnum):
    """How a paper was made."""

    PDF = "PDF"
    PRINT = "打印"


@dataclass(frozen=True, slots=True)
class PaperChoices:
    """What a clerk chooses before she prints or exports.

    Attributes:
        mark: What a draft is marked as, "" for nothing; a final report carries no mark.
        has_seal_guide: Show on a draft where the seal will go.
        has_codes: Print the check codes; never on the public edition.
        has_qr: Print them as a QR code as well.
        centers_page_numbers: Page numbers in the middle, else odd ones right and even ones left.
        uses_official_fonts: Set in 仿宋, 宋体, … of this machine, where it has them.
    """

    edition: Edition = Edition.SUBMITTED
    mark: str = ""
    has_seal_guide: bool = False
    has_codes: bool = True
    has_qr: bool = False
    centers_page_numbers: bool = False
    uses_official_fonts: bool = True


@dataclass(frozen=True, slots=True)
class PaperCodes:
    """The check codes (校验码) of one state of a report.

    Attributes:
        report: That of the whole report.
        sheets: That of each printed sheet.
        state: What the state is called: 第2稿, 修改记录第120步.
    """

    report: str
    state: str
    sheets: Mapping[SheetRef, str] = field(default_factory=dict)
