"""The strengths and needs of an area as a page. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.analysis.area_measure import GROUPS, PHASES, THEMES, TOPICS, would_fill
from trellis.analysis.measuring import area_standing
from trellis.analysis.measuring.area_standing import CHANCE, Figure, Standing
from trellis.interfaces.web.govuk import strips, words
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.strips import Lane, Strip
from trellis.interfaces.web.needs import saying
from trellis.interfaces.web.needs.filters import Filters
from trellis.interfaces.web.needs.live import FileHeld
from trellis.priorities.models import Response, Risk, State
from trellis.priorities.queries import Marked


@dataclass(frozen=True, kw_only=True)
class SourceLink:
    """Where a figure came from: a row to open, or the schools it was put together from.

    `text` is the publication and the row, `file_name` the file, and `since` when it was public.
    """

    text: str
    file_name: str = ""
    since: str = ""
    release: str = ""
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class MarkedLine:
    """What people have marked of a need, in a line. `state` says that it is a draft, where it is."""

    risk: str
    high: bool
    response: str
    owner: str
    draft: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure as a line of a list."""

    id: str
    name: str
    about: str
    value: str
    interval: str
    year: str
    neighbours: str
    region: str
    england: str
    rank: str
    change: str
    source: SourceLink | None
    strip: Strip | None
    marked: MarkedLine | None


