"""One measure of an area in full: its years, its place among others, and what people have marked. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.analysis.area_measure import GROUPS, PHASES, THEMES
from trellis.analysis.measuring.area_standing import Standing
from trellis.interfaces.web.govuk import lines, strips, words
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.lines import Lines
from trellis.interfaces.web.govuk.strips import Lane, Strip
from trellis.interfaces.web.needs import presenters, saying
from trellis.interfaces.web.needs.live import FileHeld
from trellis.interfaces.web.needs.presenters import SourceLink
from trellis.priorities.models import Marking, Response, Risk, State
from trellis.priorities.queries import Marked
from trellis.priorities.targets import Target


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """One year: the authority's figure or why there is none, the others' figures, and where it came from."""

    year: str
    value: str
    interval: str
    neighbours: str
    region: str
    england: str
    target: str
    source: SourceLink | None


@dataclass(frozen=True, kw_only=True)
class OtherLine:
    """Another area in the newest year."""

    name: str
    value: str
    own: bool
    source: SourceLink | None


@dataclass(frozen=True, kw_only=True)
class MarkingLine:
    """One marking. `note` is "" for those who may not read notes."""

    number: int
    state: str
    risk: str
    response: str
    owner: str
    note: str
    figures: str
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class MeasurePage:
    """One measure."""

    id: str
    name: str
    about: str
    verdict: str
    where: str
    sentences: tuple[str, ...]
    chart: Lines | None
    strip: Strip | None
    years: tuple[YearLine, ...]
    others: tuple[OtherLine, ...]
    with_target: bool
    target: str
    basis: str
    files: tuple[str, ...]
    markings: tuple[MarkingLine, ...]


def present(
    standing: Standing,
    *,
    authority: str,
    files: Mapping[str, FileHeld],
    marked: Marked | None,
    target: Target | None,
    no_target: str,
    notes: bool,
) -> MeasurePage:
    """Return the page of one measure. `authority` is its name, `notes` whether notes may be read."""
    measure = standing.measure
    return MeasurePage(
        id=measure.id,
        name=measure.name,
        about=f"{THEMES[measure.theme]}. {PHASES[measure.phase]}. {GROUPS[measure.group]}."
        + (" For each 100 pupils." if measure.unit == "rate_per_100" else ""),
        verdict={"strength": "Strength", "need": "Need"}.get(standing.verdict, ""),
        where=saying.where(standing),
        sentences=_sentences(standing),
        chart=_chart(standing, target),
        strip=_strip(standing, authority),
        years=_years(standing, files, target),
        others=_others(standing, authority, files),
        with_target=target is not None,
        target=_target(standing, target) if target is not None else no_target,
        basis=_basis(standing),
        files=tuple(
            f"{each.title}: {each.file_name}, {each.edition}, public since {each.known_from}"
            for each in files.values()
        ),
        markings=tuple(_marking(each, notes=notes) for each in marked.markings) if marked else (),
    )


def _sentences(standing: Standing) -> tuple[str, ...]:
    measure, figure = standing.measure, standing.figure
    if figure is None or figure.value is None:
        return ()
    said = [f"{saying.value(figure.value, measure)} in {saying.year(figure.year, measure.years)}"]
    if saying.interval(figure, measure):
        said[0] += f" (95% interval {saying.interval(figure, measure)})"
    beside = [
        f"{name} {saying.value(each, measure)}"
        for name, each in (
            ("neighbours’ median", standing.neighbour_median),
            (
                standing.region.name if standing.region else "",
                standing.region.value if standing.region else None,
            ),
            ("England", standing.england.value if standing.england else None),
        )
        if each is not None
    ]
    said[0] += f"; {', '.join(beside)}." if beside else "."
    if saying.rank(standing):
        first = "the highest" if measure.polarity == "none" else "the best"
        said.append(f"{saying.rank(standing)} authorities, the 1st {first}.")
    if saying.change(standing):
        said.append(f"{saying.change(standing)}.")
    return tuple(said)


def _basis(standing: Standing) -> str:
    if standing.figure is None:
        return ""
    if standing.from_schools:
        schools = words.count(standing.figure.schools, "school")
        return (
            f"No figure of the authority is published in what is held, so this one is put together from {schools} of it, "
            "each counting by how many are behind its own figure, and so are those of the other areas. Each school’s row "
            "is reached from its page. The interval is from how much schools differ. A figure from fewer than five "
            "schools is not shown."
        )
    return (
        "These are figures of the whole authority, as published. How many children are behind them is not, so the "
        "interval is from how much the figure jumps from year to year beside England’s. A small group jumps more."
    )


def _chart(standing: Standing, target: Target | None) -> Lines | None:
    measure = standing.measure
    own = tuple((each.year, each.value) for each in standing.history if each.value is not None)
    told = [
        lines.Line(name="Own", css="own", values=own),
        lines.Line(name="Neighbours", css="neighbours", values=standing.neighbour_history),
        lines.Line(name="Region", css="region", values=standing.region_history),
        lines.Line(name="England", css="england", values=standing.england_history),
    ]
    if target is not None:
        told.append(lines.Line(name="Target", css="target", values=((target.year, target.value),)))
    years = sorted({year for each in told for year, _ in each.values})
    return lines.draw(
        told,
        title=f"{measure.name} over the years",
        description=f"The figures of {words.count(len(own), 'year')}, as in the table beside.",
        say=Say(measure.unit, measure.decimals),
        decimals=measure.decimals,
        named_years=[(year, saying.short_year(year, measure.years)) for year in years],
    )


def _strip(standing: Standing, authority: str) -> Strip | None:
    measure, figure = standing.measure, standing.figure
    if figure is None or figure.value is None:
        return None
    near = tuple(each.value for each in standing.neighbours)
    return strips.draw(
        (
            Lane(letter="A", values=(figure.value,), low=figure.low, high=figure.high),
            *((Lane(letter="N", values=near),) if near else ()),
            Lane(letter="E", values=standing.others),
        ),
        comparators=(standing.england.value,) if standing.england else (),
        title=f"{authority} among all authorities",
        description=(
            f"Lane A is {authority}, lane N its neighbours, the last lane all {len(standing.others)} authorities with a "
            "figure. The dashed line is England."
        ),
        say=Say(measure.unit, measure.decimals),
    )


def _years(standing: Standing, files: Mapping[str, FileHeld], target: Target | None) -> tuple[YearLine, ...]:
    measure, newest = standing.measure, standing.figure
    near, region, england = (
        dict(each) for each in (standing.neighbour_history, standing.region_history, standing.england_history)
    )
    made = [
        YearLine(
            year=saying.year(each.year, measure.years),
            value=saying.cell(each.value, measure)
            if each.value is not None
            else saying.why_missing(each.status),
            interval=saying.interval(newest, measure)
            if newest is not None and each.year == newest.year
            else "",
            neighbours=saying.cell(near.get(each.year), measure),
            region=saying.cell(region.get(each.year), measure),
            england=saying.cell(england.get(each.year), measure),
            target=saying.cell(target.value, measure) if target and target.year == each.year else "",
            source=presenters.source_link(each, files),
        )
        for each in reversed(standing.history)
    ]
    if target is not None and target.year not in {each.year for each in standing.history}:
        made.insert(
            0,
            YearLine(
                year=saying.year(target.year, measure.years),
                value="No figure yet",
                interval="",
                neighbours="",
                region="",
                england="",
                target=saying.cell(target.value, measure),
                source=None,
            ),
        )
    return tuple(made)


def _others(standing: Standing, authority: str, files: Mapping[str, FileHeld]) -> tuple[OtherLine, ...]:
    measure, figure = standing.measure, standing.figure
    if figure is None or figure.value is None:
        return ()
    rows: list[tuple[float, OtherLine]] = [
        (
            each.value,
            OtherLine(
                name=each.name,
                value=saying.cell(each.value, measure),
                own=False,
                source=SourceLink(
                    text=f"row {each.source.row}", release=each.source.release, row=each.source.row
                )
                if each.source is not None
                else SourceLink(text="Put together from its schools"),
            ),
        )
        for each in standing.neighbours
    ]
    rows.append(
        (
            figure.value,
            OtherLine(
                name=authority,
                value=saying.cell(figure.value, measure),
                own=True,
                source=presenters.source_link(figure, files),
            ),
        )
    )
    better = -1 if measure.polarity != "low" else 1
    return tuple(each for _, each in sorted(rows, key=lambda row: (better * row[0], row[1].name)))


def _target(standing: Standing, target: Target) -> str:
    return (
        f"The local target for {saying.year(target.year, standing.measure.years)} is "
        f"{saying.value(target.value, standing.measure)}: what {words.count(target.schools, 'school')} of the authority "
        "aim for together, from its own return of targets, each by its pupils. National figures stand beside it, "
        "and do not replace it."
    )


def _marking(marking: Marking, *, notes: bool) -> MarkingLine:
    return MarkingLine(
        number=marking.number,
        state=State(marking.state).label,
        risk=Risk(marking.risk).label if marking.risk else "Not said",
        response=Response(marking.response).label if marking.response else "None yet",
        owner=marking.owner.name if marking.owner is not None else "None yet",
        note=marking.note if notes else "",
        figures=str(marking.evidence.get("said", "")),
        by=marking.by.name,
        at=words.moment(marking.at),
    )


def last_said(marked: Marked | None, *, notes: bool) -> str:
    """What the newest marking says in a line; "" where there is none."""
    if marked is None:
        return ""
    newest = _marking(marked.newest, notes=notes)
    note = f" Note: {newest.note}" if newest.note else ""
    return (
        f"Last marked by {newest.by} on {newest.at} ({newest.state.lower()}). Risk: {newest.risk}. "
        f"Response: {newest.response}. Owner: {newest.owner}.{note}"
    )


def said_of(standing: Standing) -> str:
    """The figures of a measure in a line, as a marking keeps them."""
    return " ".join(_sentences(standing)) or saying.where(standing)


def sources_of(standings: Sequence[Standing]) -> set[str]:
    """The releases that the figures of these standings were read from."""
    return {
        each.source.release
        for standing in standings
        for each in (*standing.history, *((standing.figure,) if standing.figure else ()))
        if each.source is not None
    }
