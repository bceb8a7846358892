"""Numbers, years and grades as a sentence says them."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from trellis.analysis.inspection import AREAS, FRAMEWORKS, GRADES

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator

# Why there is no value, by `Status` of trellis.analysis.observation (which imports Polars).
STATUS_WORDS = {
    0: "value",
    1: "suppressed by the publisher",
    2: "does not apply",
    3: "not published",
    4: "not held",
    5: "in dispute",
}


@lru_cache(maxsize=1)
def indicators() -> "dict[str, Indicator]":
    """Return every declared indicator by id."""
    from trellis import catalogue
    from trellis.analysis import indicators as package
    from trellis.analysis.indicator import Indicator

    return catalogue.collect(package, Indicator)


def indicator_name(indicator: str) -> str:
    known = indicators().get(indicator)
    return known.name if known is not None else indicator.replace("_", " ")


def indicator_unit(indicator: str) -> str:
    known = indicators().get(indicator)
    return known.unit if known is not None else ""


def number(indicator: str, value: float | None, *, more: int = 0) -> str:
    """Return a value of an indicator with its unit: “45%”, “£12,300”, “3.2 per 100 pupils”.

    `more` is how many decimals to print beyond the indicator's own.
    """
    if value is None:
        return "no value"
    known = indicators().get(indicator)
    decimals, unit = (known.decimals + more, known.unit) if known is not None else (2 + more, "")
    text = f"{abs(value):,.{decimals}f}"
    if known is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "−" if value < 0 and any(digit in text for digit in "123456789") else ""
    if unit == "pounds":
        return f"{sign}£{text}"
    if unit == "yes_no":
        return "yes" if value >= 0.5 else "no"
    after = {"percent": "%", "points": " points", "rate_per_100": " per 100 pupils", "pupils": " pupils"}
    return f"{sign}{text}{after.get(unit, '')}"


def apart(indicator: str, value: float, line: float) -> int:
    """Return how many more decimals it takes to tell a value from the line it is set against.

    Without them 49.6% would be “50%, below 50%”.
    """
    if value == line:
        return 0
    return next(
        more
        for more in range(20)
        if number(indicator, value, more=more) != number(indicator, line, more=more) or more > 9
    )


def size(indicator: str, amount: float) -> str:
    """Return a difference between two values of an indicator: “5 percentage points”, “1.4 percentage points”."""
    known = indicators().get(indicator)
    more = 1 if known is not None and round(amount, known.decimals) != amount else 0
    text = number(indicator, amount, more=more)
    if indicator_unit(indicator) == "percent":
        points = text.removesuffix("%")
        return f"{points} percentage point{'' if points == '1' else 's'}"
    return text


def year(ending: float) -> str:
    """Return an academic year by the year it ends in: 2019 is “2018/19”."""
    last = int(ending)
    return f"{last - 1}/{last % 100:02d}"


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def days(count: int) -> str:
    """Return a number of days in the largest unit that says it whole: “2 years”, “10 weeks”, “45 days”."""
    for length, unit in ((365, "year"), (7, "week")):
        if count % length == 0:
            whole = count // length
            return f"{whole} {unit}{'' if whole == 1 else 's'}"
    return f"{count} day{'' if count == 1 else 's'}"


def area(area_id: str) -> str:
    return AREAS.get(area_id, area_id.replace("_", " "))


def grade(grade_id: str) -> str:
    return GRADES.get(grade_id, grade_id.replace("_", " "))


def framework(framework_id: str) -> str:
    return FRAMEWORKS.get(framework_id, framework_id)


_EVENTS = {
    "warning_notice": "Warning notice by the authority",
    "warning_notice_dfe": "Warning notice by the Secretary of State",
    "safeguarding_concern": "Safeguarding concern found by the authority",
    "self_identified_vulnerability": "The school's own word that it is vulnerable",
    "national_leader_of_education": "National leader of education",
    "local_leader_of_education": "Local leader of education",
    "specialist_leader_of_education": "Specialist leader of education",
}


def event(event_id: str) -> str:
    return _EVENTS.get(event_id) or event_id.replace("_", " ").capitalize()


def one_of(items: "tuple[str, ...] | list[str]") -> str:
    """Return words joined as a choice: “a, b or c”."""
    return " or ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def sentence(text: str) -> str:
    """Return text with a capital and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
