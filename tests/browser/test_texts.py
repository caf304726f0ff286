"""Every word of the pages stands beside its page, in Chinese and in English."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("server/browser", "server/demo/web", "server/office/web", "kiosk/web", "counter/web", "display/web")
SHARED = ROOMS[0]
HAN = re.compile(r"[\u4e00-\u9fff]")
_PRINT = "for (const f of {files}) console.log(JSON.stringify((await import(`./${{f}}/words.js`)).WORDS))"


def catalogues() -> dict[str, dict[str, list[str]]]:
    """The words of each room."""
    script = _PRINT.format(files=json.dumps(ROOMS))
    found = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return dict(zip(ROOMS, map(json.loads, found.stdout.splitlines()), strict=True))


def catalogue() -> dict[str, list[str]]:
    """The words of all rooms."""
    return {key: words for own in catalogues().values() for key, words in own.items()}


def sources(*rooms: str) -> list[Path]:
    """The modules of rooms, without their words."""
    found = [path for room in rooms for path in sorted((ROOT / room).rglob("*.js"))]
    return [path for path in found if path.name != "words.js"]


def asked(text: str) -> tuple[set[str], set[str]]:
    """(keys, beginnings of keys made at run time) of each t(lang, …) in a module."""
    calls = re.findall(r"\bt\(\s*[\w.]+,([^(){}]*)", text)
    plain = [re.sub(r'[!=]== "\w+"', "", call) for call in calls]
    begun = re.findall(r"\bt\(\s*[\w.]+,\s*`(\w+)\$\{", text)
    return {key for call in plain for key in re.findall(r'"(\w+)"', call)}, set(begun)


def used(*rooms: str) -> tuple[set[str], set[str]]:
    """(words that may be keys, beginnings of keys made at run time) of rooms."""
    keys, beginnings = set(), set()
    for path in sources(*rooms):
        text = path.read_text(encoding="utf-8")
        keys |= set(re.findall(r'"([a-z][a-z0-9_]+)"', text))
        beginnings |= set(re.findall(r"`([a-z_]+_)\$\{", text))
    return keys, beginnings


def test_each_text_has_both_languages_and_the_same_facts() -> None:
    """{names} of the Chinese words are those of the English."""
    for key, words in catalogue().items():
        assert len(words) == 2
        assert all(words), key
        chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in words)
        assert chinese == english, key


def test_each_word_that_a_page_asks_for_is_its_own_or_shared() -> None:
    """A word of another page is none of this page's: its bundle does not hold it."""
    words = catalogues()
    some = 0
    for room in ROOMS:
        known = words[room] | words[SHARED]
        for path in sources(room):
            keys, beginnings = asked(path.read_text(encoding="utf-8"))
            some += len(keys)
            for key in keys:
                assert key in known, f"{room}/{path.name}: {key}"
            for begun in beginnings:
                assert any(key.startswith(begun) for key in known), f"{room}/{path.name}: {begun}…"
    assert some > 50  # it still finds them


def test_no_text_is_left_over() -> None:
    """A word that its own page does not use is deleted; a shared one is used somewhere."""
    for room, words in catalogues().items():
        keys, beginnings = used(*(ROOMS if room == SHARED else (room,)))
        left = [key for key in words if key not in keys and not key.startswith(tuple(beginnings))]
        assert left == [], room


def test_no_chinese_stands_in_code() -> None:
    """Comments may name a mark; strings and markup may not hold words."""
    for path in sources(*ROOMS):
        for line in path.read_text(encoding="utf-8").splitlines():
            code = re.sub(r"//.*|/\*\*?.*|^\s*\*.*", "", line)
            assert not HAN.search(code) or "${hours ? " in code, f"{path.name}: {line.strip()}"


def test_no_word_stands_twice() -> None:
    """What two pages say stands in server/browser, and only there."""
    every = [key for own in catalogues().values() for key in own]
    assert sorted(every) == sorted(set(every))
