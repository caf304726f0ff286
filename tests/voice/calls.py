"""Calls and the clips that say them, by the contract between the hall's words and the pack."""

from __future__ import annotations

import random


def units(number: str, window: int) -> list[str]:
    """ "B003", 12 → lead-B0, tail-03, window-12."""
    letter, digits = number[0], number[1:]
    said = [f"lead-{letter}{digits[0]}", *(f"mid-{digit}" for digit in digits[1:-2]), f"tail-{digits[-2:]}"]
    if window < 100:
        return [*said, f"window-{window}"]
    return [*said, "window-lead", *(f"digit-{digit}" for digit in str(window)), "window-tail"]


def some(count: int, seed: int) -> list[tuple[str, int]]:
    """Calls of a township hall: its ten lines, numbers 001 to 899, windows 1 to 99; always the same ones."""
    chance = random.Random(seed)
    return [
        (f"{chance.choice('ABCDEFGHJK')}{chance.randint(1, 899):03}", chance.randint(1, 99))
        for _ in range(count)
    ]
