"""Pinyin becomes the engine's symbols; what it has none for is refused."""

from __future__ import annotations

import pytest

from display.voice import phonemes
from display.voice.phonemes import IDS, LETTERS, Unsayable, syllable, tokens

# Words and their symbols as they were tried (facts of the voice), pinyin -> symbols.
TRIED = (
    "ling2:li↗ŋ yi1:i→ er4:ɚ↘ san1:sa→n si4:sɨ↘ wu3:u↓ liu4:ljou↘ qi1:ʨʰi→ ba1:pa→ jiu3:ʨjou↓ "
    "yao1:jau→ shi2:ʂɨ↗ bai3:pai↓ qing3:ʨʰi↓ŋ hao4:xau↘ dao4:tau↘ chuang1:ꭧʰwa→ŋ kou3:kʰou↓ ban4:pa↘n "
    "li3:li↓ guo4:kwo↘ chong2:ꭧʰʊ↗ŋ xin1:ɕi→n qu3:ʨʰy↓ zi1:ʦɨ→ xun2:ɕy↗n tai2:tʰai↗ da4:ta↘ "
    "ting1:tʰi→ŋ zan4:ʦa↘n jiao4:ʨjau↘ yu4:y↘ yue1:ɥe→ zhun3:ꭧwə↓n bei4:pei↘ yi3:i↓ xia4:ɕja↘ "
    "you1:jou→ xian1:ɕjɛ→n ting2:tʰi↗ŋ zhi3:ꭧɨ↓ jin1:ʨi→n tian1:tʰjɛ→n ge4:kɤ↘ wei4:wei↘ qun2:ʨʰy↗n "
    "zhong4:ꭧʊ↘ŋ xian4:ɕjɛ↘n zai4:ʦai↘ ban1:pa→n xiu1:ɕjou→ deng3:tə↓ŋ dai4:tai↘ bu2:pu↗ jian4:ʨjɛ↘n "
    "de5:tɤ nong2:nʊ↗ŋ wan2:wa↗n yuan2:ɥɛ↗n yun4:y↘n ying4:i↘ŋ ren2:ɻə↗n"
)


@pytest.mark.parametrize("pair", TRIED.split())
def test_a_syllable_has_the_symbols_that_were_tried(pair: str) -> None:
    """Initial, final, the tone's mark behind the vowel."""
    pinyin, symbols = pair.split(":")
    made = syllable(pinyin)
    assert made.onset + made.rest == symbols


def test_every_letter_and_every_sound_has_its_number() -> None:
    """All that the tables can make is in the vocabulary."""
    finals = "".join(phonemes.FINALS.values()).replace("T", "")
    for signs in (*LETTERS.values(), *phonemes.INITIALS.values(), *phonemes.TONES.values(), finals):
        assert len(tokens(signs)) == len(signs)
    assert tokens(", .") == [3, 16, 4] and len(set(IDS.values())) == len(IDS)


def test_the_consonants_stand_apart() -> None:
    """What takes no more time when a syllable is made longer."""
    assert (syllable("chuang1").onset, syllable("wu3").onset, syllable("yue1").onset) == ("ꭧʰ", "", "")
    assert (syllable("B").onset, syllable("W").onset, syllable("Q").onset) == ("b", "d", "kj")
    assert (syllable("F").onset, syllable("W").rest) == ("", "ˈʌbᵊljˌu")


@pytest.mark.parametrize("word", ["", "ling", "ling6", "xyz1", "号", "b", "F1", "ê4"])
def test_what_is_no_syllable_is_refused(word: str) -> None:
    """Not dropped from what is said."""
    with pytest.raises(Unsayable):
        syllable(word)


def test_a_sign_without_a_symbol_is_refused() -> None:
    """A capital F is none of the engine's."""
    with pytest.raises(Unsayable, match="F"):
        tokens("aF")
