"""Figures beside their floors, the table on the screen, and history.csv."""

from __future__ import annotations

import csv
import statistics
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).with_name("history.csv")
COLUMNS = ("date", "commit", "figure", "unit", "value", "floor", "ratio", "goal", "met")


@dataclass(frozen=True)
class Figure:
    """One measured thing. goal: "<= 2x" against the floor, or "<= 78" for the value itself."""

    name: str
    unit: str
    value: float
    goal: str
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        return self.value / self.floor if self.floor else None

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
        mark = "ok" if self.met else "MISSED"
        return (self.name, f"{self.value:.2f} {self.unit}", floor, ratio, self.goal, mark)


def median_of(runs: list[dict[str, float]], name: str) -> float:
    """Median over runs."""
    return statistics.median(run[name] for run in runs)


def table(figures: list[Figure]) -> str:
    """Aligned columns."""
    rows = [("figure", "value", "floor", "ratio", "goal", ""), *(figure.row() for figure in figures)]
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
            writer.writerow((*row, "yes" if figure.met else "no"))
