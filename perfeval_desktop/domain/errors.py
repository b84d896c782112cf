"""Failed actions. What a clerk reads about each of them is said in `services/user_text.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class PerfevalError(Exception):
    """Base of every error this program raises on purpose."""


class ValueParseError(PerfevalError):
    """A text cannot be a value of its field.

    Attributes:
        text: What was typed.
        reason: A Chinese sentence saying what is wrong and what would be right.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(reason)
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a data file: where it stands and what it is (a Chinese sentence)."""

    file: str
    line: int  # 1-based; 0 where the line is not known
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} [{self.key}] {self.message}" if self.key else f"{where} {self.message}"


class FaultyDataError(PerfevalError):
    """A data file cannot be used; all its faults are listed at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class TemplateError(FaultyDataError):
    """A template (表样) is faulty."""


class DataFileError(FaultyDataError):
    """A readable report file (TOML) is faulty: an unknown field, a value of the wrong type."""


class UnknownTemplateError(PerfevalError):
    """No installed template has this id."""

    def __init__(self, template_id: str, installed: tuple[str, ...]) -> None:
        super().__init__(template_id)
        self.template_id = template_id
        self.installed = installed


class EditError(PerfevalError):
    """An edit does not fit the report it is applied to; nothing was changed."""


class RowRefusedError(PerfevalError):
    """A row operation is not possible; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AdjustmentRefusedError(PerfevalError):
    """The form cannot be adjusted so; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ScoreRefusedError(PerfevalError):
    """A score or a distribution of weights is not possible; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FileError(PerfevalError):
    """Something about one file on disk."""

    def __init__(self, path: Path, reason: str = "") -> None:
        super().__init__(f"{path.name}: {reason}" if reason else path.name)
        self.path = path
        self.reason = reason


class NotAReportError(FileError):
    """The file is not a `.peval` report, or not a whole one."""


class TamperedHistoryError(NotAReportError):
    """The history is not what was written, from step `step` on."""

    def __init__(self, path: Path, step: int) -> None:
        super().__init__(path, f"修改记录从第 {step} 步起对不上，被改动过，或者已经损坏")
        self.step = step


class FileTooNewError(FileError):
    """The file was written by a newer program; it was not touched."""


class FileInUseError(FileError):
    """Another running program holds the file."""


class FileHeldError(FileInUseError):
    """A lock beside the file says that it is open on another computer.

    Attributes:
        person: Who has it open, "" when that cannot be told.
        computer: The name of the computer, "" when that cannot be told.
        since: When it was opened there, None when that cannot be told.
        may_take_over: Nobody seems to be there any more, but only a person can know.
    """

    def __init__(
        self, path: Path, person: str, computer: str, since: datetime | None, *, may_take_over: bool
    ) -> None:
        super().__init__(path, "另一台电脑正在用它")
        self.person = person
        self.computer = computer
        self.since = since
        self.may_take_over = may_take_over


class OnlyReadableError(FileError):
    """The file can be read but not written where it is; `reason` is a Chinese sentence."""


class FileExistsAlreadyError(FileError):
    """A new report would overwrite a file that is there."""


class CannotOpenError(FileError):
    """The operating system refused to read the file."""


class PublishError(FileError):
    """The document could not be written; every edit is safe in the working copy."""


class ConflictError(PublishError):
    """What stands at the document's place is not what we last wrote or read there."""


class FileGoneError(PublishError):
    """The document is not at its place any more, though the folder is."""


class CannotCreateError(PublishError):
    """A new document could not be written; nothing of it was left anywhere."""


class BackupError(FileError):
    """A backup could not be written; the report itself is not concerned. `path` is the folder."""


class BackupDamagedError(FileError):
    """A backup cannot be read, or is not what it was when it was made."""


class SalvageError(FileError):
    """Nothing of a report could be read out of a damaged file; it was not touched."""


class LastYearRefusedError(FileError):
    """The file chosen as last year's is of another year."""

    def __init__(self, path: Path, year: int, wanted: int) -> None:
        super().__init__(path)
        self.year = year
        self.wanted = wanted


class WorksheetError(FileError):
    """A worksheet cannot be read; `reason` says why, and what the clerk can do."""


class SourceRefusedError(FileError):
    """A document of another program is not read; `reason` says why, and what the clerk can do."""


class TableNotMatchedError(PerfevalError):
    """A table has too few words of the sheet that it was said to be; `sheet` is its id."""

    def __init__(self, sheet: str) -> None:
        super().__init__(sheet)
        self.sheet = sheet


class PackRefusedError(FileError):
    """A pack of a template is not installed; `reason` is Chinese. What was there is unchanged."""


class ReadingCancelledError(PerfevalError):
    """The clerk does not want a document to be read any more; nothing was changed."""


class ExportError(FileError):
    """An exported file could not be written; what stood there before is unchanged."""


class PrintError(PerfevalError):
    """A printer did not print.

    Attributes:
        printer: Its name.
        reason: A Chinese sentence saying what happened.
    """

    def __init__(self, printer: str, reason: str) -> None:
        super().__init__(f"{printer}: {reason}")
        self.printer = printer
        self.reason = reason


class NoReasonError(PerfevalError):
    """A finding that needs a reason was to be explained with none."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class NothingToCorrectError(PerfevalError):
    """There is nothing that a 更正说明 could say; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NameRefusedError(PerfevalError):
    """A name cannot be given to a state; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotComparableError(PerfevalError):
    """Two reports cannot be compared cell by cell; `reason` is a Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MergeRefusedError(PerfevalError):
    """A copy cannot be taken in; `reason` is Chinese and says why, and what can be done."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReportIsFinalError(PerfevalError):
    """The report is final (定稿): nothing is changed before it is opened again."""


class ReportIsReadOnlyError(PerfevalError):
    """The report is only shown; `reason` is a Chinese sentence that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
