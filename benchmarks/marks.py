"""One line of the result: work, what it took, what the baseline took, and whether the marks are reached."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measuring import Measured


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something asked of the work, and whether this run reached it."""

    asked: str
    reached: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a piece of work took. Processor seconds tell more than seconds on a machine that is doing other things."""

    seconds: float
    cpu_seconds: float | None = None
    peak_mb: float | None = None

    @classmethod
    def of(cls, measured: Measured) -> "Cost":
        return cls(seconds=measured.seconds, cpu_seconds=measured.cpu_seconds, peak_mb=measured.peak_mb)

    def __str__(self) -> str:
        told = time(self.seconds)
        if self.cpu_seconds is not None:
            told += f" (cpu {time(self.cpu_seconds)})"
        if self.peak_mb is not None:
            told += f", {self.peak_mb:,.0f} MB"
        return told


@dataclass(frozen=True, kw_only=True)
class Line:
    """One piece of work. `ratio` is how many times the baseline's seconds are ours."""

    work: str
    ours: Cost
    baseline: Cost | None = None
    ratio: float | None = None
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        return all(mark.met for mark in self.marks)


def time(seconds: float) -> str:
    """Return seconds as people say them."""
    if seconds < 1:
        return f"{seconds * 1000:,.{1 if seconds < 0.01 else 0}f} ms"
    return f"{seconds:,.2f} s" if seconds < 100 else f"{seconds:,.0f} s"


def at_most(name: str, reached: float, asked: float, unit: str) -> Mark:
    def told(number: float) -> str:
        return f"{number:,.0f} MB" if unit == "MB" else time(number)

    return Mark(asked=f"{name} <= {told(asked)}", reached=told(reached), met=reached <= asked)


def at_least(name: str, reached: float, asked: float) -> Mark:
    return Mark(asked=f"{name} >= {_times(asked)}", reached=_times(reached), met=reached >= asked)


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table that also reads well in a terminal, with the notes under it."""
    head = ("work", "ours", "baseline", "ratio", "mark", "met")
    rows = [head]
    for line in lines:
        cells = (
            line.work,
            str(line.ours),
            str(line.baseline) if line.baseline else "-",
            _ratio(line),
        )
        marks = line.marks or (Mark(asked="-", reached="", met=True),)
        for position, mark in enumerate(marks):
            first = cells if position == 0 else ("", "", "", "")
            met = "-" if mark.asked == "-" else ("yes" if mark.met else "NO") + f" ({mark.reached})"
            rows.append((*first, mark.asked, met))
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    text = [_row(rows[0], widths), _row(["-" * width for width in widths], widths)]
    text += [_row(row, widths) for row in rows[1:]]
    notes = [
        told
        for line in lines
        if line.notes
        for told in (f"{line.work}:", *(f"- {note}" for note in line.notes), "")
    ]
    return "\n".join([*text, *(["", *notes] if notes else [])]).rstrip()


def _ratio(line: Line) -> str:
    if line.ratio is None:
        return "-"
    told = _times(line.ratio)
    if line.baseline and line.baseline.cpu_seconds and line.ours.cpu_seconds:
        told += f" (cpu {_times(line.baseline.cpu_seconds / line.ours.cpu_seconds)})"
    return told


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:,.3g}x"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def write(lines: Sequence[Line], path: Path) -> None:
    """Write the lines as JSON, for keeping and for comparing runs."""
    path.write_text(
        json.dumps([asdict(line) for line in lines], indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
