"""Early warnings as pages: what stands out, what may be chance, and the values behind each. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import addresses, charts, words
from trellis.interfaces.web.govuk.charts import Chart, Point, Say
from trellis.interfaces.web.warnings.filters import KINDS, Filters
from trellis.schools.models import PHASES
from trellis.screening.models import EarlyWarning, EarlyWarningList, Trend

SHOWN_ON_A_PAGE = 24
_CHARTED = (Trend.CALL.value, Trend.COUNTED.value, Trend.CHANCE.value)
_PERIODS_SHOWN = 6
_A_YEAR = 0.75  # sooner than this is less than one


@dataclass(frozen=True, kw_only=True)
class Source:
    """The row of a file that a value is from."""

    href: str
    file_name: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Period:
    """One year in the table beside a chart."""

    name: str
    value: str
    interval: str
    england: str
    note: str
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One school and indicator on a page."""

    id: str
    urn: int
    school: str
    phase: str
    indicator: str
    indicator_name: str
    kind: str
    kind_name: str
    sentence: str
    caution: str
    crossed: str
    chart: Chart | None
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One kind with how many there are, and the address that shows it."""

    text: str
    number: int
    href: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """The list as narrowed."""

    looked_at: str
    tabs: tuple[Tab, ...]
    phases: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    indicators: tuple[tuple[str, str], ...]
    heading: str
    empty: str
    shown: tuple[Shown, ...]
    charted: bool
    earlier: str
    later: str
    position: str


def present(
    listed: EarlyWarningList,
    rows: Sequence[EarlyWarning],
    *,
    counts: Mapping[tuple[str, str], int],
    filters: Filters,
) -> Page:
    """Return the list. `rows` are of the kind asked for; `counts` of all, by (kind, indicator), of the phase asked for."""
    declared = {name: each for name, each in listed.indicators.items() if each["is_held"]}
    themes = sorted({str(each["theme"]) for each in declared.values()})
    theme = filters.theme if filters.theme in themes else ""
    inside = {name for name, each in declared.items() if not theme or each["theme"] == theme}
    found = [row for row in rows if row.indicator in inside]
    last = max(1, -(-len(found) // SHOWN_ON_A_PAGE))
    page = min(filters.page, last)
    here = found[(page - 1) * SHOWN_ON_A_PAGE : page * SHOWN_ON_A_PAGE]
    schools = len({row.school_id for row in found})
    return Page(
        looked_at=looked_at(listed),
        tabs=tuple(
            Tab(
                text=text,
                number=sum(n for (of, name), n in counts.items() if of == kind and name in inside),
                href=filters.address(kind=kind, theme=theme),
                here=kind == filters.kind,
            )
            for kind, text in KINDS.items()
        ),
        phases=_choices({"": "All phases", **PHASES}, chosen=filters.phase),
        themes=_choices({"": "All themes", **{one: words.first_up(one) for one in themes}}, chosen=theme),
        indicators=tuple(
            sorted(((name, str(declared[name]["name"])) for name in inside), key=lambda pair: pair[1])
        ),
        heading=f"{KINDS[filters.kind]}: {words.count(len(found), 'trend')}"
        + (f" in {words.count(schools, 'school')}" if found else ""),
        empty=_empty(
            filters.kind,
            looked=any(n for (of, name), n in counts.items() if of != Trend.SHORT.value and name in inside),
        ),
        shown=tuple(shown(row, declared[row.indicator]) for row in here),
        charted=filters.kind in _CHARTED,
        earlier=filters.address(page=page - 1, theme=theme) if page > 1 else "",
        later=filters.address(page=page + 1, theme=theme) if page < last else "",
        position=f"Page {page} of {last}" if last > 1 else "",
    )


def looked_at(listed: EarlyWarningList) -> str:
    """Say how many trends were looked at, and how much chance alone would mark of as many.

    Benjamini and Hochberg's procedure marks anything at all where nothing moves with the chance `false_share`, for each
    indicator anew; so over all of them chance marks more than that share of what is marked.
    """
    if not listed.tested:
        return (
            "Of no school of the authority are enough years held to look at a trend. "
            "That is not a sign that all is well."
        )
    indicators = sum(1 for each in listed.indicators.values() if each.get("tested"))
    said = f"We looked at {words.count(listed.tested, 'trend')} of the authority’s schools"
    if not listed.marked:
        return f"{said}. None stands out by more than chance would explain among so many."
    if listed.marked == 1:
        return (
            f"{said}. One is marked as worth a call; among so many looked at, even that one could be chance."
        )
    about = max(1, round(listed.false_share * indicators))
    return (
        f"{said}, in {words.count(indicators, 'indicator')}. {listed.marked} are marked as worth a call. Even if no school"
        f" were moving, chance alone would mark something in about {about} of as many indicators."
    )


def shown(row: EarlyWarning, indicator: Mapping[str, Any]) -> Shown:
    """Return one school and indicator, with its chart and table where values are held."""
    unit, decimals = str(indicator["unit"]), int(indicator["decimals"])
    name = f"{row.school.name}: {indicator['name']}"
    chart = None
    if row.kind in _CHARTED:
        chart = charts.draw(
            [
                Point(
                    year=int(each["time"]),
                    value=each["value"],
                    low=each["low"],
                    high=each["high"],
                    comparator=each["england"],
                    before=each["before"],
                )
                for each in row.periods[-_PERIODS_SHOWN:]
            ],
            title=name,
            description=f"{row.sentence} The table beside this chart has every value.",
            say=Say(unit, decimals),
            decimals=decimals,
            limit=row.limit,
        )
    return Shown(
        id=f"w{row.school_id}-{row.indicator.replace('_', '-')}",
        urn=row.school_id,
        school=row.school.name,
        phase=PHASES.get(row.school.phase_group, ""),
        indicator=row.indicator,
        indicator_name=str(indicator["name"]),
        kind=row.kind,
        kind_name=KINDS.get(row.kind, row.kind),
        sentence=row.sentence,
        caution=caution(row.details.get("crossing")),
        crossed=_crossed(row.details.get("breaks") or ()),
        chart=chart,
        periods=tuple(
            _period(each, urn=row.school_id, unit=unit, decimals=decimals)
            for each in reversed(row.periods[-_PERIODS_SHOWN:])
        ),
    )


def caution(crossing: Mapping[str, Any] | None) -> str:
    """Say when a limit would be reached, as a reason not to wait; "" where there is nothing to say."""
    if not crossing:
        return ""
    about, soonest, latest = (crossing[name] for name in ("about", "soonest", "latest"))
    last = f"{_years(latest)} at the latest" if latest is not None and latest < 50 else "or never"
    return (
        f"If it went on like this it would reach the limit in {'about ' if about >= _A_YEAR else ''}{_years(about)} "
        f"({_years(soonest)} at the soonest, "
        f"{last}). This is a caution and not a forecast."
    )


def _years(number: float) -> str:
    if number < _A_YEAR:
        return "less than a year"
    return "a year" if number < 1.5 else words.count(round(number), "year")


def _crossed(breaks: Sequence[str]) -> str:
    if not breaks:
        return ""
    return words.first_up(f"{'; '.join(breaks)}: each year is set beside England’s of that year.")


def _empty(kind: str, *, looked: bool) -> str:
    if kind == Trend.CALL.value and not looked:
        return "Nothing here has enough years to be looked at. That is not a sign that all is well."
    if kind == Trend.CALL.value:
        return (
            "Nothing here moves for the worse by more than chance would explain. That is not a sign that all is well: "
            "see what is within chance, and of what there is too little to say."
        )
    return "There is nothing of this kind among the schools shown."


def _choices(options: Mapping[str, str], *, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, text=text, chosen=value == chosen) for value, text in options.items())


def _period(held: Mapping[str, Any], *, urn: int, unit: str, decimals: int) -> Period:
    def said(name: str) -> str:
        return words.number(held[name], unit=unit, decimals=decimals)

    notes = []
    if held["before"]:
        notes.append("of the school before it")
    if held["local"]:
        notes.append("the authority’s own return")
    if held["size"] is not None:
        notes.append(f"out of {held['size']:,.0f}")
    if held["value"] is not None and not held["used"]:
        notes.append("not part of the trend")
    source = held["source"]
    return Period(
        name=str(held["name"]),
        value=said("value") if held["value"] is not None else str(held["status"]),
        interval=f"{said('low')} to {said('high')}"
        if held["value"] is not None and held["low"] is not None and held["high"] is not None
        else "",
        england=said("england") + (f" ({held['england_of']})" if held["england_of"] != held["name"] else "")
        if held["england"] is not None
        else "not held",
        note=", ".join(notes),
        source=Source(
            href=addresses.of("source", urn=urn, release=source["release"], row=source["row"]),
            file_name=str(source["file_name"]),
            row=int(source["row"]),
        )
        if source is not None and source["row"] >= 1
        else None,
    )
