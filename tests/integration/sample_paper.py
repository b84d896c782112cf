"""A document with the layout of the real report: cover, narrative, 附件1-1 and 附件1-2."""

from __future__ import annotations

from dataclasses import replace

from perfeval_desktop.exporting.document import Document, SealPlace, Section, Space, paragraph
from perfeval_desktop.exporting.pages import ANNEX_PAGE, COVER_PAGE, NARRATIVE_PAGE
from perfeval_desktop.exporting.styles import Align, ParagraphStyle
from perfeval_desktop.exporting.tables import CellStyle, SignatureLine, Table, TableCell, TableRow

UNIT = "株洲市荷塘区物业服务指导中心"
SIGNATURE = SignatureLine(("填表人：", "填报日期：", "联系电话：", "单位负责人签字："))


def head(text: str, rows: int = 1, columns: int = 1) -> TableCell:
    return TableCell(text, rows, columns, CellStyle.HEAD)


def label(text: str, rows: int = 1, columns: int = 1) -> TableCell:
    return TableCell(text, rows, columns, CellStyle.LABEL)


def left(text: str, columns: int = 1, indent: int = 0) -> TableCell:
    return TableCell(text, 1, columns, CellStyle.LABEL, Align.LEFT, indent_chars=indent)


def number(text: str = "", columns: int = 1) -> TableCell:
    return TableCell(text, 1, columns, CellStyle.NUMBER)


def row(*cells: TableCell, is_head: bool = False) -> TableRow:
    return TableRow(cells, is_head=is_head)


def cover() -> Section:
    return Section(
        "封面",
        (
            Space(30),
            paragraph(
                "2022年度部门（单位）整体支出\n绩效自评报告",
                ParagraphStyle.COVER_TITLE,
                bookmark="封面",
            ),
            Space(75),
            SealPlace(
                (
                    paragraph(f"部门（单位）名称：{UNIT}（盖章）", ParagraphStyle.COVER_LINE),
                    paragraph("年　　月　　日", ParagraphStyle.COVER_LINE),
                ),
                has_guide=True,
            ),
        ),
        COVER_PAGE,
    )


DUTIES = (
    "1、贯彻执行国家、省、市物业管理法律法规和政策；",
    "2、参与拟订物业管理行业发展规划和相关政策，并协助实施；",
    "3、参与物业服务质量、物业服务收费、物业管理区域、物业管理用房、物业招投标、承接查验等事务；",
    "4、参与物业管理矛盾纠纷调解；",
)
BASIC = (
    "2022年度一般公共预算财政拨款基本支出74.71万元，其中：人员经费64.48万元，占基本支出的86.3%，"
    "主要用于工资、津贴、奖金和各项社会保险；公用经费10.24万元，占基本支出的13.7%，主要用于办公、"
    "印刷、邮电、差旅、维修（护）、培训和工会等方面。"
)
WORK = (
    "一方面在小区里摸排安全隐患和不稳定因素，做到心中有数；另一方面按照属地管理原则，对街道、社区、"
    "业主委员会的调处工作给予业务指导，全年共处理“12345”市长热线投诉294起、“马上就办”13起、"
    "网络投诉13起，投诉办结率100%，召开现场调解会30余次；还与政法委、法院等部门一起，在东部美的城、"
    "逸都花园、水岸花城等小区设立“诉源治理工作站”，请法官到小区现场调解——把矛盾化解在基层……"
)


def narrative() -> Section:
    blocks = [
        paragraph(f"2022年度{UNIT}\n整体支出绩效自评报告", ParagraphStyle.REPORT_TITLE),
        _heading("一、部门（单位）基本情况"),
        _heading("（一）部门职责", ParagraphStyle.HEADING2, 1),
        *(paragraph(duty) for duty in DUTIES),
        _heading("（二）人员情况", ParagraphStyle.HEADING2, 1),
        paragraph("单位事业编制数11人，主任1名，副主任2名。2022年度在编人数6人。"),
        _heading("二、一般公共预算支出情况"),
        _heading("（一）基本支出情况", ParagraphStyle.HEADING2, 1),
        paragraph(BASIC),
        _heading("六、资金使用及绩效情况（包含单位管理的公共专项）"),
        _heading("（一）整体支出绩效情况", ParagraphStyle.HEADING2, 1),
        *(paragraph(f"{number}.多措并举化解矛盾纠纷。{WORK}") for number in range(1, 6)),
        paragraph("窦𬱖、㛃同志负责以上工作。"),
    ]
    return Section("报告正文", tuple(blocks), NARRATIVE_PAGE)


