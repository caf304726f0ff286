"""What citizens and clerks read is worded as a hall's staff would say it; no old word is left anywhere."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from tests.browser.test_texts import catalogues

ROOT = Path(__file__).parents[1]
NOT_SHOWN = (
    "过号可召回，顺延 3 位，最多 2 次。",
)  # a sentence that kept settings hold, looked for and never said

# old -> new; words of which only a part changed are written with as much as tells them apart.
WORDS = {
    "需要优先照顾？先按类别，再按业务": "优先人群请先选类别，再选业务",
    '"老年"': '"老年人"',
    '"残疾"': '"残疾人"',
    '"孕婴"': '"孕妇、带婴幼儿"',
    '"军人"': '"军人、退役军人"',
    "市监": "市场监管",
    "民政、残联、卫健、人社、医保": "低保、残疾证、生育、养老、医保",
    "扶贫": "乡村振兴",
    "一卡通、缴款、票据，收现金": "一卡通、缴费、开票（可收现金）",
    "前面等候 0 人": "您前面无人等候",
    "好的（": "知道了（{n} 秒）",
    "}未开": "{windows}暂未开放",
    '"高对比"': '"高对比度"',
    "返回前面的业务": "返回上一页",
    "号码只显示在屏幕上": "取号机暂时缺纸，请记住或拍下您的号码",
    "今天取号已经停止": "今日取号已结束",
    "现在不取号": "今日服务已结束",
    "继续叫号": "午休中，{time} 恢复叫号",
    "数据停在": "显示暂停更新，请以窗口工作人员叫号为准",
    "叫号语音": "显示暂停更新，请以窗口工作人员叫号为准",
    "操作不会排队": "与服务器断开，操作未发送，恢复后请重试",
    "未开窗": '"未开放"',
    '"开窗"': '"开放窗口"',
    "先开窗": "先开放窗口",
    "关窗": "关闭窗口",
    "无声": "声音未开启，请点击屏幕",
    "每三次叫号最多两次先于您": "每叫三个号，至少一个按先后顺序",
    "过号可召回": "过号请告知窗口或导服台，顺延 {} 位；超过 {} 次请重新取号",
    "补打 ": "补打（第 {} 次）",
    "衔接上级": "转报上级办理",
    "承诺办理": "承诺件",
    "不持件": "材料带走",
    "持件": "材料留窗",
    '"等待"': '"等待环节"',
    "其他结果": "办理结果",
    "代码不对或已过期": "代码有误或已过期，请向管理员索取新代码",
    "to window": "{number} → Window {window}",
}
# The same word stays where it means something else: a ticket's state, the key of a call box.
OF_THE_PAGES = {
    "server/browser": {"window_free": "服务中"},
    "counter/web": {"rejoin": "恢复排队", "state_serving": "办理中", "back": "召回"},
}


def _docstrings(tree: ast.AST) -> set[int]:
    """Lines on which a text stands that nobody reads but us."""
    first = (
        node.body[0] for node in ast.walk(tree) if getattr(node, "body", None) and isinstance(node.body, list)
    )
    return {node.value.lineno for node in first if isinstance(node, ast.Expr)}


def _said(path: Path) -> list[str]:
    """Each text of a source that somebody may read, holes as {}."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = _docstrings(tree)
    whole = [
        "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    ]
    plain = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.lineno not in hidden
    ]
    return [f'"{text}"' for text in (*whole, *plain) if text not in NOT_SHOWN]


@cache
def everything() -> list[str]:
    """All words of pages, server, agents and the default hall, each in quotes."""
    pages = [word for own in catalogues().values() for words in own.values() for word in words]
    sources = [p for room in ("server", "kiosk", "counter", "display") for p in (ROOT / room).rglob("*.py")]
    township = (ROOT / "server/settings/defaults/township.json").read_text(encoding="utf-8")
    said = [text for path in sources for text in _said(path)]
    return [f'"{word}"' for word in pages] + said + [json.dumps(json.loads(township), ensure_ascii=False)]


@pytest.mark.parametrize("old", WORDS)
def test_no_old_word_is_left_and_the_new_one_stands(old: str) -> None:
    """In pages, server, agents and default settings."""
    assert [text[:200] for text in everything() if old in text] == []
    assert any(WORDS[old] in text for text in everything()), WORDS[old]


@pytest.mark.parametrize("page", OF_THE_PAGES)
def test_words_of_one_meaning_each(page: str) -> None:
    """A window serves, a ticket is being handled; a row rejoins, the key is the box's."""
    found = catalogues()[page]
    assert {key: found[key][0] for key in OF_THE_PAGES[page]} == OF_THE_PAGES[page]


def test_the_countys_own_name_of_a_window_stays() -> None:
    """桃政公发〔2020〕1号 names 应急事务窗口 among its six; 市监 it leaves to the townships."""
    names = [
        line["name"]
        for line in json.loads((ROOT / "server/settings/defaults/township.json").read_text())["lines"]
    ]
    assert "应急事务" in names and "市场监管" in names
