"""Every word of the pages stands beside its page, in Chinese and in English."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("server/browser", "server/demo/web", "server/office/web", "kiosk/web", "counter/web", "display/web")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.js")) if path.name != "words.js"]
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


def used() -> tuple[set[str], set[str]]:
    """(keys, beginnings of keys made at run time)."""
    keys, beginnings = set(), set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        keys |= set(re.findall(r'"([a-z][a-z0-9_]+)"', text))
        beginnings |= set(re.findall(r"`([a-z]+_)\$\{", text))
    return keys, beginnings


def test_each_text_has_both_languages_and_the_same_facts() -> None:
    """{names} of the Chinese words are those of the English."""
    for key, words in catalogue().items():
        assert len(words) == 2
        assert all(words), key
        chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in words)
        assert chinese == english, key


def test_each_word_that_the_pages_ask_for_is_there() -> None:
    """t(lang, "key") of every source."""
    known = catalogue()
    for path in SOURCES:
        for key in re.findall(r'\bt\([\w.]+, "(\w+)"', path.read_text(encoding="utf-8")):
            assert key in known, f"{path.name}: {key}"


def test_no_text_is_left_over() -> None:
    """A word nobody uses is deleted."""
    keys, beginnings = used()
    left = [key for key in catalogue() if key not in keys and not key.startswith(tuple(beginnings))]
    assert left == []


def test_no_chinese_stands_in_code() -> None:
    """Comments may name a mark; strings and markup may not hold words."""
    for path in SOURCES:
        for line in path.read_text(encoding="utf-8").splitlines():
            code = re.sub(r"//.*|/\*\*?.*|^\s*\*.*", "", line)
            assert not HAN.search(code) or "${hours ? " in code, f"{path.name}: {line.strip()}"


def test_no_word_stands_twice() -> None:
    """What two pages say stands in server/browser, and only there."""
    every = [key for own in catalogues().values() for key in own]
    assert sorted(every) == sorted(set(every))
