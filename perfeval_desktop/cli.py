"""The command line: everything but entry, without a window. Qt is never imported here."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeAlias

from perfeval_desktop import __version__
from perfeval_desktop.domain.errors import PerfevalError, TemplateError
from perfeval_desktop.domain.parsing import clean_text

if TYPE_CHECKING:
    from perfeval_desktop.domain.paper import PaperChoices
    from perfeval_desktop.services.session import Session

OK, FOUND, FAILED = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0; 1 when `check` found an open 强制性 finding, `verify` a paper that does not show what
        the file holds now, `salvage` could not read everything, or `import` or `fill` could not
        place everything; 2 when something could not be
        done, which is said on stderr in one Chinese sentence.
    """
    from perfeval_desktop.services.user_text import user_text

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the console has no characters for
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        code: int = options.command(options)
    except PerfevalError as error:
        _say(user_text(error).sentence, sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; say nothing more, also not while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except _UsageError as error:
        _say(str(error), sys.stderr)
        return FAILED
    except Exception as error:
        from perfeval_desktop.services.fault_log import log_fault

        log_fault(error)
        _say(user_text(error).sentence, sys.stderr)
        return FAILED
    return code


def _say(line: str, file: TextIO | None = None) -> None:
    """Print a line; what a file says, or is called, cannot steer the terminal."""
    print(clean_text(line), file=file)


class _UsageError(Exception):
    """The command line makes no sense; the message is a Chinese sentence."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        words = " ".join(sys.argv[1:])
        raise _UsageError(f"看不懂这条命令：perfeval {words}。用 perfeval --help 看用法。")


Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # what `add_subparsers` returns


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="perfeval", description="绩效自评：填报、审核、打印部门整体支出绩效自评报告"
    )
    parser.add_argument("--version", action="version", version=f"perfeval {__version__}")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _add_what_makes_files(commands)
    _add_what_reads_files(commands)
    return parser


def _add_what_makes_files(commands: Commands) -> None:
    new = commands.add_parser("new", help="建立一个年度的新报告")
    new.add_argument("--template", required=True, metavar="表样")
    new.add_argument("--unit", required=True, metavar="单位名称")
    new.add_argument("--year", type=int, metavar="年度", help="默认为表样的年度")
    new.add_argument("file", type=Path, metavar="FILE.peval")
    new.set_defaults(command=_new)

    from_document = commands.add_parser(
        "import", help="把 Word、Excel 里的报告读进来；有没放进去的时退出码为 1"
    )
    from_document.add_argument("source", type=Path, metavar="SOURCE.docx|.xlsx|.xls")
    from_document.add_argument("file", type=Path, metavar="FILE.peval", help="没有就新建")
    from_document.add_argument("--template", default="", metavar="表样", help="默认按文档认")
    from_document.add_argument("--year", type=int, metavar="年度", help="默认按文档认")
    from_document.add_argument(
        "--overwrite", action="store_true", help="FILE 里已经填了别的，换成文档里的；默认不改"
    )
    from_document.add_argument("--report", type=Path, metavar="FILE.json", help="逐处的清单")
    from_document.set_defaults(command=_import)
    approve = commands.add_parser(
        "approve", help="读入批复的绩效目标申报表；有没填进去的时退出码为 1"
    )
    approve.add_argument("source", type=Path, metavar="SOURCE.docx|.xlsx|.xls")
    approve.add_argument("file", type=Path, metavar="FILE.peval")
    approve.add_argument(
        "--overwrite", action="store_true", help="FILE 里已经填了别的，换成批复的；默认不改"
    )
    approve.add_argument("--report", type=Path, metavar="FILE.json", help="逐项的清单")
    approve.set_defaults(command=_approve)
    rollover = commands.add_parser("rollover", help="用上年的文件建立下一年的报告")
    rollover.add_argument("last", type=Path, metavar="LAST.peval")
    rollover.add_argument("next", type=Path, metavar="NEXT.peval")
    rollover.add_argument(
        "--template", default="", metavar="表样", help="默认用已安装的当年表样，没有就沿用上年的"
    )
    rollover.set_defaults(command=_rollover)

    _add_fill(commands)
    sample = commands.add_parser("sample", help="建立示例报告")
    sample.add_argument("file", type=Path, metavar="FILE.peval")
    sample.add_argument("--data", type=Path, metavar="FILE.toml", help="改用这个数据文件")
    sample.set_defaults(command=_sample)

    export = commands.add_parser("export", help="导出整份报告")
    export.add_argument("file", type=Path, metavar="FILE.peval")
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.add_argument("--pdf", action="store_true")
    export.add_argument("--docx", action="store_true")
    export.add_argument("--xlsx", action="store_true")
    export.add_argument("--json", action="store_true")
    export.add_argument("--public", action="store_true", help="PDF 用公开版，不印电话等")
    export.set_defaults(command=_export)

    blank = commands.add_parser("blank", help="导出空白表样的 PDF")
    blank.add_argument("--template", required=True, metavar="表样")
    blank.add_argument("--year", type=int, metavar="年度", help="默认为表样的年度")
    blank.add_argument("--to", type=Path, required=True, metavar="DIR")
    blank.set_defaults(command=_blank)

    _add_copy(commands.add_parser("copy", help="另存一份不含修改记录的副本"))


def _add_what_reads_files(commands: Commands) -> None:
    check = commands.add_parser("check", help="全审；有强制性问题时退出码为 1")
    check.add_argument("file", type=Path, metavar="FILE.peval")
    check.add_argument("--format", choices=("text", "json", "xlsx"), default="text")
    check.add_argument(
        "--output", type=Path, metavar="FILE.xlsx", help="xlsx 写到哪里，默认在原文件旁"
    )
    check.set_defaults(command=_check)

    compare = commands.add_parser("compare", help="比较两份报告；一样时退出码为 0，不同时为 1")
    compare.add_argument("old", type=Path, metavar="A.peval")
    compare.add_argument("new", type=Path, metavar="B.peval")
    compare.add_argument("--xlsx", type=Path, metavar="FILE.xlsx", help="把不同的地方写成 Excel")
    compare.set_defaults(command=_compare)

    verify = commands.add_parser(
        "verify", help="核对纸质件上的校验码；和现在一致时退出码为 0，抄错时为 2，其他为 1"
    )
    verify.add_argument("file", type=Path, metavar="FILE.peval")
    verify.add_argument("code", nargs="+", metavar="CODE")
    verify.set_defaults(command=_verify)

    salvage = commands.add_parser(
        "salvage", help="把损坏的文件读出来，写到新文件；全部读出时退出码为 0，有丢失时为 1"
    )
    salvage.add_argument("file", type=Path, metavar="FILE.peval")
    salvage.add_argument("new", type=Path, metavar="NEW.peval")
    salvage.set_defaults(command=_salvage)

    info = commands.add_parser("info", help="看一个文件是什么")
    info.add_argument("file", type=Path, metavar="FILE.peval")
    info.set_defaults(command=_info)

    templates = commands.add_parser("templates", help="列出已安装的表样")
    inner = templates.add_subparsers(metavar="check|draft|next|pack|install|uninstall")
    one = inner.add_parser("check", help="检查一个表样文件夹，并运行它的例子")
    one.add_argument("folder", type=Path, metavar="DIR")
    one.set_defaults(command=_check_template)
    draft = inner.add_parser(
        "draft", help="由官方空表起草一套表样，再由人改完；有要改的错时退出码为 1"
    )
    draft.add_argument("blank", type=Path, metavar="BLANK.docx|.xlsx|.xls")
    draft.add_argument("folder", type=Path, metavar="DIR")
    draft.add_argument("--id", default="", metavar="ID", help="默认为文件夹的名称")
    draft.add_argument("--year", type=int, metavar="年度", help="默认按空表认")
    draft.set_defaults(command=_draft_template)
    following = inner.add_parser("next", help="把一套表样沿用到下一年，写成一个新文件夹")
    following.add_argument("template", metavar="表样")
    following.add_argument("folder", type=Path, metavar="DIR")
    following.add_argument("--year", type=int, metavar="年度", help="默认为表样年度的下一年")
    following.set_defaults(command=_next_template)
    pack = inner.add_parser("pack", help="把一个表样文件夹打成一个表样包，先检查")
    pack.add_argument("folder", type=Path, metavar="DIR")
    pack.add_argument("file", type=Path, metavar="FILE.pevalforms")
    pack.set_defaults(command=_pack_template)
    install = inner.add_parser("install", help="安装一个表样包")
    install.add_argument("file", type=Path, metavar="FILE.pevalforms")
    install.set_defaults(command=_install_template)
    uninstall = inner.add_parser("uninstall", help="卸载一个安装的表样包")
    uninstall.add_argument("id", metavar="ID")
    uninstall.set_defaults(command=_uninstall_template)
    templates.set_defaults(command=_templates)


def _add_fill(commands: Commands) -> None:
    fill = commands.add_parser(
        "fill", help="把报告填进主管部门发的空表（另存一份）；有没填进去的时退出码为 1"
    )
    fill.add_argument("blank", type=Path, metavar="BLANK.docx|.xlsx")
    fill.add_argument("file", type=Path, metavar="FILE.peval")
    fill.add_argument("--to", type=Path, required=True, metavar="OUT", help="填好的文件")
    fill.add_argument(
        "--overwrite", action="store_true", help="空表里已经写着别的，换成报告里的；默认不改"
    )
    fill.add_argument(
        "--report", type=Path, metavar="FILE.json|.xlsx", help="逐处的清单；.xlsx 是没填进去的"
    )
    fill.set_defaults(command=_fill)


def _add_copy(copy: argparse.ArgumentParser) -> None:
    copy.add_argument("file", type=Path, metavar="FILE.peval")
    copy.add_argument("copy", type=Path, metavar="COPY.peval")
    copy.add_argument(
        "--without-history", action="store_true", required=True, help="副本里没有修改记录"
    )
    copy.add_argument("--without-remarks", action="store_true", help="批注也不带")
    copy.set_defaults(command=_copy)


def _new(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.files import create_report
    from perfeval_desktop.templates.installed import load_installed

    year = options.year or load_installed(options.template).year
    with closing(create_report(options.file, options.template, year, options.unit)):
        _say(f"已建立 {options.file}")
    return OK


def _import(options: argparse.Namespace) -> int:
    from perfeval_desktop.domain.import_plan import PlannedState
    from perfeval_desktop.importing.office import read_document
    from perfeval_desktop.services.import_files import Imported, Wanted, import_file
    from perfeval_desktop.services.import_told import import_data, import_lines

    def write_list(imported: Imported) -> None:
        from perfeval_desktop.exporting.atomic import replace_file

        if options.report is not None:
            text = json.dumps(import_data(imported), ensure_ascii=False, indent=1)
            replace_file(options.report, (text + "\n").encode())

    document = read_document(options.source)
    wanted = Wanted(options.template, options.year, options.overwrite)
    imported = import_file(document, options.file, wanted, write_list)
    if imported.warning:
        _say(imported.warning, sys.stderr)
    for line in import_lines(imported):
        _say(line)
    _say(f"已导入到 {options.file}")
    return FOUND if imported.plan.counts()[PlannedState.NOT_TAKEN] else OK


def _approve(options: argparse.Namespace) -> int:
    from perfeval_desktop.importing.office import read_document
    from perfeval_desktop.services.approval_files import (
        Approving,
        approval_data,
        approval_lines,
        approve_file,
    )

    def write_list(approving: Approving) -> None:
        from perfeval_desktop.exporting.atomic import replace_file

        if options.report is not None:
            text = json.dumps(approval_data(approving), ensure_ascii=False, indent=1)
            replace_file(options.report, (text + "\n").encode())

    document = read_document(options.source)
    approving = approve_file(document, options.file, options.overwrite, write_list)
    if approving.warning:
        _say(approving.warning, sys.stderr)
    for line in approval_lines(approving):
        _say(line)
    _say(f"批复的绩效目标已存到 {options.file}")
    return FOUND if approving.left else OK


def _rollover(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.rollover import roll_over

    document, done = roll_over(options.last, options.next, options.template)
    with closing(document):
        for line in done.told:
            _say(line)
        _say(f"已建立 {options.next}；{options.last} 没有作任何改动。")
    return OK


def _fill(options: argparse.Namespace) -> int:
    from perfeval_desktop.exporting.atomic import replace_file
    from perfeval_desktop.services.files import read_session
    from perfeval_desktop.services.filling_in import fill, prepare
    from perfeval_desktop.services.filling_places import FillState
    from perfeval_desktop.services.filling_told import (
        filling_data,
        filling_lines,
        left_out,
        write_left_out,
    )

    session = read_session(options.file)
    filling = prepare(options.blank, session)
    chosen = set(filling.usual())
    if options.overwrite:
        chosen |= {n for n, e in enumerate(filling.items) if e.state is FillState.OTHER}
    if options.report is not None and options.report.suffix.lower() == ".xlsx":
        write_left_out(filling, chosen, options.report)
    elif options.report is not None:
        text = json.dumps(filling_data(filling, chosen), ensure_ascii=False, indent=1)
        replace_file(options.report, (text + "\n").encode())
    fill(filling, session, options.to, chosen)
    for line in filling_lines(filling, chosen):
        _say(line)
    _say(f"已填好：{options.to}")
    return FOUND if left_out(filling, chosen) else OK


def _sample(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.data_file import read_data_file
    from perfeval_desktop.services.files import create_from_data_file, sample_data

    data = read_data_file(options.data) if options.data else sample_data()
    with closing(create_from_data_file(options.file, data)):
        _say(f"已建立 {options.file}")
    return OK


def _check(options: argparse.Namespace) -> int:
    from perfeval_desktop.services import checking
    from perfeval_desktop.services.files import read_session

    session = read_session(options.file)
    if options.format == "json":
        print(json.dumps(checking.check_data(session), ensure_ascii=False, indent=1))
    elif options.format == "xlsx":
        path = options.output or options.file.with_name(f"{options.file.stem}-审核结果.xlsx")
        checking.export_findings(session, path)
        _say(f"已导出 {path}")
    else:
        for line in checking.check_text(session):
            _say(line)
    return FOUND if checking.has_open_errors(session) else OK


def _compare(options: argparse.Namespace) -> int:
    from perfeval_desktop.services import comparison
    from perfeval_desktop.services.files import read_session
    from perfeval_desktop.services.revisions import state_now

    old, new = read_session(options.old), read_session(options.new)
    names = (comparison.file_name_of(old, options.old), comparison.file_name_of(new, options.new))
    found = comparison.compare(state_now(old), state_now(new), *names)
    for line in comparison.comparison_text(found):
        print(line)
    if options.xlsx is not None:
        comparison.export_comparison(found, options.xlsx)
        print(f"已导出 {options.xlsx}")
    return FOUND if found.lines else OK


def _export(options: argparse.Namespace) -> int:
    from perfeval_desktop.domain.paper import Edition, PaperChoices
    from perfeval_desktop.services.exporting import (
        export_docx,
        export_json,
        export_name,
        export_xlsx,
        folder_for,
    )
    from perfeval_desktop.services.files import read_session
    from perfeval_desktop.services.noting import noting_session

    if not (options.pdf or options.docx or options.xlsx or options.json):
        raise _UsageError("没有说导出什么，请加上 --pdf、--docx、--xlsx 或 --json。")
    if options.public and not options.pdf:
        raise _UsageError("公开版只有 PDF，请加上 --pdf。")
    if options.pdf:
        choices = PaperChoices(edition=Edition.PUBLIC if options.public else Edition.SUBMITTED)
        with noting_session(options.file) as noting:
            session = noting.session
            folder = folder_for(options.to)
            name = export_name(session.report, session.value, choices.edition)
            _export_pdf(session, folder / f"{name}.pdf", choices)
        if noting.obstacle:
            _say(f"这次导出的校验码没有记入文件：{noting.obstacle}。", sys.stderr)
    else:
        session, folder = read_session(options.file), folder_for(options.to)
    others = (
        ("docx", options.docx, export_docx),
        ("xlsx", options.xlsx, export_xlsx),
        ("json", options.json, export_json),
    )
    for ending, is_wanted, export in others:
        if is_wanted:
            path = folder / f"{export_name(session.report, session.value)}.{ending}"
            for warning in export(session, path) or ():
                _say(warning, sys.stderr)
            _say(f"已导出 {path}")
    return OK


def _export_pdf(session: Session, path: Path, choices: PaperChoices) -> None:
    from perfeval_desktop.domain.paper import Medium
    from perfeval_desktop.services.check_codes import codes_now
    from perfeval_desktop.services.exporting import export_pdf
    from perfeval_desktop.services.papers import note_paper

    codes = codes_now(session)
    for warning in export_pdf(session, path, choices=choices, codes=codes):
        _say(warning, sys.stderr)
    note_paper(session, codes, Medium.PDF, choices)
    _say(f"已导出 {path}")


def _copy(options: argparse.Namespace) -> int:
    from perfeval_desktop.storage.without_history import copy_without_history

    copy_without_history(options.file, options.copy, has_remarks=not options.without_remarks)
    print(f"已存成 {options.copy}，里面没有修改记录")
    return OK


def _verify(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.files import read_session
    from perfeval_desktop.services.verifying import Outcome, verdict_lines, verify

    verdict = verify(read_session(options.file), " ".join(options.code))
    is_mistyped = verdict.outcome is Outcome.MISTYPED
    for line in verdict_lines(verdict):
        _say(line, sys.stderr if is_mistyped else sys.stdout)
    if is_mistyped:
        return FAILED
    return OK if verdict.outcome is Outcome.CURRENT else FOUND


def _blank(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.blank_form import blank_name, export_blank
    from perfeval_desktop.services.exporting import folder_for
    from perfeval_desktop.templates.installed import load_installed

    template = load_installed(options.template)
    year = options.year or template.year
    path = folder_for(options.to) / f"{blank_name(template, year)}.pdf"
    export_blank(template, year, path)
    _say(f"已导出 {path}")
    return OK


def _salvage(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.salvaging import salvage_file, salvaged_lines

    salvaged = salvage_file(options.file, options.new)
    for line in salvaged_lines(salvaged):
        print(line)
    print(f"已写到 {options.new}；{options.file} 没有作任何改动。")
    return OK if salvaged.losses.is_nothing else FOUND


def _info(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.files import describe_file

    for label, value in describe_file(options.file):
        _say(f"{label}：{value}")
    return OK


def _templates(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.catalogue import template_names

    for template in template_names():
        mark = "\t（安装的表样包）" if template.is_pack else ""
        _say(f"{template.id}\t{template.full_name}{mark}")
    return OK


def _next_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.next_forms import write_next_form

    form = write_next_form(options.template, options.folder, options.year)
    _say(f"已写到 {options.folder}：{form.name}")
    return OK


def _check_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.template_check import check_template_folder

    try:
        result = check_template_folder(options.folder)
    except TemplateError as error:
        for fault in error.faults:
            _say(str(fault), sys.stderr)
        _say(f"表样有错，不能使用，共 {len(error.faults)} 处。", sys.stderr)
        return FAILED
    for failure in result.failures:
        _say(failure, sys.stderr)
    print(
        f"表样 {result.template}：运行例子 {result.examples} 个，不对的 {len(result.failures)} 个"
    )
    return FOUND if result.failures else OK


def _draft_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.drafting import draft_from_blank, drafted_lines

    drafted = draft_from_blank(options.blank, options.folder, options.id, options.year)
    for line in drafted_lines(drafted, options.folder):
        _say(line)
    return FOUND if drafted.faults is not None else OK


def _pack_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.packs import pack_folder

    template = pack_folder(options.folder, options.file)
    _say(f"已把“{template.name}”打包成 {options.file}")
    _say(f"校验值 {template.digest}")
    return OK


def _install_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.packs import install, look_through

    offered = look_through(options.file)
    _say(install(offered, options.file))
    _say(f"校验值 {offered.template.digest}")
    return OK


def _uninstall_template(options: argparse.Namespace) -> int:
    from perfeval_desktop.services.packs import uninstall

    _say(uninstall(options.id))
    return OK
