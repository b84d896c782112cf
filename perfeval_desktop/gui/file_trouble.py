"""When the file of a report is somebody else's, read-only, gone or changed: what is said and done.

Everything a clerk has typed is in the working copy; what is asked here is only where it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from perfeval_desktop.domain.errors import ConflictError, FileError, FileHeldError, PublishError
from perfeval_desktop.gui.dialogs.choice import choose
from perfeval_desktop.services.user_text import UserText, user_text

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.report_file import ReportFile

_RESUMED = "上次没有正常关闭，已经接着上次的内容打开，一处也没有丢。"
_CUT_SHORT = (
    "上次没有正常关闭，已经接着上次的内容打开，"
    "但是本机的工作文件有损坏，最后填的几处没有读出来，请对一遍。"
)
_ASIDE = "上次没有正常关闭，后来文件又被改过，接不上了；那时填的没有丢，另外留着一份。"
_WRITTEN_AGAIN = "文件又能写入了，刚才的修改都已经写进去。"


class FileTrouble(QObject):
    """Watches the file of the report that is open, and helps where it cannot be written."""

    def __init__(self, window: MainWindow, file: ReportFile, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._file = file
        self._said = ""  # what the bar shows about a failure, as long as there is one
        self._is_asked = False  # she pressed Ctrl+S and waits for what comes of it
        file.published.connect(self._on_published)
        file.save_failed.connect(self.on_failed)

    def greet(self) -> None:
        """Say what is not as usual about the file that was opened."""
        workspace = self._window.workspace
        assert workspace is not None
        bar, file = workspace.message_bar, self._file
        if file.read_only:
            self._window.saved_state.only_shown()
            bar.stand(f"只能看：{file.read_only}", "warning", ("另存为…", self._save_as))
        elif file.is_cut_short:
            bar.say(_CUT_SHORT, "warning", is_lasting=True)
        elif file.is_resumed:
            bar.say(_RESUMED, is_lasting=True)
        elif file.aside:
            folder = file.aside[-1]
            bar.say(_ASIDE, "warning", is_lasting=True, action=("打开那一份", self._opener(folder)))

    def save(self) -> None:
        """Write the file at once, and say when that cannot be."""
        if self._file.read_only:
            self.greet()
        else:
            self._is_asked = True
            self._file.publish_now()

    def on_failed(self, error: object) -> None:
        """Say why the file was not written, and offer what can be done about it."""
        is_asked, self._is_asked = self._is_asked, False
        text = user_text(error)
        workspace = self._window.workspace
        if workspace is None:
            return
        reason = error.reason if isinstance(error, PublishError) else ""
        self._window.saved_state.failed(f"未写入文件：{reason}" if reason else text.title)
        action: tuple[str, Callable[[], None]] | None = None
        if isinstance(error, ConflictError):
            action = ("怎么办…", lambda: self._settle(error))
        elif isinstance(error, PublishError):
            action = ("另存为…", self._save_as)
        self._said = text.sentence
        workspace.message_bar.say(text.sentence, "error", is_lasting=True, action=action)
        if is_asked and isinstance(error, ConflictError):
            self._settle(error)

    def settle(self, error: ConflictError, *, is_closing: bool) -> bool:
        """Ask which of two versions goes on; return whether the report was closed by that."""
        text = user_text(error)
        ways = {
            "mine": "保留我的，另存一份…",
            "theirs": "关闭，文件用那一份" if is_closing else "用那一份",
            "compare": "看看有什么不同",
            "stay": "继续填写",
        }
        body = f"{text.body}用那一份的时候，您填的这一份也会另外留在本机。"
        chosen = choose(UserText(text.title, body), ways, self._window)
        if chosen == "mine":
            has_saved = self._window.file_actions.save_as(_mine(error.path))
            return has_saved and is_closing and self._file.close() is None
        if chosen == "theirs":
            return self._use_theirs(error.path, is_closing=is_closing)
        if chosen == "compare":
            self._window.compare_with(error.path)
        return False

    def _settle(self, error: ConflictError) -> None:
        self.settle(error, is_closing=False)

    def _use_theirs(self, path: Path, *, is_closing: bool) -> bool:
        """Keep what was typed as a file of its own, and go on with what is there now."""
        from perfeval_desktop.gui.dialogs.problem import show_problem

        self._window.flush()
        kept = self._file.keep_copy_unless_unreadable(path)
        if isinstance(kept, Exception):
            show_problem(user_text(kept), self._window)
            return False
        self._file.drop()
        self._window.settings.remember_file(kept)
        if is_closing:
            return True
        window = self._window
        window.put_report_away(path)
        window.report_opened_once(lambda: _say_kept(window, path, kept))
        window.open_path(path)
        return False

    def _opener(self, folder: Path) -> Callable[[], None]:
        def open_it() -> None:
            from perfeval_desktop.gui.exporting import say_error
            from perfeval_desktop.services.files import kept_aside

            try:
                kept = kept_aside(folder)
            except FileError as error:
                say_error(self._window, error)
                return
            self._window.open_path(kept)

        return open_it

    def _save_as(self) -> None:
        self._window.file_actions.do_save_as()

    def _on_published(self) -> None:
        self._is_asked = False
        workspace = self._window.workspace
        if self._said and workspace is not None and workspace.message_bar.text == self._said:
            workspace.message_bar.say(_WRITTEN_AGAIN)
        self._said = ""


def offer_to_look(window: MainWindow, error: FileHeldError) -> None:
    """The file is open on another computer: look at it, or take it over where nobody is there."""
    from perfeval_desktop.services.user_text import holder_words

    path = error.path
    ways = {
        "look": "打开来看",
        **({"take": "接管，我来填"} if error.may_take_over else {}),
        "leave": "先不打开",
    }
    chosen = choose(user_text(error), ways, window)
    if chosen == "look":
        window.begin_report(lambda file: file.look_at(path, holder_words(error)))
    elif chosen == "take":
        window.begin_report(lambda file: file.open(path, takes_over=True))


def _mine(path: Path) -> str:
    return f"{path.stem}（我的）{path.suffix}"


def _say_kept(window: MainWindow, path: Path, kept: Path) -> None:
    file = window.report_file
    if window.workspace is not None and file is not None and file.path == path:
        window.workspace.message_bar.say(
            f"已经打开那一份。您原来填的那一份没有丢，存在“{kept.stem}”里，最近打开的报告里也有。",
            is_lasting=True,
            action=("打开我的那一份", lambda: window.open_path(kept)),
        )
