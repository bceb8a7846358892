"""The day of a moment is the day in England: in summer, the hour before midnight in UTC is already tomorrow there."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "trellis"
# Analysis runs without Django and dates files, not what people do; the rest name a clock of their own
ASIDE = ("analysis", "fictitious", "interfaces/commands")


def sources() -> list[Path]:
    played = sorted((ROOT / "interfaces" / "commands").glob("lived_*.py"))
    rest = [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if "migrations" not in path.parts and not str(path.relative_to(ROOT)).startswith(ASIDE)
    ]
    return played + rest


def days_without_a_zone(source: str) -> list[int]:
    """The lines on which `.date()` is asked of anything but a moment made local, or text read as a date."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "date"
            and not node.args
        ):
            of = ast.unparse(node.func.value)
            if not (of.startswith(("datetime.strptime(", "timezone.localtime(")) or of == "local"):
                lines.append(node.lineno)
    return lines


def test_a_day_taken_from_a_moment_of_unknown_zone_is_found() -> None:
    assert days_without_a_zone("day = at.date()") == [1]
    assert days_without_a_zone("day = timezone.localtime(at).date()") == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_day_is_taken_from_a_moment_without_its_zone(path: Path) -> None:
    assert days_without_a_zone(path.read_text(encoding="utf-8")) == [], "use timezone.localdate(moment)"
