"""Schools side by side as a page: themes, a row for each indicator, a cell for each school. Pure functions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.interfaces.web.compare.figures import Figure, SchoolHeld
from trellis.interfaces.web.govuk import strips, words
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.strips import Lane, Strip
from trellis.schools.models import PHASES

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator

LETTERS = "ABCDEF"
Median = tuple[float, int | None]  # and the year it is of
_VALUE, _SUPPRESSED, _DISPUTED = 0, 1, 5


@dataclass(frozen=True, kw_only=True)
class Column:
    """One school of the comparison, or the set."""

    letter: str
    urn: int | None
    name: str
    note: str
    may_open: bool = False
    without: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one school has of one indicator: a value, or why there is none."""

    value: str
    year: str = ""
    interval: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One indicator."""

    id: str
    name: str
    cells: tuple[Cell, ...]
    national: tuple[str, ...]
    authority: tuple[str, ...]
    strip: Strip | None


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The indicators of one theme."""

    name: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The whole page."""

    title: str
    columns: tuple[Column, ...]
    themes: tuple[Theme, ...]
    left_out: int
    published_only: bool


def side_by_side(schools: Sequence[SchoolHeld]) -> Comparison:
    """Return the page for two to six schools."""
    columns = tuple(
        Column(
            letter=letter,
            urn=school.urn,
            name=school.name,
            note=_note(school),
            may_open=school.seen,
            without="&".join(f"urn={other.urn}" for other in schools if other.urn != school.urn)
            if len(schools) > 2
            else "",
        )
        for letter, school in zip(LETTERS, schools, strict=False)
    )

    def row(told: "Indicator") -> Row | None:
        figures = [_figure(school, told.id) for school in schools]
        if not any(_says_something(figure) for figure in figures):
            return None
        lanes = [
            Lane(
                letter=column.letter,
                values=() if figure.value is None else (figure.value,),
                low=figure.low,
                high=figure.high,
            )
            for column, figure in zip(columns, figures, strict=True)
        ]
        cells = [_cell(figure, told) for figure in figures]
        years = {figure.year for figure in figures if figure.value is not None}
        return _row(told, cells=cells, lanes=lanes, years=years, schools=schools)

    themes, left_out = _themes(row)
    return Comparison(
        title=f"Compare {words.count(len(schools), 'school')}",
        columns=columns,
        themes=themes,
        left_out=left_out,
        published_only=not all(school.seen for school in schools),
    )


def with_set(own: SchoolHeld, similar: Sequence[SchoolHeld]) -> Comparison:
    """Return the page for one school and its set of similar schools, as they are published."""

    def row(told: "Indicator") -> Row | None:
        figure = _figure(own, told.id)
        beside = [f for other in similar if (f := _figure(other, told.id)).value is not None]
        held = tuple(f.value for f in beside if f.value is not None)
        if not _says_something(figure) and not held:
            return None
        lanes = [
            Lane(
                letter="A",
                values=() if figure.value is None else (figure.value,),
                low=figure.low,
                high=figure.high,
            ),
            Lane(letter="S", values=held),
        ]
        years = {f.year for f in (figure, *beside) if f.value is not None}
        of_set = {f.year for f in beside if f.year is not None}
        cells = [_cell(figure, told), _set_cell(held, figure, told, of=len(similar), years=of_set)]
        return _row(told, cells=cells, lanes=lanes, years=years, schools=[own])

    themes, left_out = _themes(row)
    return Comparison(
        title=f"{own.name} and its similar schools",
        columns=(
            Column(letter="A", urn=own.urn, name=own.name, note=_note(own), may_open=True),
            Column(
                letter="S",
                urn=None,
                name=f"{words.count(len(similar), 'similar school')}",
                note="the middle of them, and the lowest to the highest",
            ),
        ),
        themes=themes,
        left_out=left_out,
        published_only=True,
    )


def _themes(row: "Callable[[Indicator], Row | None]") -> tuple[tuple[Theme, ...], int]:
    """Return the themes in the order of their first indicator, and how many indicators none of the schools has."""
    found: dict[str, list[Row]] = {}
    left_out = 0
    for told in wording.indicators().values():
        made = row(told)
        if made is None:
            left_out += 1
        else:
            found.setdefault(told.theme, []).append(made)
    themes = tuple(
        Theme(
            name=words.first_up(theme.replace("_", " ")),
            anchor=f"theme-{''.join(c if c.isalnum() else '-' for c in theme.lower())}",
            rows=tuple(rows),
        )
        for theme, rows in found.items()
    )
    return themes, left_out


def _row(
    told: "Indicator",
    *,
    cells: Sequence[Cell],
    lanes: Sequence[Lane],
    years: Collection[int | None],
    schools: Sequence[SchoolHeld],
) -> Row:
    """Return one indicator. `years` are those of the values on the lanes, `schools` those whose medians are shown."""
    national: dict[str, Median] = {}
    authority: dict[str, Median] = {}
    for school in schools:
        figure = _figure(school, told.id)
        phase = PHASES.get(school.phase, school.phase)
        if figure.national_median is not None:
            national[phase] = (figure.national_median, figure.comparator_year)
        if school.seen and figure.authority_median is not None:
            authority[f"{school.authority}, {phase.lower()}"] = (
                figure.authority_median,
                figure.comparator_year,
            )
    # A line and dots of different years would be set against each other as if they were of one
    one_year = len({year for year in years if year is not None}) < 2
    lines = [value for value, year in national.values() if {year} == set(years)] if len(national) == 1 else []
    return Row(
        id=told.id,
        name=told.name,
        cells=tuple(cells),
        national=_medians(national, told, years=years),
        authority=_medians(authority, told, years=years),
        strip=None
        if not one_year
        else strips.draw(
            lanes,
            comparators=lines,
            title=f"{told.name}: the values of this row on one line",
            description="A lane for each school. "
            + ("The dashed line is the national median. " if lines else "")
            + "Every value stands in this row of the table.",
            say=Say(told.unit, told.decimals),
        ),
    )


def _medians(
    held: Mapping[str, Median], told: "Indicator", *, years: Collection[int | None]
) -> tuple[str, ...]:
    """Say the medians: with its kind where there are several, with its year where a value is of another."""
    return tuple(
        (f"{kind}: " if len(held) > 1 else "")
        + _number(value, told)
        + (f", {words.year(year)}" if year is not None and years and {year} != set(years) else "")
        for kind, (value, year) in held.items()
    )


def _cell(figure: Figure, told: "Indicator") -> Cell:
    year = words.year(figure.year) if figure.year is not None else ""
    if figure.value is None:
        last = ""
        if figure.last_value is not None and figure.last_year is not None:
            last = f"last {_number(figure.last_value, told)} in {words.year(figure.last_year)}"
        status = figure.status if figure.status != _VALUE else 4
        return Cell(value=words.first_up(wording.STATUS_WORDS[status]), year=year, note=last)
    notes = []
    if figure.local:
        notes.append("the authority’s own return")
    if figure.small_cohort:
        notes.append("few pupils: says little")
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f"{_number(figure.low, told)} to {_number(figure.high, told)}"
    return Cell(value=_number(figure.value, told), year=year, interval=interval, note="; ".join(notes))


def _set_cell(
    held: Sequence[float], own: Figure, told: "Indicator", *, of: int, years: Collection[int]
) -> Cell:
    if not held:
        return Cell(value="No published value")
    middle = own.similar_median if own.similar_median is not None else _median(held)
    return Cell(
        value=_number(middle, told),
        year=", ".join(words.year(year) for year in sorted(years)),
        interval=f"{_number(min(held), told)} to {_number(max(held), told)}",
        note="" if len(held) == of else f"{len(held)} of {of} have a value",
    )


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _figure(school: SchoolHeld, indicator: str) -> Figure:
    return school.figures.get(indicator) or Figure(status=4)


def _says_something(figure: Figure) -> bool:
    """Whether there is a value, or one of an earlier year, or one that is kept back."""
    return figure.status in (_VALUE, _SUPPRESSED, _DISPUTED) or figure.last_value is not None


def _note(school: SchoolHeld) -> str:
    phase = PHASES.get(school.phase, "Phase not known")
    return f"{phase}, {school.authority}, URN {school.urn}" + (
        "" if school.seen else "; published figures only"
    )


def _number(value: float, told: "Indicator") -> str:
    return words.number(value, unit=told.unit, decimals=told.decimals)
