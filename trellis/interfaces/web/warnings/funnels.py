"""One indicator over the authority's schools as a page: a funnel plot for shares of pupils, and a table. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import funnel, words
from trellis.interfaces.web.govuk.funnel import Entry, Funnel
from trellis.interfaces.web.warnings.filters import KINDS
from trellis.schools.models import PHASES
from trellis.screening.models import EarlyWarning, EarlyWarningList

_PLACES = {
    "within": "Within chance of England’s",
    "beyond 95%": "Beyond the 95% limits",
    "beyond 99.8%": "Beyond the 99.8% limits",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One school in the table beside a funnel."""

    urn: int
    school: str
    value: str
    pupils: str
    place: str
    trend: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The schools of one phase: the funnel about England's figure of it, where it can be drawn, and the table."""

    id: str
    name: str
    sentence: str
    funnel: Funnel | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One indicator."""

    name: str
    explained: str
    groups: tuple[Group, ...]


def present(listed: EarlyWarningList, rows: Sequence[EarlyWarning], *, indicator: str) -> Page:
    """Return the page of one indicator of the list; `rows` are those of the schools that may be seen."""
    declared: Mapping[str, Any] = listed.indicators[indicator]
    is_share = bool(declared["is_share_of_pupils"])
    phases = [phase for phase in PHASES if any(row.school.phase_group == phase for row in rows)]
    return Page(
        name=str(declared["name"]),
        explained=(
            "Each mark is a school: the fewer pupils are behind a figure, the farther chance alone can move it. Between the "
            "inner lines lie 95 in 100 schools that do as schools of their phase in England do (the dashed line), between "
            "the outer ones 998 in 1,000. A dot lies within the limits, a square beyond the inner and a diamond beyond the outer "
            "ones. Schools differ in whom they teach, so lying outside is a question and no verdict."
            if is_share
            else "This is not a share of pupils, so how far chance could move it does not follow from how many there are, and no "
            "funnel plot is drawn."
        ),
        groups=tuple(
            _group(
                phase,
                [row for row in rows if row.school.phase_group == phase],
                declared=declared,
                is_share=is_share,
            )
            for phase in phases
        ),
    )


def _group(phase: str, rows: Sequence[EarlyWarning], *, declared: Mapping[str, Any], is_share: bool) -> Group:
    newest = [(row, row.periods[-1] if row.periods else None) for row in rows]
    years = sorted(
        {str(held["name"]) for _, held in newest if held is not None and held["value"] is not None}
    )
    year = years[-1] if years else ""
    england, of = next(
        (
            (held["england"], str(held["england_of"]))
            for _, held in newest
            if held is not None and held["name"] == year and held["england"] is not None
        ),
        (None, ""),
    )
    drawable = [
        (row, Entry(name=row.school.name, percent=float(held["value"]), size=round(held["size"])))
        for row, held in newest
        if held is not None
        and held["name"] == year
        and held["value"] is not None
        and (held["size"] or 0) >= 1
    ]
    name = PHASES.get(phase, phase)
    drawn = None
    places: dict[int, str] = {}
    if is_share and england is not None:
        places = {row.school_id: funnel.place(entry, england) for row, entry in drawable}
        drawn = funnel.draw(
            [entry for _, entry in drawable],
            england,
            title=f"{declared['name']}, {year}: {name.lower()} schools by number of pupils",
            description=f"England’s figure of {of} is {england:.1f}%. The table after this chart has every school.",
        )
    return Group(
        id=f"funnel-{phase.replace('_', '-')}",
        name=name,
        sentence=_sentence(rows, drawable, places, england=england, of=of, year=year, is_share=is_share),
        funnel=drawn,
        lines=tuple(_line(row, held, places, declared=declared) for row, held in sorted(newest, key=_order)),
    )


def _order(each: tuple[EarlyWarning, Mapping[str, Any] | None]) -> tuple[str, int]:
    return each[0].school.name, each[0].school_id


def _sentence(
    rows: Sequence[EarlyWarning],
    drawable: Sequence[tuple[EarlyWarning, Entry]],
    places: Mapping[int, str],
    *,
    england: float | None,
    of: str,
    year: str,
    is_share: bool,
) -> str:
    said = []
    if is_share and england is None:
        said.append(
            "England’s figure is not held for this phase, so there is nothing to draw the limits about."
        )
    elif is_share and len(drawable) < 2:
        said.append("Fewer than two schools have a value with the number of pupils behind it.")
    elif is_share and england is not None:
        beyond = sum(place != "within" for place in places.values())
        expected = 0.05 * len(drawable)
        said.append(
            f"England’s figure of {of} is {england:.1f}%. Of {words.count(len(drawable), 'school')} in {year}, {beyond} "
            f"{'lies' if beyond == 1 else 'lie'} beyond the 95% limits; by chance alone about {expected:.0f} would."
        )
        small = sum(entry.size < funnel.SMALL for _, entry in drawable)
        if small:
            said.append(
                f"{words.count(small, 'school')} {'has' if small == 1 else 'have'} fewer than {funnel.SMALL} pupils behind "
                "the figure: one pupil moves it by ten points or more."
            )
    missing = len(rows) - len(drawable)
    if is_share and missing:
        said.append(
            f"{words.count(missing, 'school')} {'is' if missing == 1 else 'are'} not drawn: the table says why."
        )
    return " ".join(said)


def _line(
    row: EarlyWarning,
    held: Mapping[str, Any] | None,
    places: Mapping[int, str],
    *,
    declared: Mapping[str, Any],
) -> Line:
    value = "no value held"
    pupils = ""
    if held is not None:
        number = words.number(held["value"], unit=str(declared["unit"]), decimals=int(declared["decimals"]))
        value = f"{number or held['status']} in {held['name']}"
        if held["size"] is not None:
            pupils = f"{held['size']:,.0f}"
        elif held["value"] is not None:
            pupils = "not published"
    return Line(
        urn=row.school_id,
        school=row.school.name,
        value=value,
        pupils=pupils,
        place=_PLACES.get(places.get(row.school_id, ""), ""),
        trend=KINDS.get(row.kind, row.kind),
    )
