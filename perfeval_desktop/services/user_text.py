"""What a person reads when an action failed: what happened, what became of the data, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from perfeval_desktop.domain import errors


@dataclass(frozen=True, slots=True)
class UserText:
    """A title and whole sentences."""

    title: str
    body: str

    @property
    def sentence(self) -> str:
        """Both in one line, for the command line and the message bar."""
        return f"{self.title}：{self.body}".replace("\n", " ")

    def and_also(self, more: str) -> UserText:
        """Return the text with more behind it."""
        return UserText(self.title, self.body + more)


STORING_FAILED = UserText(
    "保存时出了意外的错误",
    "已经显示为存好的内容都在本机，没有丢；最后几步可能还没有存好。"
    "请关闭程序再打开，它会接着上次的内容；打开后看一眼最后填的几格。",
)


@singledispatch
def user_text(error: object) -> UserText:
    """Return what to tell a person about an error; the traceback is for the log only."""
    return UserText(
        "程序出了意外的错误",
        "这一步没有完成，已经填好的内容都在，可以接着填。请重试；再出现时，请把错误报告交给维护人员，"
        "里面没有填报的内容。",
    )


def has_own_text(error: object) -> bool:
    """Say whether an error is one that can happen, and not a fault of the program."""
    return user_text.dispatch(type(error)) is not user_text.dispatch(object)


@user_text.register
def _(error: errors.FileError) -> UserText:
    return UserText(
        f"“{error.path.name}”没有处理成功", _reason(error, "请检查文件和文件夹后重试。")
    )


@user_text.register
def _(error: errors.NotAReportError) -> UserText:
    reason = _reason(error, "它不是自评报告文件，或者没有复制完整。")
    return UserText(
        f"打不开“{error.path.name}”",
        f"{reason}文件没有作任何改动。请选择 .peval 文件，或重新复制一份。",
    )


@user_text.register
def _(error: errors.TamperedHistoryError) -> UserText:
    return UserText(
        f"打不开“{error.path.name}”",
        f"它的{error.reason}，所以里面的数不能相信。文件没有作任何改动，请原样留着备查。"
        "请向给您文件的人另要一份，或者打开以前另存的、备份的一份接着填。",
    )


@user_text.register
def _(error: errors.FileTooNewError) -> UserText:
    return UserText(
        "这个文件由更新版本的程序保存",
        f"“{error.path.name}”没有作任何改动。请安装最新版本后再打开。",
    )


@user_text.register
def _(error: errors.FileInUseError) -> UserText:
    return UserText(
        f"“{error.path.name}”正在使用",
        "本机另一个窗口已经打开了它。请到那个窗口继续填写，或关闭它以后再打开。",
    )


@user_text.register
def _(error: errors.FileHeldError) -> UserText:
    if not error.may_take_over:
        return UserText(
            f"“{error.path.name}”正在别处打开着",
            f"{holder_words(error)}。现在可以打开来看；要填写，请等那边关闭以后再打开。",
        )
    if not error.computer:
        return UserText(
            f"说不清有没有人在填“{error.path.name}”",
            "文件旁边有一个看不懂的锁文件。请先问一问共用这个文件的人：确实没有人在填，再接管；"
            "说不准就先打开来看。",
        )
    return UserText(
        f"“{error.path.name}”可能还在别处打开着",
        f"{holder_words(error)}，后来没有动静，可能是没有正常关闭。请先问一问：确实没有人在填，再接管；"
        "说不准就先打开来看。",
    )


def holder_words(error: errors.FileHeldError) -> str:
    """Say who holds a file, where, and since when, as a sentence without its end."""
    if not error.computer:
        return "文件旁边有一个看不懂的锁文件，说不清有没有人在填"
    person = error.person or "有人"
    if error.since is None:
        return f"{person}在电脑“{error.computer}”上打开着它"
    return f"{person}从 {when_words(error.since)} 起，在电脑“{error.computer}”上打开着它"


def when_words(moment: datetime) -> str:
    """Say a moment of today as its time, another one with its day."""
    if moment.date() == datetime.now().astimezone().date():
        return f"今天 {moment:%H:%M}"
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


@user_text.register
def _(error: errors.OnlyReadableError) -> UserText:
    return UserText(
        f"“{error.path.name}”只能看", f"{_reason(error, '它写不进去。')}要填写，请另存为一份。"
    )


@user_text.register
def _(error: errors.ConflictError) -> UserText:
    reason = _reason(error, "文件被别人改动过，没有覆盖它。")
    return UserText(
        f"未能写入“{error.path.name}”",
        f"{reason}您填的都已安全保存在本机，可以继续填写；哪一份都没有丢，请选择怎么办。",
    )


@user_text.register
def _(error: errors.FileExistsAlreadyError) -> UserText:
    return UserText(
        f"已经有“{error.path.name}”了", "原来的文件没有改动。请换一个文件名，或打开原来的文件。"
    )


@user_text.register
def _(error: errors.CannotOpenError) -> UserText:
    reason = _reason(error, "可能没有权限，或者文件已被移走。")
    return UserText(f"打不开“{error.path.name}”", f"{reason}请检查文件位置后重试。")


@user_text.register
def _(error: errors.PublishError) -> UserText:
    reason = _reason(error, "目标位置写不进去。")
    return UserText(
        f"未能写入“{error.path.name}”",
        f"{reason}修改都已安全保存在本机，可以继续填写；程序会自动重试，也可以另存为别的文件。",
    )


@user_text.register
def _(error: errors.CannotCreateError) -> UserText:
    reason = _reason(error, "目标位置写不进去。")
    return UserText(
        f"没有建成“{error.path.name}”", f"{reason}什么都没有留下。请换一个位置再建一次。"
    )


@user_text.register
def _(error: errors.BackupError) -> UserText:
    reason = _reason(error, "备份文件夹写不进去。")
    return UserText(
        "没有备份成",
        f"{reason}备份文件夹是 {error.path}。报告照常填写和保存，没有受影响；"
        "请检查这个文件夹，或者在“文件 → 历史备份”里换一个。",
    )


@user_text.register
def _(error: errors.BackupDamagedError) -> UserText:
    reason = _reason(error, "它的内容和备份时不一样了，可能磁盘有坏块。")
    return UserText("这份备份已经损坏", f"{reason}报告没有改动。请选更早的一份备份。")


@user_text.register
def _(error: errors.SalvageError) -> UserText:
    reason = _reason(error, "里面读不出报告的内容。")
    return UserText(
        f"“{error.path.name}”没有抢救成",
        f"{reason}这个文件没有作任何改动，请留着它；可以打开备份，或者找找 U 盘、邮件里的副本。",
    )


@user_text.register
def _(error: errors.LastYearRefusedError) -> UserText:
    return UserText(
        f"“{error.path.name}”不是上年的文件",
        f"它是 {error.year} 年度的，要选 {error.wanted} 年度的。报告没有改动。",
    )


@user_text.register
def _(error: errors.WorksheetError) -> UserText:
    reason = _reason(error, "它不是 .xlsx 工作簿，请在 Excel 或 WPS 里另存为 .xlsx，再选一次。")
    return UserText(f"读不了“{error.path.name}”", f"{reason}报告和这个文件都没有改动。")


@user_text.register
def _(error: errors.SourceRefusedError) -> UserText:
    reason = _reason(
        error, "里面的内容读不下去。请在 Word、Excel 或 WPS 里打开它，另存一份，再选一次。"
    )
    return UserText(f"读不了“{error.path.name}”", f"{reason}报告和这个文件都没有改动。")


@user_text.register
def _(error: errors.TableNotMatchedError) -> UserText:
    return UserText(
        f"这张表里没有认出{error.sheet}的栏目",
        "放的地方没有改动。可以在清单里一处一处地放到报告里。",
    )


@user_text.register
def _(error: errors.PackRefusedError) -> UserText:
    reason = _reason(error, "它不是表样包，或者没有复制完整。")
    return UserText(f"“{error.path.name}”没有处理成功", f"{reason}已装的表样和报告都没有改动。")


@user_text.register
def _(error: errors.ReadingCancelledError) -> UserText:
    return UserText("已经取消读取", "报告没有任何改动。")


@user_text.register
def _(error: errors.ExportError) -> UserText:
    reason = _reason(error, "目标位置写不进去。")
    return UserText(
        f"未能导出“{error.path.name}”",
        f"{reason}原来的文件没有改动，报告内容也没有受影响。请关闭正在打开它的程序，或换一个位置。",
    )


@user_text.register
def _(error: errors.PrintError) -> UserText:
    return UserText(
        f"“{error.printer}”没有打印成",
        f"{error.reason}报告内容没有受影响。请检查打印机后再打印，或者先导出 PDF。",
    )


@user_text.register
def _(error: errors.TemplateError) -> UserText:
    return UserText(
        "表样有错，不能使用", f"报告内容没有受影响。请把下面的问题交给表样的制作人：\n{error}"
    )


@user_text.register
def _(error: errors.DataFileError) -> UserText:
    return UserText("数据文件有错，没有导入", f"什么都没有改动。请改正后重试：\n{error}")


@user_text.register
def _(error: errors.UnknownTemplateError) -> UserText:
    known = "、".join(error.installed) or "（没有安装任何表样）"
    return UserText(f"没有“{error.template_id}”这套表样", f"已安装的有：{known}。")


@user_text.register
def _(error: errors.ValueParseError) -> UserText:
    return UserText("这个内容填不进去", f"{error.reason}原来的内容没有改动。")


@user_text.register
def _(error: errors.RowRefusedError) -> UserText:
    return UserText("这一步做不了", error.reason)


@user_text.register
def _(error: errors.AdjustmentRefusedError) -> UserText:
    return UserText("表样没有改", error.reason)


@user_text.register
def _(error: errors.ScoreRefusedError) -> UserText:
    return UserText("分数没有填进去", error.reason)


@user_text.register
def _(error: errors.NothingToCorrectError) -> UserText:
    return UserText("没有可以更正的", error.reason)


@user_text.register
def _(error: errors.NameRefusedError) -> UserText:
    return UserText("这个名称用不上", error.reason)


@user_text.register
def _(error: errors.NotComparableError) -> UserText:
    return UserText("这两份不能比较", error.reason)


@user_text.register
def _(error: errors.MergeRefusedError) -> UserText:
    return UserText("没有合并，报告没有改动", error.reason)


def _reason(error: errors.FileError, otherwise: str) -> str:
    """Make the error's reason a sentence."""
    reason = error.reason.strip()
    if not reason:
        return otherwise
    return reason if reason[-1] in "。！？" else reason + "。"


@user_text.register
def _(error: errors.NoReasonError) -> UserText:
    return UserText(
        "还没有写原因", f"“{error.title}”要写明原因才算说明。问题仍列在那里，写好后再保存说明。"
    )


@user_text.register
def _(error: errors.ReportIsReadOnlyError) -> UserText:
    return UserText("报告只能看", f"这一步没有做。{error.reason}")


@user_text.register
def _(error: errors.ReportIsFinalError) -> UserText:
    return UserText(
        "报告已经定稿", "这一步没有做，内容和定稿时一样。要修改，请先在“审核”菜单里取消定稿。"
    )
