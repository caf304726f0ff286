"""Figures beside their floors, the table on the screen, and history.csv."""

from __future__ import annotations

import csv
import statistics
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).with_name("history.csv")
COLUMNS = ("date", "commit", "figure", "unit", "value", "floor", "ratio", "goal", "met", "worse_quartile")


@dataclass(frozen=True)
class Figure:
    """One measured thing. goal: "<= 2x" against the floor, or "<= 78" for the value itself.

    pairs: value over floor of each run and the floor's run right after it; the ratio is their median.
    """

    name: str
    unit: str
    value: float
    goal: str
    floor: float | None = None
    pairs: tuple[float, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        if self.pairs:
            return statistics.median(self.pairs)
        return self.value / self.floor if self.floor else None

    @property
    def worse(self) -> float | None:
        """The ratio that a quarter of the pairs is at, or worse; None for too few."""
        if len(self.pairs) < 3:
            return None
        lower, _, upper = statistics.quantiles(self.pairs, n=4, method="inclusive")
        return upper if self.goal.startswith("<=") else lower

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        sign, bound = self.goal.split()
        measured = self.ratio if bound.endswith("x") else self.value
        limit = float(bound.rstrip("x"))
        assert measured is not None
        return measured <= limit if sign == "<=" else measured >= limit

    def row(self) -> tuple[str, ...]:
        """Words for the table."""
        floor = "" if self.floor is None else f"{self.floor:.2f}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        worse = "" if self.worse is None else f"{self.worse:.2f}x"
        mark = "ok" if self.met else "MISSED"
        return (self.name, f"{self.value:.2f} {self.unit}", floor, ratio, worse, self.goal, mark)


def median_of(runs: list[dict[str, float]], name: str) -> float:
    """Median over runs."""
    return statistics.median(run[name] for run in runs)


def paired(
    name: str, unit: str, goal: str, sides: tuple[list[dict[str, float]], list[dict[str, float]]], key: str
) -> Figure:
    """A figure of runs and the floor's runs beside them."""
    got, least = sides
    pairs = tuple(ours[key] / floor[key] for ours, floor in zip(got, least, strict=True))
    return Figure(name, unit, median_of(got, key), goal, median_of(least, key), pairs)


def table(figures: list[Figure]) -> str:
    """Aligned columns."""
    rows = [
        ("figure", "value", "floor", "ratio", "worse ¼", "goal", ""),
        *(figure.row() for figure in figures),
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) for row in rows
    )


def remember(figures: list[Figure]) -> None:
    """Append to history.csv."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HISTORY.parent
    ).stdout.strip()
    new = not HISTORY.exists()
    with open(HISTORY, "a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(COLUMNS)
        for figure in figures:
            floor = "" if figure.floor is None else round(figure.floor, 3)
            ratio = "" if figure.ratio is None else round(figure.ratio, 3)
            when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
            row = (when, commit, figure.name, figure.unit, round(figure.value, 3), floor, ratio, figure.goal)
            worse = "" if figure.worse is None else round(figure.worse, 3)
            writer.writerow((*row, "yes" if figure.met else "no", worse))