@dataclass(frozen=True, kw_only=True)
class Unheld:
    """A measure that could not be compared, or a topic for which nothing is held of a group, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TopicLine:
    """What is held of a group on one topic: its lines, or why there is none and what would fill it."""

    topic: str
    lines: tuple[Line, ...]
    why: str
    fill: str


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class AreaPage:
    """The strengths and needs that the figures propose, with all else that was looked at."""

    needs: tuple[Line, ...]
    strengths: tuple[Line, ...]
    neither: tuple[Line, ...]
    unheld: tuple[Unheld, ...]
    besides: tuple[Line, ...]
    topics: tuple[TopicLine, ...]
    group: str
    caution: str
    neighbours: str
    filters: tuple[tuple[str, str, tuple[Option, ...]], ...]


def present(
    standings: Sequence[Standing],
    *,
    filters: Filters,
    marked: Mapping[str, Marked],
    files: Mapping[str, FileHeld],
    neighbours: Sequence[str],
) -> AreaPage:
    """Return the page. `marked` are the needs marked by their measures, `neighbours` the names of the neighbours."""
    among = filters.among(standings)
    needs = area_standing.best_first(among, "need")
    proposed = {each.measure.id for each in needs}

    def lines(chosen: Iterable[Standing], *, strip: bool = False) -> tuple[Line, ...]:
        return tuple(line(each, marked=marked, files=files, with_strip=strip) for each in chosen)

    return AreaPage(
        needs=lines(needs, strip=True),
        strengths=lines(area_standing.best_first(among, "strength"), strip=True),
        neither=lines(each for each in among if each.verdict == "typical"),
        unheld=tuple(
            Unheld(id=each.measure.id, name=each.measure.name, why=saying.why_not_compared(each))
            for each in among
            if each.verdict not in area_standing.COMPARED
        ),
        besides=lines(
            each for each in among if each.measure.id in marked and each.measure.id not in proposed
        ),
        topics=_topics(standings, group=filters.group, marked=marked, files=files),
        group=GROUPS.get(filters.group, ""),
        caution=_caution(sum(each.verdict in area_standing.COMPARED for each in among)),
        neighbours=", ".join(neighbours),
        filters=(
            ("theme", "Theme", _options(THEMES, filters.theme, "Every theme")),
            ("phase", "Phase", _options(PHASES, filters.phase, "Every phase")),
            ("group", "Group of children", _options(GROUPS, filters.group, "Every group")),
        ),
    )


def line(
    standing: Standing,
    *,
    marked: Mapping[str, Marked],
    files: Mapping[str, FileHeld],
    with_strip: bool = False,
) -> Line:
    """Return one measure as a line."""
    measure, figure = standing.measure, standing.figure
    return Line(
        id=measure.id,
        name=measure.name,
        about=f"{THEMES[measure.theme]}, {PHASES[measure.phase].lower()}"
        + (", for each 100 pupils" if measure.unit == "rate_per_100" else ""),
        value=saying.cell(figure.value, measure) if figure is not None else "",
        interval=saying.interval(figure, measure) if figure is not None else "",
        year=saying.year(figure.year, measure.years) if figure is not None else "",
        neighbours=saying.cell(standing.neighbour_median, measure),
        region=saying.cell(standing.region.value if standing.region else None, measure),
        england=saying.cell(standing.england.value if standing.england else None, measure),
        rank=saying.rank(standing),
        change=saying.change(standing),
        source=source_link(figure, files),
        strip=small_strip(standing) if with_strip else None,
        marked=marked_line(marked.get(measure.id)),
    )


def source_link(figure: Figure | None, files: Mapping[str, FileHeld]) -> SourceLink | None:
    """Return where a figure came from: the row of a file, or how many schools it was put together from."""
    if figure is None or figure.value is None:
        return None
    if figure.source is None:
        return SourceLink(text=f"Put together from {words.count(figure.schools, 'school')} of the authority")
    held = files.get(figure.source.release)
    return SourceLink(
        text=f"{held.title if held is not None else figure.source.release}, row {figure.source.row}",
        file_name=held.file_name if held is not None else "",
        since=held.known_from if held is not None else "",
        release=figure.source.release,
        row=figure.source.row,
    )


def marked_line(marked: Marked | None) -> MarkedLine | None:
    """Return what the newest marking says; None where there is none."""
    if marked is None:
        return None
    newest = marked.newest
    return MarkedLine(
        risk=Risk(newest.risk).label if newest.risk else "Risk not said",
        high=newest.risk == Risk.HIGH,
        response=Response(newest.response).label.split(":")[0] if newest.response else "No response yet",
        owner=newest.owner.name if newest.owner is not None else "No owner yet",
        draft=newest.state == State.DRAFT,
    )


def small_strip(standing: Standing) -> Strip | None:
    """Return the authority among its neighbours on one axis, with an upright line for England."""
    figure, measure = standing.figure, standing.measure
    if figure is None or figure.value is None or not standing.neighbours:
        return None
    england = (standing.england.value,) if standing.england else ()
    return strips.draw(
        (
            Lane(letter="A", values=(figure.value,), low=figure.low, high=figure.high),
            Lane(letter="N", values=tuple(each.value for each in standing.neighbours)),
        ),
        comparators=england,
        title=f"{measure.name}: the authority among its neighbours",
        description=(
            f"Lane A is the authority at {saying.value(figure.value, measure)}, lane N its "
            f"{words.count(len(standing.neighbours), 'neighbour')}, whose median is "
            f"{saying.value(standing.neighbour_median, measure)}."
            + (f" The dashed line is England at {saying.value(england[0], measure)}." if england else "")
        ),
        say=Say(measure.unit, measure.decimals),
    )


def _topics(
    standings: Sequence[Standing], *, group: str, marked: Mapping[str, Marked], files: Mapping[str, FileHeld]
) -> tuple[TopicLine, ...]:
    """Return, for a group of children, every topic that is asked of it with what is held, or that nothing is."""
    if group in ("", "all"):
        return ()
    made = []
    for topic, title in TOPICS.items():
        asked = [s for s in standings if s.measure.group == group and s.measure.topic == topic]
        held = tuple(line(s, marked=marked, files=files) for s in asked if s.figure is not None)
        why = " ".join(saying.why_not_compared(s) for s in asked if s.figure is None)
        made.append(
            TopicLine(
                topic=title,
                lines=held,
                why="" if held else why or "Not held: no file that is held tells it of this group.",
                fill="" if held else would_fill(group, topic),
            )
        )
    return tuple(made)


def _caution(compared: int) -> str:
    if not compared:
        return "None of these figures could be compared, so nothing is proposed. That is not the same as nothing to do."
    by_chance = compared * CHANCE
    if by_chance < 1:
        return (
            f"{words.count(compared, 'figure is', 'figures are')} compared here. Now and then one stands out by chance "
            "alone: a figure is a reason to look, not a finding."
        )
    return (
        f"{words.count(compared, 'figure is', 'figures are')} compared here, and with so many some stand out by luck: "
        f"chance alone could put up to {by_chance:.0f} on each list. A figure is a reason to look, not a finding."
    )


def _options(allowed: Mapping[str, str], chosen: str, everything: str) -> tuple[Option, ...]:
    return (
        Option(value="", text=everything, chosen=not chosen),
        *(Option(value=key, text=text, chosen=key == chosen) for key, text in allowed.items()),
    )