def _heading(text: str, style: ParagraphStyle = ParagraphStyle.HEADING1, level: int = 0):
    return paragraph(text, style, bookmark=text, outline_level=level)


SPENDING = (
    ("三公经费", 0, "0", "0", "0"),
    ("1、公务用车购置和维护经费", 1, "0", "0", "0"),
    ("其中：公车购置", 2, "0", "0", "0"),
    ("公车运行维护", 5, "0", "0", "0"),
    ("2、出国经费", 1, "0", "0", "0"),
    ("3、公务接待", 1, "0", "0", "0"),
    ("项目支出：", 0, "", "17.15", "27"),
    ("1、双随机、一公开", 1, "", "0.4", "0"),
    ("2、自治奖励", 1, "", "1", "20"),
    ("3、矛盾调解", 1, "", "0.75", "0"),
    ("4、小区自治工作以奖代投经费", 1, "", "14", "0"),
    ("5、自治回头看", 1, "", "1", "0"),
    ("6、基层治理工作经费", 1, "", "", "1"),
    ("7、“三供一业”小区改造专项工作经费", 1, "", "", "3"),
    ("8、民生实事项目-人大票决制", 1, "", "", "3"),
    ("公用经费", 0, "99.4", "8.74", "29.35"),
    ("其中：办公经费", 1, "13.41", "6.31", "8.11"),
    ("水费、电费、差旅费", 4, "0", "0", "0.26"),
    ("会议费、培训费", 4, "0.07", "0.2", "0.06"),
    ("政府采购金额", 0, "——", "29", "54.38"),
    ("部门基本支出预算调整", 0, "——", "", ""),
)


def base_table() -> Table:
    years = ("2021年决算数", "2022年预算数", "2022年决算数")
    building = (
        "批复规模\n（㎡）",
        "实际规模\n（㎡）",
        "规模控制率",
        "预算投资\n（万元）",
        "实际投资\n（万元）",
        "投资概算\n控制率",
    )
    staff = ("编制数", "2022年实际在职人数", "控制率")
    return Table(
        (34, 11, 11, 11, 11, 11, 11),
        (
            row(label("财政供养人员情况（人）", rows=2), *(head(text, 1, 2) for text in staff)),
            row(number("11", 2), number("6", 2), number("", 2)),
            row(head("经费控制情况（万元）"), *(head(y, 1, 2) for y in years), is_head=True),
            *(
                row(left(text, 1, indent), *(number(value, 2) for value in values))
                for text, indent, *values in SPENDING
            ),
            row(
                label("楼堂馆所控制情况\n（2022年完工项目）", rows=2),
                *map(head, building),
                is_head=True,
            ),
            row(*(number() for _ in building)),
            replace(row(label("厉行节约保障措施"), TableCell("", columns=6)), min_height_mm=14),
        ),
        notes=(
            "说明：“项目支出”需要填报基本支出以外的所有项目支出情况，“公用经费”填报基本支出中的"
            "一般商品和服务支出。",
        ),
        signature=SIGNATURE,
    )


