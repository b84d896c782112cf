"""Reports to make documents of: the sample, and invented units whose every figure is another."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import data_file_edits, fragment_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed

HETANG = "hunan/hetang/2022"
YEAR = 2022

_UNITS = (
    "临江县园林绿化管理所",
    "青石区退役军人服务中心",
    "云亭市公共就业服务中心",
    "松岭县档案馆",
)
_PROJECTS = (
    *("道路绿化养护", "古树名木保护", "职业技能培训补贴", "档案数字化加工", "公益性岗位补贴"),
    *("困难群众走访慰问", "公共场馆维修", "招聘会组织", "信息系统运行维护", "苗圃更新改造"),
    *("夜间亮化补助", "创业孵化基地建设"),
)
_INDICATORS = {
    "数量指标": (
        ("养护面积", "万平方米"),
        ("培训人次", "人次"),
        ("举办场次", "场"),
        ("整理卷数", "卷"),
    ),
    "质量指标": (("验收合格率", "%"), ("培训合格率", "%"), ("差错率", "%")),
    "时效指标": (("按时完成率", "%"), ("资金拨付及时率", "%")),
    "成本指标": (("单位养护成本", "元/平方米"), ("人均补贴标准", "元")),
    "经济效益指标": (("带动投入", "万元"), ("节约开支", "万元")),
    "社会效益指标": (("新增就业", "人"), ("受益群众", "人")),
    "生态效益指标": (("绿化覆盖率", "%"), ("节水量", "吨")),
    "可持续影响指标": (("管护机制", ""), ("长效制度", "")),
    "服务对象满意度指标": (("群众满意度", "%"), ("企业满意度", "%")),
}
_SENTENCES = (
    "我们把任务分到每个科室，按月对账。",
    "年内完成了计划中的全部工作，没有发生安全事故。",
    "部分资金到位较晚，下半年的支出比较集中。",
    "下一年提前编好采购计划，减少临时安排。",
    "各科室分工明确，财务人员每季度通报一次进度。",
    "群众来电都在三天之内答复，重复来电比上年少。",
)


@lru_cache(maxsize=1)
def template() -> ReportTemplate:
    return load_installed(HETANG)


def sample() -> Session:
    """Return a session over the sample report."""
    session = Session(Report(template(), YEAR), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template()), "读入", Origin.DATA_FILE)
    return session


def invented(seed: int, projects: int = 1, lines: int = 3) -> Session:
    """Return a session over a report of an invented unit; no two amounts in it are the same.

    Args:
        seed: Another one is another unit with other figures.
        projects: How many have a sheet of their own.
        lines: How many project lines there are.
    """
    values = _Invented(seed).values(projects, lines)
    session = Session(Report(template(), YEAR), lambda batch: None)
    edits = fragment_edits(values, template(), f"例 {seed}")
    session.apply(edits, "读入", Origin.DATA_FILE)
    return session


class _Invented:
    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._cents = iter(self._chance.sample(range(101, 99_999), 400))

    def _amount(self) -> str:
        cents = next(self._cents)
        return f"{cents // 100}.{cents % 100:02d}"

    def _text(self, count: int = 1) -> str:
        number = next(self._cents)  # no two texts are the same either
        return f"本年办理相关事项{number}件。" + "".join(self._chance.sample(_SENTENCES, count))

    def values(self, projects: int, lines: int) -> dict[str, Any]:
        chance = self._chance
        staff = chance.randrange(10, 60)
        names = chance.sample(_PROJECTS, lines)
        values: dict[str, Any] = {
            "单位名称": chance.choice(_UNITS),
            "报告日期": f"2023年{chance.randrange(3, 7)}月{chance.randrange(1, 29)}日",
            "编制数": str(staff + chance.randrange(1, 9)),
            "在职人数": str(staff),
            "厉行节约保障措施": self._text(2),
            "填表人": chance.choice(("李晓云", "王建国", "周敏")),
            "填报日期": "2023年4月6日",
            "联系电话": "0730-8" + str(chance.randrange(100_000, 999_999)),
            "预期目标": self._text(2),
            "目标实际完成情况": self._text(2),
        }
        for name in ("公车购置", "公车运行维护", "出国经费", "公务接待", "公用经费", "办公经费"):
            values |= self._series(name, ("上年决算", "本年预算", "本年决算"))
        for name in ("水电差旅费", "会议培训费"):
            values |= self._series(name, ("上年决算", "本年预算", "本年决算"))
        for name in ("政府采购金额", "基本支出预算调整"):
            values |= self._series(name, ("本年预算", "本年决算"))
        values |= self._series("资金总额", ("年初预算", "全年预算", "全年执行"))
        for name in ("一般公共预算", "政府性基金拨款", "专户非税收入拨款", "其他资金", "基本支出"):
            values[name] = self._amount()
        for field in template().fields.values():
            if field.type.value == "prose" and not field.group and chance.random() < 0.9:
                values[field.id] = "\n".join(self._text() for _ in range(chance.randrange(1, 3)))
        values["项目明细"] = [
            {
                "名称": name,
                **{column: self._amount() for column in ("上年决算", "本年预算", "本年决算")},
                **({"项目表": name} if number < projects else {}),
            }
            for number, name in enumerate(names)
        ]
        values["完工楼堂馆所"] = [
            {
                "批复规模": str(chance.randrange(900, 5000)),
                "实际规模": str(chance.randrange(900, 5000)),
                "预算投资": self._amount(),
                "实际投资": self._amount(),
            }
        ]
        values["整体指标"] = self._indicators()
        values["项目"] = [self._project(name) for name in names[:projects]]
        return values

    def _series(self, name: str, columns: tuple[str, ...]) -> dict[str, str]:
        return {f"{name}_{column}": self._amount() for column in columns}

    def _project(self, name: str) -> dict[str, Any]:
        values: dict[str, Any] = {
            "项目名称": name,
            "主管部门": self._chance.choice(("县财政局", "区人力资源和社会保障局", "市城市管理局")),
            "预期目标": self._text(2),
            "目标实际完成情况": self._text(2),
            "财政拨款_全年预算": self._amount(),
            "项目指标": self._indicators(),
        }
        for kind in ("上年结转", "其他资金"):
            values |= self._series(kind, ("年初预算", "全年预算", "全年执行"))
        return values

    def _indicators(self) -> dict[str, list[dict[str, str]]]:
        found = {}
        for section, known in _INDICATORS.items():
            count = self._chance.choice((1, 1, 2))
            chosen = self._chance.sample(known, min(count, len(known)))
            found[section] = [self._indicator(name, unit) for name, unit in chosen]
        return found

    def _indicator(self, name: str, unit: str) -> dict[str, str]:
        chance = self._chance
        target = f"{chance.randrange(10, 99)}{unit}" if unit else "健全"
        actual = f"{chance.randrange(10, 99)}{unit}" if unit else "健全"
        if unit == "%":
            target = f"≥{target}"
        points = chance.randrange(3, 9)
        values = {
            "三级指标": name,
            "年度指标值": target,
            "实际完成值": actual,
            "分值": str(points),
            "得分": str(points - chance.choice((0, 0, 1))),
        }
        if values["得分"] != values["分值"]:
            values["偏差原因"] = self._text()
        return values
