"""How the pages of an area say figures, years, where an authority stands and why a figure is missing. Pure functions."""

from trellis.analysis.area_measure import AreaMeasure, YearKind
from trellis.analysis.measuring.area_standing import LEAST_NEIGHBOURS, RECENT, Figure, Standing
from trellis.interfaces.web.govuk import words

SUPPRESSED, NOT_APPLICABLE, NOT_PUBLISHED = 1, 2, 3  # of `Status`, which imports Polars


def year(ends: int, kind: YearKind) -> str:
    """A year as its publication counts it: 2024/25, 2025, or the year to March 2025."""
    match kind:
        case "calendar":
            return str(ends)
        case "financial":
            return f"the year to March {ends}"
        case _:
            return words.year(ends)


def short_year(ends: int, kind: YearKind) -> str:
    """A year as the foot of a chart has room for it."""
    return str(ends) if kind != "academic" else f"{(ends - 1) % 100:02d}/{ends % 100:02d}"


def value(number: float | None, measure: AreaMeasure) -> str:
    """A figure with its unit; "" for none."""
    return words.number(number, unit=measure.unit, decimals=measure.decimals)


def cell(number: float | None, measure: AreaMeasure) -> str:
    """A figure as a table has it: with its unit, but for rates, whose unit is said once."""
    unit = "" if measure.unit == "rate_per_100" else measure.unit
    return words.number(number, unit=unit, decimals=measure.decimals)


def plain(number: float, measure: AreaMeasure) -> str:
    """A figure without its unit, for the ends of an interval."""
    return words.number(number, decimals=measure.decimals)


def interval(figure: Figure, measure: AreaMeasure) -> str:
    """The interval of a figure; "" where none can be told."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{plain(figure.low, measure)} to {plain(figure.high, measure)}"


def why_missing(status: int | None) -> str:
    """Why an authority has no figure in a year in which others have one."""
    match status:
        case 1:
            return "Suppressed by the publisher, because few children are behind it."
        case 2:
            return "Does not apply."
        case 3:
            return (
                "Not published for this authority: its row has a dash, which stands both for suppressed because few "
                "children are behind it and for never collected."
            )
        case _:
            return "Not held: the files that are held have no row of this authority for it."


def why_not_compared(standing: Standing) -> str:
    """Why a measure is on neither list, for one that could not be compared; "" for one that was."""
    match standing.verdict:
        case "not_held":
            return "Not held: no file that is held has it for any authority."
        case "missing":
            newest = year(standing.newest_year or 0, standing.measure.years)
            return f"{newest[0].upper()}{newest[1:]}: {why_missing(standing.missing)}"
        case "old":
            return f"Out of date: the newest figure is more than {words.count(RECENT, 'year')} old."
        case "few":
            return f"Too few to compare with: fewer than {LEAST_NEIGHBOURS} neighbours have this figure."
        case "chance":
            return "Too few years are held to tell a difference from chance."
        case "context":
            return "Context: neither more nor less of it is better."
        case _:
            return ""


def change(standing: Standing) -> str:
    """How a figure moved, and England's over the same years; "" where one year alone is held."""
    if standing.change is None or standing.since is None:
        return ""
    measure = standing.measure
    own = moved(standing.change, measure)
    said = f"{own[0].upper()}{own[1:]} since {year(standing.since, measure.years)}"
    if standing.england_change is not None:
        said += f"; England {moved(standing.england_change, measure)}"
    return said


def moved(by: float, measure: AreaMeasure) -> str:
    """A difference between two years: "up 1.2 points", "no change"."""
    amount = words.number(abs(by), decimals=measure.decimals)
    if float(amount.replace(",", "")) == 0:
        return "no change"
    noun = {"percent": " percentage points", "points": " points", "score": " points"}.get(measure.unit, "")
    if amount == "1":
        noun = noun.removesuffix("s")
    return f"{'up' if by > 0 else 'down'} {amount}{noun}"


def rank(standing: Standing) -> str:
    """Where an authority is among all with a figure, the 1st the best (the highest where neither way is better)."""
    if standing.rank is None or not standing.ranked:
        return ""
    return f"{ordinal(standing.rank)} of {standing.ranked}"


def ordinal(number: int) -> str:
    """1 as "1st", 12 as "12th"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def where(standing: Standing) -> str:
    """Where an authority stands beside its neighbours, in words."""
    match standing.verdict:
        case "strength":
            return "Clearly better than its neighbours, and in the best quarter of authorities"
        case "need":
            return "Clearly worse than its neighbours, and in the worst quarter of authorities"
        case "typical":
            return "Neither clearly a strength nor clearly a need"
        case _:
            return why_not_compared(standing)
