"""From pinyin and letters to the engine's symbols.

A syllable is an onset, then vowel, tone mark and coda, which take the time a syllable is given (facts: extra
time in the onset makes another consonant of it). What the engine has no symbol for is refused, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_INITIALS: Final = (
    "zh:ꭧ ch:ꭧʰ sh:ʂ b:p p:pʰ m:m f:f d:t t:tʰ n:n l:l g:k k:kʰ h:x j:ʨ q:ʨʰ x:ɕ r:ɻ z:ʦ c:ʦʰ s:s"
)
# T: where the tone mark stands.
_FINALS: Final = (
    "a:aT ai:aiT an:aTn ang:aTŋ ao:auT e:ɤT ei:eiT en:əTn eng:əTŋ er:ɚT i:iT ia:jaT ian:jɛTn "
    "iang:jaTŋ iao:jauT ie:jeT in:iTn ing:iTŋ iong:jʊTŋ iu:jouT o:woT ong:ʊTŋ ou:ouT u:uT ua:waT "
    "uai:waiT uan:waTn uang:waTŋ ui:weiT un:wəTn uo:woT ü:yT üe:ɥeT üan:ɥɛTn ün:yTn"
)
_LETTERS: Final = (
    "A:ˈA B:bˈi C:sˈi D:dˈi E:ˈi F:ˈɛf G:ʤˈi H:ˈAʧ I:ˈI J:ʤˈA K:kˈA L:ˈɛl M:ˈɛm N:ˈɛn O:ˈO P:pˈi "
    "Q:kjˈu R:ˈɑɹ S:ˈɛs T:tˈi U:jˈu V:vˈi W:dˈʌbᵊljˌu X:ˈɛks Y:wˈI Z:zˈi"
)
_IDS: Final = (
    ",=3 .=4 ʦ=20 ʨ=21 ꭧ=23 A=24 I=25 O=31 ᵊ=42 a=43 b=44 d=46 e=47 f=48 i=51 j=52 k=53 l=54 m=55 "
    "n=56 o=57 p=58 s=61 t=62 u=63 v=64 w=65 x=66 y=67 z=68 ɑ=69 æ=72 ɕ=77 ʤ=82 ə=83 ɚ=85 ɛ=86 ɥ=99 "
    "ɨ=101 ŋ=112 ɹ=123 ɻ=126 ʂ=130 ʧ=133 ʊ=135 ʌ=138 ɤ=140 ˈ=156 ˌ=157 ʰ=162 ↓=169 →=171 ↗=172 ↘=173"
)


def _table(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


INITIALS, FINALS, LETTERS = map(_table, (_INITIALS, _FINALS, _LETTERS))  # two signs first: "zh" before "z"
IDS: Final[dict[str, int]] = {" ": 16} | {pair[0]: int(pair[2:]) for pair in _IDS.split()}
_BUZZING: Final = ("z", "c", "s", "zh", "ch", "sh", "r")  # their i is another vowel
_STRESS: Final = "ˈˌ"
_VOWELS: Final = "AIOaeiouɑæəɚɛɨʊʌɤᵊ"


class Unsayable(ValueError):
    """A syllable, letter or sign that the engine has no symbol for."""


@dataclass(frozen=True)
class Syllable:
    """onset: its consonants; rest: vowel, tone mark, coda. Each sign is one token."""

    onset: str
    rest: str


def syllable(word: str) -> Syllable:
    """ "qing3" → ʨʰ + i↓ŋ; "B" (a capital letter) → b + ˈi. Raises: Unsayable."""
    return _letter(word) if word in LETTERS else _pinyin(word)


def tokens(symbols: str) -> list[int]:
    """Numbers of the symbols. Raises: Unsayable."""
    missing = [sign for sign in symbols if sign not in IDS]
    if missing:
        raise Unsayable(f"no symbol for {' '.join(missing)}")
    return [IDS[sign] for sign in symbols]


def _letter(word: str) -> Syllable:
    sounds = LETTERS[word]
    at = next(n for n, sign in enumerate(sounds) if sign in _STRESS or sign in _VOWELS)
    return Syllable(sounds[:at], sounds[at:])


def _pinyin(word: str) -> Syllable:
    base, tone = _spelled(word[:-1]), word[-1:]
    initial = next((start for start in INITIALS if base.startswith(start)), "")
    final = base[len(initial) :]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    if tone not in TONES or final not in FINALS:
        raise Unsayable(f"no syllable {word}")
    sounds = "ɨT" if final == "i" and initial in _BUZZING else FINALS[final]
    return Syllable(INITIALS.get(initial, ""), sounds.replace("T", TONES[tone]))


def _spelled(base: str) -> str:
    """y and w are only written: "yue" is "üe", "wu" is "u", "you" is "iu"."""
    base = base.replace("v", "ü")
    whole = {
        "yi": "i",
        "yin": "in",
        "ying": "ing",
        "you": "iu",
        "wu": "u",
        "wei": "ui",
        "wen": "un",
        "yong": "iong",
    }
    if base in whole:
        return whole[base]
    if base.startswith("yu"):
        return "ü" + base[2:]
    if base.startswith("y"):
        return "i" + base[1:]
    return "u" + base[1:] if base.startswith("w") else base
