"""What a printer says of itself is ok, a fault or unknown; silence is never "no paper"."""

from __future__ import annotations

import pytest

from kiosk.printing import status

FIXED = 0x12


def said(**bytes_: int) -> dict[int, bytes]:
    """Answers to DLE EOT n1..n4."""
    return {int(name[1:]): bytes([byte]) for name, byte in bytes_.items()}


GOOD = said(n1=FIXED, n2=FIXED, n3=FIXED, n4=FIXED)


@pytest.mark.parametrize(
    ("answers", "state", "paper", "causes"),
    [
        (GOOD, "ok", "ok", ()),
        (GOOD | said(n4=FIXED | 0x0C), "ok", "low", ()),
        (GOOD | said(n4=FIXED | 0x60), "fault", "out", ("paper",)),
        (GOOD | said(n2=FIXED | 0x20), "fault", "ok", ("paper",)),
        (GOOD | said(n2=FIXED | 0x04), "fault", "ok", ("cover",)),
        (GOOD | said(n2=FIXED | 0x40), "fault", "ok", ("error",)),
        (GOOD | said(n3=FIXED | 0x08), "fault", "ok", ("cutter",)),
        (GOOD | said(n1=FIXED | 0x08), "fault", "ok", ("offline",)),
        ({}, "unknown", "unknown", ()),
        (said(n1=FIXED), "unknown", "unknown", ()),
        (dict.fromkeys((1, 2, 3, 4), b""), "unknown", "unknown", ()),
        (dict.fromkeys((1, 2, 3, 4), b"\xff"), "unknown", "unknown", ()),
        (dict.fromkeys((1, 2, 3, 4), b"\x00"), "unknown", "unknown", ()),
    ],
)
def test_answers_are_read_as_they_mean(
    answers: dict[int, bytes], state: str, paper: str, causes: tuple[str, ...]
) -> None:
    """Only a byte with the fixed bits of the standard counts as an answer."""
    found = status.read(answers)
    assert (found.state, found.paper, found.causes) == (state, paper, causes)


@pytest.mark.parametrize("byte", range(256))
def test_no_byte_that_is_no_status_is_ever_read_as_one(byte: int) -> None:
    """Of 256 answers only those that fit 0xx1xx10 can say that paper is out."""
    found = status.read({4: bytes([byte])})
    assert (found.paper != "unknown") == (byte & 0x93 == 0x12)
