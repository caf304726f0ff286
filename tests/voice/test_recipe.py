"""The clips cover every number and window; their names say what is heard; their phrases fit."""

from __future__ import annotations

from display.voice import cut, recipe
from display.voice.phonemes import syllable
from display.voice.recipe import ONE, Gap, Spoken

CLIPS = {clip.name: clip for clip in recipe.default()}


class Even:
    """Gives every token two frames."""

    def natural(self, tokens: list[int]) -> list[int]:
        """Also those before and after."""
        return [17, *[2] * len(tokens), 16]

    def speak(self, tokens: list[int], frames: list[int]) -> object:
        """Nothing is spoken here."""
        raise AssertionError(tokens, frames)


def test_the_clips_of_every_number_and_window_are_there() -> None:
    """All letters, numbers of three and four digits, windows to 999."""
    wanted = {f"lead-{letter}{digit}" for letter in recipe.LETTERS for digit in range(10)}
    wanted |= {f"tail-{n:02}" for n in range(100)} | {f"mid-{n}" for n in range(10)}
    wanted |= {f"window-{n}" for n in range(1, 100)} | {f"digit-{n}" for n in range(10)}
    wanted |= {"window-lead", "window-tail", "prompt-recall", "prompt-missed", "prompt-lunch"}
    wanted |= {"prompt-issuing-over", "prompt-closed"}
    assert wanted <= CLIPS.keys()
    assert all(name.startswith("name:") for name in CLIPS.keys() - wanted)


def test_a_name_tells_the_text() -> None:
    """Of every clip that is made, so of a recording of the same name."""
    assert {name: recipe.text_of(name) for name in CLIPS} == {name: clip.text for name, clip in CLIPS.items()}


def test_names_of_clips_that_are_not_in_the_pack_tell_their_text() -> None:
    """Whole numbers, 1 as 幺, names of other lines; y only where a 1 is."""
    told = {
        "number-B003": "请B零零三号",
        "number-C1001y": "请C幺零零幺号",
        "lead-A1y": "请A幺",
        "tail-11y": "幺幺号",
        "mid-1y": "幺",
        "name:民政": "民政",
        "chime": "",
    }
    assert {name: recipe.text_of(name) for name in told} == told
    wrong = ["lead-A0y", "lead-AB", "lead-0", "tail-1", "window-0", "window-012", "window-100", "window-1y",
             "number-003", "number-B03", "name:", "prompt-other", "mid-12", "chime2", "Lead-A0"]  # fmt: skip
    assert [name for name in wrong if recipe.text_of(name) is not None] == []


def test_one_as_yao_has_clips_of_its_own() -> None:
    """Named and spoken apart; those without a 1 are the same ones."""
    made = [*recipe.leads("B", ONE), *recipe.tails(ONE), *recipe.middles(ONE)]
    other = {clip.name: clip.text for clip in made if clip.name not in CLIPS}
    assert len(other) == 1 + 19 + 1 and all(
        name.endswith("y") and ONE in text for name, text in other.items()
    )
    assert {name: recipe.text_of(name) for name in other} == other
    assert (
        recipe.whole("B", "101", ONE).name == "number-B101y"
        and recipe.whole("B", "003", ONE).name == "number-B003"
    )


def test_what_is_cut_out_is_what_the_name_says() -> None:
    """The syllables between the cuts are those of the text, by their count; each has a symbol."""
    for name, clip in CLIPS.items():
        spoken = [part.word for part in clip.phrase if isinstance(part, Spoken)]
        for word in spoken:
            syllable(word)
        said = [sign for sign in clip.text if sign not in "，、·"]
        assert len(spoken[clip.first : clip.last]) == len(said), name


def test_every_syllable_has_the_time_it_is_given() -> None:
    """Frames add up; a token has one at least; syllables end one after the other."""
    for name, clip in CLIPS.items():
        timed = cut.timing(Even(), clip.phrase)  # type: ignore[arg-type]
        assert len(timed.frames) == len(timed.tokens) + 2 and min(timed.frames) >= 1, name
        assert (timed.frames[0], timed.frames[-1]) == (cut.LEAD, cut.OUT)
        given = [part.frames for part in clip.phrase]
        if None not in given:
            assert sum(timed.frames) == cut.LEAD + cut.OUT + sum(frames or 0 for frames in given), name
        assert timed.ends == sorted(timed.ends)
        assert len(timed.ends) == sum(isinstance(part, Spoken) for part in clip.phrase)


def test_consonants_are_not_drawn_out() -> None:
    """Time over what the engine finds right goes to vowel, tone and coda."""
    timed = cut.timing(Even(), (Spoken("chuang1", 20),))  # type: ignore[arg-type]
    assert timed.frames == [18, 2, 2, 4, 4, 4, 4, 12]


def test_a_number_is_carried_by_eights() -> None:
    """What stands beside a cut is 八, whose closure is silent."""
    phrase = CLIPS["lead-B3"].phrase
    assert [part.word for part in phrase if isinstance(part, Spoken)] == ["qing3", "B", "san1", "ba1", "hao4"]
    assert [part.frames for part in phrase if isinstance(part, Gap)] == [3, 3, 3, 1, 4]
    words = [part.word for part in CLIPS["tail-12"].phrase if isinstance(part, Spoken)]
    assert words == ["qing3", "A", "ba1", "yi1", "er4", "hao4"]
