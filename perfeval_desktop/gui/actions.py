"""Every action of the window as data: text, shortcut, icon, menu, and when it can be used."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.gui.menus import CHECK, COLOURS, EDIT, FILE, HELP, LETTERS, ROWS, VIEW

if TYPE_CHECKING:
    from PySide6.QtGui import QKeySequence


class When(Enum):
    """What must be there for an action to be enabled."""

    ALWAYS = auto()
    REPORT = auto()  # a report is open
    SHEET = auto()  # a table is shown
    PROSE = auto()  # the narrative is shown
    ROW = auto()  # the cursor is on a repeating row
    LINE = auto()  # the cursor is on a project line
    SCORED = auto()  # a table with scored indicators is shown
    FIGURES = auto()  # a page is shown whose figures can be read from other tables
    OPEN = auto()  # the report is not final
    FINAL = auto()
    UNDO = auto()
    REDO = auto()


class ActionSpec(NamedTuple):
    """One action. Its id is the name of the method that does it, without `do_`."""

    id: str
    text: str  # with its mnemonic
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: When = When.REPORT
    tip: str = ""
    in_tool_bar: bool = False
    is_checkable: bool = False
    begins_group: bool = False

    def key_sequences(self) -> list[QKeySequence]:
        """Return the shortcuts, the first being the one that is shown."""
        from PySide6.QtGui import QKeySequence

        return [QKeySequence(each) for each in self.shortcuts]


ACTIONS = (
    ActionSpec(
        "new",
        "新建年度报告(&N)…",
        FILE,
        ("Ctrl+N",),
        "file-plus",
        When.ALWAYS,
        "按表样建立一个年度的新报告",
        True,
    ),
    ActionSpec(
        "open",
        "打开(&O)…",
        FILE,
        ("Ctrl+O",),
        "folder-open",
        When.ALWAYS,
        "打开已有的 .peval 文件",
        True,
    ),
    ActionSpec(
        "open_sample", "打开示例报告(&E)", FILE, (), "book", When.ALWAYS, "看一份填好的报告"
    ),
    ActionSpec(
        "save",
        "保存(&S)",
        FILE,
        ("Ctrl+S",),
        "device-floppy",
        When.REPORT,
        "内容随填随存；按一下立即写入文件",
        True,
        begins_group=True,
    ),
    ActionSpec(
        "save_as",
        "另存为(&A)…",
        FILE,
        ("Ctrl+Shift+S", "F12"),
        "",
        When.REPORT,
        "把报告存成另一个文件，以后就写到那里",
    ),
    ActionSpec(
        "print",
        "打印(&P)…",
        FILE,
        ("Ctrl+P",),
        "printer",
        When.REPORT,
        "先看纸上是什么样子，再打印整份或者几页",
        True,
        begins_group=True,
    ),
    ActionSpec(
        "export_pdf",
        "导出 PDF 并打开(&D)…",
        FILE,
        ("Ctrl+Shift+E",),
        "file-type-pdf",
        When.REPORT,
        "生成可打印、可盖章的整份报告",
        True,
    ),
    ActionSpec(
        "export_docx",
        "导出 Word(&J)…",
        FILE,
        (),
        "",
        When.REPORT,
        "把整份报告写成 Word 文件，用 Word 或 WPS 接着改",
    ),
    ActionSpec(
        "export_xlsx",
        "导出 Excel(&X)…",
        FILE,
        (),
        "",
        When.REPORT,
        "一张表一个工作表，数是数，合计、比率、得分是会算的公式",
    ),
    ActionSpec(
        "stamp_readiness",
        "盖章前检查(&K)…",
        FILE,
        (),
        "circle-check",
        When.REPORT,
        "打印、盖章以前看一遍：名称、日期、签字、盖章处、附件、页数",
        begins_group=True,
    ),
    ActionSpec(
        "signatory_page",
        "负责人阅签单(&L)…",
        FILE,
        (),
        "",
        When.REPORT,
        "给单位负责人看的一页：总数、变动和原因、审核情况，留签字的地方",
    ),
    ActionSpec(
        "verify_paper",
        "核对纸质件(&Z)…",
        FILE,
        (),
        "",
        When.REPORT,
        "输入纸上页脚的校验码，看它是哪一稿，和现在的数据一不一样",
    ),
    ActionSpec(
        "marked_copy",
        "花脸稿(&M)…",
        FILE,
        (),
        "",
        When.REPORT,
        "和以前的一稿比较，改过的地方都标出来：删去的加删除线，新增的加下划线",
        begins_group=True,
    ),
    ActionSpec(
        "correction",
        "更正说明(&G)…",
        FILE,
        (),
        "",
        When.REPORT,
        "定稿盖章以后又改了数，列出哪里从什么改成什么，打印盖章",
    ),
    ActionSpec(
        "blank_form",
        "空白表样(&B)…",
        FILE,
        (),
        "",
        When.ALWAYS,
        "整套空白的表，可以打印出来手填",
    ),
    ActionSpec(
        "backups",
        "历史备份(&R)…",
        FILE,
        (),
        "history",
        When.ALWAYS,
        "列出自动备份，看和现在差在哪里，恢复，或者另存一份打开",
        begins_group=True,
    ),
    ActionSpec(
        "close_report",
        "关闭报告(&W)",
        FILE,
        ("Ctrl+W",),
        "home",
        When.REPORT,
        "回到开始页",
        begins_group=True,
    ),
    ActionSpec("quit", "退出(&Q)", FILE, ("Ctrl+Q",), "", When.ALWAYS),
    ActionSpec(
        "undo", "撤销(&U)", EDIT, ("Ctrl+Z",), "arrow-back-up", When.UNDO, "撤销上一步", True
    ),
    ActionSpec(
        "redo",
        "恢复(&R)",
        EDIT,
        ("Ctrl+Y", "Ctrl+Shift+Z"),
        "arrow-forward-up",
        When.REDO,
        "恢复撤销的一步",
        True,
    ),
    ActionSpec(
        "cut",
        "剪切(&X)",
        EDIT,
        ("Ctrl+X",),
        "",
        When.SHEET,
        "复制选中的格，再清空",
        begins_group=True,
    ),
    ActionSpec(
        "copy", "复制(&C)", EDIT, ("Ctrl+C",), "", When.SHEET, "复制选中的格，可以贴到 Excel、WPS"
    ),
    ActionSpec(
        "paste",
        "粘贴(&P)",
        EDIT,
        ("Ctrl+V",),
        "",
        When.SHEET,
        "把 Excel、WPS、Word 里复制的格从当前格起填进来，填不进去的先说明",
    ),
    ActionSpec(
        "fill_down", "向下填充(&D)", EDIT, ("Ctrl+D",), "", When.SHEET, "用选中的第一行填下面各行"
    ),
    ActionSpec(
        "fill_right", "向右填充(&I)", EDIT, ("Ctrl+R",), "", When.SHEET, "用选中的第一列填右边各列"
    ),
    ActionSpec(
        "fill_chosen",
        "填入选中的格(&E)",
        EDIT,
        ("Ctrl+Return", "Ctrl+Enter"),
        "",
        When.SHEET,
        "把正在打的内容，或者当前格的内容，填进选中的每一格",
    ),
    ActionSpec(
        "find_replace",
        "查找和替换(&H)…",
        EDIT,
        ("Ctrl+H",),
        "search",
        When.REPORT,
        "在各张表和正文里找文字和数，可以换成别的；在表或正文里按 Ctrl+F 也行",
        begins_group=True,
    ),
    ActionSpec("find_next", "查找下一处(&N)", EDIT, ("F3",), "", When.REPORT, "到下一处找的文字"),
    ActionSpec(
        "find_previous",
        "查找上一处(&L)",
        EDIT,
        ("Shift+F3",),
        "",
        When.REPORT,
        "到上一处找的文字",
    ),
    ActionSpec(
        "computed_again",
        "改回计算值(&A)",
        EDIT,
        ("Ctrl+Backspace",),
        "",
        When.SHEET,
        "去掉照填的数，恢复按公式计算",
        begins_group=True,
    ),
    ActionSpec(
        "leave_blank", "这一格留空(&B)", EDIT, (), "", When.SHEET, "计算出来的数不显示也不打印"
    ),
    ActionSpec(
        "fill_today",
        "填今天的日期(&T)",
        EDIT,
        ("Ctrl+;",),
        "",
        When.SHEET,
        "在填日期的格里填上今天",
    ),
    ActionSpec(
        "carry_over",
        "填上年的数(&Y)",
        EDIT,
        ("Ctrl+Shift+L",),
        "",
        When.SHEET,
        "把上年文件里的数填进选中的格；先用“审核 → 对照上年文件”读入",
    ),
    ActionSpec(
        "enter_yuan",
        "金额按元录入(&J)",
        EDIT,
        ("Ctrl+Shift+U",),
        "",
        When.REPORT,
        "打开以后，没有写单位的金额按元算；关上以后按万元算",
        is_checkable=True,
    ),
    ActionSpec(
        "remark",
        "批注(&O)…",
        EDIT,
        ("Shift+F2",),
        "",
        When.OPEN,
        "在这一格上记一句给自己看的话，不打印",
        begins_group=True,
    ),
    ActionSpec(
        "to_verify",
        "标为待核实(&V)",
        EDIT,
        ("Ctrl+Shift+Y",),
        "",
        When.OPEN,
        "标出还要核实的格，“还差什么”里会列出来；再按一次去掉",
    ),
    ActionSpec(
        "go_to",
        "转到(&G)…",
        EDIT,
        ("Ctrl+G",),
        "",
        When.REPORT,
        "打几个字，找到任何一张表的一格或正文的一章，回车就去",
        begins_group=True,
    ),
    ActionSpec(
        "insert_figure",
        "在正文插入表里的数(&F)…",
        EDIT,
        ("Ctrl+Shift+F",),
        "",
        When.PROSE,
        "选一格，把它的数放在光标处；那一格变了，正文跟着变",
        begins_group=True,
    ),
    ActionSpec(
        "insert_sentence",
        "插入表样的句子(&S)…",
        EDIT,
        ("Ctrl+Shift+I",),
        "",
        When.PROSE,
        "选一句带数的话放在光标处；表里的数变了，句子里的数跟着变",
    ),
    ActionSpec(
        "figure_meaning",
        "光标处的数指什么(&M)…",
        EDIT,
        ("Ctrl+Shift+M",),
        "",
        When.PROSE,
        "让正文里的数跟着一格变，指明它是哪一格的数，或者不是哪一格的数",
    ),
    ActionSpec(
        "insert_row",
        "在下面加一行(&I)",
        ROWS,
        ("Ctrl+Shift+=", "Ctrl++"),
        "row-insert-bottom",
        When.ROW,
        "在下面加一行；选中几行，就加几行",
        True,
    ),
    ActionSpec(
        "delete_row",
        "删除这一行(&D)",
        ROWS,
        ("Ctrl+-",),
        "row-remove",
        When.ROW,
        "删除当前行，或者选中的几行",
        True,
    ),
    ActionSpec(
        "duplicate_row",
        "复制这一行(&C)",
        ROWS,
        ("Ctrl+Shift+D",),
        "",
        When.ROW,
        "在下面加一行，内容和这一行一样",
    ),
    ActionSpec(
        "move_row_up", "上移一行(&U)", ROWS, ("Alt+Up",), "arrow-up", When.ROW, "移到上面一行之上"
    ),
    ActionSpec(
        "move_row_down",
        "下移一行(&N)",
        ROWS,
        ("Alt+Down",),
        "arrow-down",
        When.ROW,
        "移到下面一行之下",
    ),
    ActionSpec(
        "add_project_sheet",
        "建立这个项目的附件1-3(&J)",
        ROWS,
        ("Ctrl+J",),
        "plus",
        When.LINE,
        "为当前项目建立绩效自评表，已有的就打开它",
        begins_group=True,
    ),
    ActionSpec(
        "cover_line",
        "这一行由哪张附件1-3覆盖(&W)…",
        ROWS,
        ("Ctrl+Shift+J",),
        "",
        When.LINE,
        "几行并成一个项目的，指明同一张附件1-3；不用填报的，写明原因",
    ),
    ActionSpec(
        "field_info",
        "这一格的信息(&T)",
        VIEW,
        ("Ctrl+I",),
        "",
        When.REPORT,
        "在右边列出这一格怎么填、怎么算、哪些审核用到、改过几次",
        is_checkable=True,
    ),
    ActionSpec(
        "show_last_year",
        "显示上年的数(&L)",
        VIEW,
        ("Ctrl+L",),
        "",
        When.REPORT,
        "在每个金额上面写出上年文件里的数",
        is_checkable=True,
    ),
    ActionSpec("legend", "图例(&G)", VIEW, ("F11",), "", When.REPORT, "各种颜色和记号是什么意思"),
    ActionSpec(
        "freeze_head",
        "冻结表头(&H)",
        VIEW,
        (),
        "",
        When.REPORT,
        "表格往下滚动时，表头留在上面",
        is_checkable=True,
    ),
    ActionSpec(
        "scheme_system",
        "跟随系统(&S)",
        COLOURS,
        when=When.ALWAYS,
        tip="系统是深色就用深色，否则用浅色",
        is_checkable=True,
    ),
    ActionSpec(
        "scheme_light",
        "浅色(&L)",
        COLOURS,
        when=When.ALWAYS,
        tip="白底深字",
        is_checkable=True,
    ),
    ActionSpec(
        "scheme_dark",
        "深色(&D)",
        COLOURS,
        when=When.ALWAYS,
        tip="表和正文还是白纸，四周是深色",
        is_checkable=True,
    ),
    ActionSpec(
        "scheme_contrast",
        "高对比(&H)",
        COLOURS,
        when=When.ALWAYS,
        tip="黑白分明，选中的用黄底，光标用粗框",
        is_checkable=True,
    ),
    ActionSpec("size_small", "小(&S)", LETTERS, when=When.ALWAYS, is_checkable=True),
    ActionSpec("size_standard", "标准(&N)", LETTERS, when=When.ALWAYS, is_checkable=True),
    ActionSpec("size_large", "大(&L)", LETTERS, when=When.ALWAYS, is_checkable=True),
    ActionSpec("size_largest", "特大(&X)", LETTERS, when=When.ALWAYS, is_checkable=True),
    ActionSpec(
        "zoom_in",
        "放大(&I)",
        VIEW,
        ("Ctrl+Alt+=", "Ctrl+Alt++"),
        "zoom-in",
        When.REPORT,
        "表和正文放大；按住 Ctrl 转滚轮也行",
        begins_group=True,
    ),
    ActionSpec(
        "zoom_out", "缩小(&O)", VIEW, ("Ctrl+Alt+-",), "zoom-out", When.REPORT, "表和正文缩小"
    ),
    ActionSpec(
        "zoom_original", "原来大小(&R)", VIEW, ("Ctrl+0",), "", When.REPORT, "表和正文回到 100%"
    ),
    ActionSpec(
        "next_pane",
        "到下一栏(&N)",
        VIEW,
        ("F6",),
        "",
        When.REPORT,
        "依次到左边的各表、中间的表或正文、右边的问题、上面的提示和工具栏",
        begins_group=True,
    ),
    ActionSpec("previous_pane", "到上一栏(&P)", VIEW, ("Shift+F6",), "", When.REPORT, "倒着走"),
    ActionSpec(
        "complete_check",
        "全审(&A)",
        CHECK,
        ("F9",),
        "checklist",
        When.REPORT,
        "连没填的一起查",
        True,
        is_checkable=True,
    ),
    ActionSpec(
        "next_finding", "下一个问题(&N)", CHECK, ("F8",), "", When.REPORT, "跳到下一个问题的单元格"
    ),
    ActionSpec(
        "previous_finding",
        "上一个问题(&P)",
        CHECK,
        ("Shift+F8",),
        "",
        When.REPORT,
        "跳到上一个问题的单元格",
    ),
    ActionSpec(
        "missing",
        "还差什么(&M)",
        CHECK,
        ("F7",),
        "",
        When.REPORT,
        "一张表一张表地列出还没有填的，点一下就去填",
        is_checkable=True,
    ),
    ActionSpec(
        "explain_findings",
        "写审核说明(&E)…",
        CHECK,
        ("Ctrl+E",),
        "",
        When.OPEN,
        "数没有填错的，写明原因；可以选中几个问题一起写",
        begins_group=True,
    ),
    ActionSpec(
        "confirm_explanations",
        "说明仍然成立(&C)",
        CHECK,
        (),
        "",
        When.OPEN,
        "数变了，原来的说明还成立",
    ),
    ActionSpec(
        "mark_seen", "已阅(&R)", CHECK, (), "", When.OPEN, "提示性问题看过了，数不变就不再提"
    ),
    ActionSpec(
        "withdraw_explanations", "撤回说明(&W)", CHECK, (), "", When.OPEN, "把写好的说明撤回"
    ),
    ActionSpec(
        "compare_last_year",
        "对照上年文件(&L)…",
        CHECK,
        (),
        "",
        When.OPEN,
        "读入上年的 .peval 文件，核对上年决算数和照抄的文字",
        begins_group=True,
    ),
    ActionSpec(
        "consequences",
        "这一改牵连到的(&K)…",
        CHECK,
        ("F4",),
        "",
        When.OPEN,
        "改了一个数以后：正文哪里要跟着改，哪些说明要重新确认，哪里现在对不上",
        begins_group=True,
    ),
    ActionSpec(
        "read_base_figures",
        "读入部门决算数(&J)…",
        CHECK,
        (),
        "",
        When.OPEN,
        "从部门决算的 Excel 表里找出核对底数，看过再填",
    ),
    ActionSpec(
        "paste_base_figures",
        "粘贴部门决算数(&S)",
        CHECK,
        (),
        "",
        When.FIGURES,
        "把复制的决算表粘贴到核对底数，看过再填",
    ),
    ActionSpec(
        "checks_of_cell",
        "哪些审核用到这一格(&U)",
        CHECK,
        ("Shift+F7",),
        "",
        When.SHEET,
        "列出用到当前格的审核，通过的、有问题的、现在不适用的",
        begins_group=True,
    ),
    ActionSpec(
        "all_checks",
        "全部审核项目(&B)",
        CHECK,
        (),
        "",
        When.REPORT,
        "列出全部审核，通过的也在里面",
    ),
    ActionSpec(
        "roundings",
        "尾差(&I)",
        CHECK,
        (),
        "",
        When.REPORT,
        "列出加起来差一点、是四舍五入造成的合计",
    ),
    ActionSpec(
        "balanced_figures",
        "舍位平衡的数(&H)",
        CHECK,
        (),
        "",
        When.REPORT,
        "列出打印时调了末位、让各项加起来等于合计的数",
    ),
    ActionSpec(
        "show_uncovered",
        "显示没有审核到的格(&V)",
        CHECK,
        (),
        "",
        When.REPORT,
        "给没有任何审核用到的格画上斜线，这些数要自己核对",
        is_checkable=True,
    ),
    ActionSpec(
        "copy_findings",
        "复制选中的问题(&Y)",
        CHECK,
        (),
        "",
        When.REPORT,
        "复制成文字，可以粘贴到表格里；在问题列表里按 Ctrl+C 也行",
        begins_group=True,
    ),
    ActionSpec(
        "export_findings",
        "导出审核结果(&X)…",
        CHECK,
        (),
        "",
        When.REPORT,
        "把全审的结果连同审核说明写成一个 Excel 文件",
    ),
    ActionSpec(
        "export_explanations",
        "导出审核情况说明(&D)…",
        CHECK,
        (),
        "",
        When.REPORT,
        "把写了说明的问题打印成一份附件",
    ),
    ActionSpec(
        "scoring_assistant",
        "评分助手(&G)…",
        CHECK,
        ("Ctrl+Shift+P",),
        "",
        When.SCORED,
        "按完成情况算出建议得分，逐项采用或改写；也可以分配分值",
        begins_group=True,
    ),
    ActionSpec(
        "use_table_figure",
        "改成附表的数(&T)",
        CHECK,
        ("Ctrl+.",),
        "",
        When.REPORT,
        "把正文里标出的数改成附表里的数",
        begins_group=True,
    ),
    ActionSpec(
        "finalise",
        "定稿(&F)…",
        CHECK,
        (),
        "",
        When.OPEN,
        "问题都处理完了，定下来不再改",
        begins_group=True,
    ),
    ActionSpec("reopen", "取消定稿(&O)…", CHECK, (), "", When.FINAL, "写明原因，继续修改"),
    ActionSpec(
        "handbook", "使用手册(&H)", HELP, ("F1",), "book", When.ALWAYS, "打开手册，翻到正在做的事"
    ),
    ActionSpec("shortcuts", "快捷键(&K)", HELP, (), "", When.ALWAYS, "列出全部快捷键"),
    ActionSpec(
        "clear_traces",
        "清除本机痕迹(&C)…",
        HELP,
        (),
        "trash",
        When.ALWAYS,
        "列出程序留在这台电脑上的备份、工作副本、日志和最近文件，选了才删",
    ),
    ActionSpec("about", "关于绩效自评(&A)", HELP, (), "info-circle", When.ALWAYS),
)

# The menu over a row, in groups.
ROW_MENU = (
    ("insert_row", "duplicate_row", "delete_row", "move_row_up", "move_row_down"),
    ("add_project_sheet", "cover_line"),
    ("computed_again", "leave_blank", "undo", "redo"),
    ("remark", "to_verify"),
    ("field_info", "checks_of_cell"),
)
