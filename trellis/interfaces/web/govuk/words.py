"""How pages say dates, counts and numbers."""

import math
from datetime import date, datetime

from django.utils import timezone


def day(on: date | str | None) -> str:
    """A date as "3 March 2026"; "" for none. Frozen evidence keeps its dates as ISO text."""
    if not on:
        return ""
    if isinstance(on, str):
        on = date.fromisoformat(on[:10])
    return f"{on.day} {on:%B %Y}"


def moment(at: datetime) -> str:
    """A time as "3 March 2026 at 4:05pm", on the authority's clock."""
    local = timezone.localtime(at)
    return f"{day(local.date())} at {local.hour % 12 or 12}:{local:%M}{local:%p}".replace("AM", "am").replace(
        "PM", "pm"
    )


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 school", "2 schools"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def year(ends: int) -> str:
    """An academic year by the year it ends in: 2019 is "2018/19"."""
    return f"{ends - 1}/{ends % 100:02d}"


UNITS = {
    "percent": "%",
    "points": " points",
    "score": "",
    "rate_per_100": " per 100 pupils",
    "ratio": "",
    "pupils": " pupils",
    "count": "",
    "years": " years",
}


def number(value: float | None, *, unit: str = "", decimals: int = 1) -> str:
    """A value with its unit, as a sentence would say it: "93.1%", "£1,204", "Yes"; "" for none."""
    if value is None or math.isnan(value):
        return ""
    if unit == "yes_no":
        return "Yes" if value else "No"
    if unit in {"pupils", "count"} and float(value).is_integer():
        decimals = 0
    if unit == "pounds":
        return f"{'−' if value < 0 else ''}£{abs(value):,.0f}"
    text = f"{abs(value):,.{decimals}f}"
    sign = "−" if value < 0 and float(text.replace(",", "")) != 0 else ""
    return f"{sign}{text}{UNITS.get(unit, '')}"


def first_up(text: str) -> str:
    """Return the words with a capital at their start and all else as it was."""
    return text[:1].upper() + text[1:]