INDICATORS = (
    (
        "产出指标\n（50分）",
        (
            (
                "数量指标",
                (
                    ("处理“12345”市长热线投诉", "294起", "294起"),
                    ("召开现场调解会", "30余次", "30余次"),
                ),
            ),
            ("质量指标", (("投诉办结率", "100%", "100%"),)),
            ("时效指标", ()),
            ("成本指标", (("专项经费", "27万元", "27万元"),)),
        ),
    ),
    (
        "效益指标\n（30分）",
        (
            (
                "经济效\n益指标",
                (("小区人居环境", "提升", "提升"), ("城市文明形象", "提升", "提升")),
            ),
            ("社会效\n益指标", (("物业从业人员安全意识", "加强", "加强"),)),
            ("生态效\n益指标", ()),
            ("可持续\n影响指标", ()),
        ),
    ),
    ("满意度\n指标\n（10分）", (("服务对象\n满意度指标", ()),)),
)
INDICATOR_HEADS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度\n指标值",
    "实际\n完成值",
    "分值",
    "得分",
    "偏差原因分析\n及改进措施",
)
GOAL = (
    "1、有序深入推进物管小区治理水平提升工程。2、提升物管领域矛盾纠纷调解的及时性、有效性。"
    "3、确保已实现自治管理的小区平稳运行。4、大力推进业委会、物管会、红色物业小区组建攻坚。"
)


def indicator_rows(indicators=INDICATORS, least: int = 3) -> list[TableRow]:
    """The rows under the indicator head, each second-level head with at least `least` rows."""
    rows = []
    for first, seconds in indicators:
        groups = [(second, _padded(lines, least)) for second, lines in seconds]
        before = [label(first, rows=sum(len(lines) for _, lines in groups))]
        for second, lines in groups:
            before.append(label(second, rows=len(lines)))
            for line in lines:
                values = [TableCell(line[0], style=CellStyle.LABEL), *map(number, line[1:])]
                rows.append(row(*before, *values, number(), number(), TableCell()))
                before = []
    return rows


def _padded(lines, least: int):
    return [*lines, *[("", "", "")] * (least - len(lines))]


def performance_table(rows: list[TableRow] | None = None) -> Table:
    body = rows if rows is not None else indicator_rows()
    money = ("年初\n预算数", "全年\n预算数", "全年\n执行数", "分值", "执行率", "得分")
    return Table(
        (6, 12, 12, 20, 11, 11, 8, 8, 14),
        (
            row(label("预算部门名称", 1, 2), label(UNIT, 1, 7)),
            row(label("年度预\n算申请\n（万元）", rows=7), label("", 1, 2), *map(head, money)),
            row(
                label("年度资金总额", 1, 2),
                *map(number, ("74.49", "135.28", "135.28", "10", "100%", "10")),
            ),
            row(left("按收入性质分：125.98", 4), left("按支出性质分：135.28", 4)),
            row(left("其中：一般公共预算：101.71", 4, 1), left("其中：基本支出：108.28", 4, 1)),
            row(left("政府性基金拨款：0", 4, 4), left("项目支出：27", 4, 4)),
            row(left("纳入专户管理的非税收入拨款：0", 4, 4), left("", 4)),
            row(left("其他资金：24.27", 4, 4), left("", 4)),
            row(
                label("年度\n总体\n目标", rows=2),
                head("预期目标", 1, 4),
                head("实际完成情况", 1, 4),
            ),
            row(TableCell(GOAL, columns=4), TableCell("已完成", columns=4)),
            row(
                label("绩\n效\n指\n标", rows=len(body) + 1),
                *map(head, INDICATOR_HEADS),
                is_head=True,
            ),
            *body,
            row(label("总分", 1, 6), number("100"), number("98"), TableCell()),
        ),
        signature=SIGNATURE,
    )


def annex(mark: str, title: str, table: Table) -> Section:
    return Section(
        mark,
        (
            paragraph(mark, ParagraphStyle.ANNEX_MARK, bookmark=f"{mark} {title}"),
            paragraph(title, ParagraphStyle.ANNEX_TITLE),
            table,
        ),
        ANNEX_PAGE,
    )


def sample_document() -> Document:
    return Document(
        "2022年度部门整体支出绩效自评报告",
        (
            cover(),
            narrative(),
            annex("附件1-1", "2022年度部门整体支出绩效评价基础数据表", base_table()),
            annex("附件1-2", "2022年度部门整体支出绩效自评表", performance_table()),
        ),
        author=UNIT,
        subject="部门整体支出绩效自评",
    )
