"""Indicators of one school over time as a page: a chart and a table for each, by theme. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trellis.interfaces.web.govuk import charts, spreads, words
from trellis.interfaces.web.govuk.charts import Beside, Chart, Point, Say
from trellis.interfaces.web.govuk.spreads import Spread
from trellis.interfaces.web.schools.ledger import Source


@dataclass(frozen=True, kw_only=True)
class YearHeld:
    """One year of one indicator as the warehouse holds it."""

    year: int
    value: float | None
    status: str
    low: float | None = None
    high: float | None = None
    comparator: float | None = None
    denominator: float | None = None
    before: bool = False
    local: bool = False
    source: Source | None = None


# What a school is set beside: the letter of its line, its heading in the table, and what it is
BESIDE = (
    ("E", "England", "the middle school of its phase in England"),
    ("A", "Authority", "the middle of those in the authority"),
    ("S", "Similar", "the middle of its similar schools"),
    ("N", "Neighbours", "the middle of those in the authority’s statistical neighbours"),
    ("T", "Target", "the target that the school set itself, as the authority returned it"),
)


@dataclass(frozen=True, kw_only=True)
class Held:
    """One indicator of one school, with all of its years in order, and what its latest is set beside."""

    id: str
    name: str
    definition: str
    theme: str
    unit: str
    decimals: int
    polarity: str
    years: tuple[YearHeld, ...]
    percentile: float | None = None
    beside: tuple[tuple[str, float], ...] = ()
    mean3: float | None = None
    slope3: float | None = None
    small_cohort: bool = False
    by_year: Mapping[str, Mapping[int, float]] = field(default_factory=dict)  # by the letters of BESIDE
    others: tuple[float, ...] = ()  # the values of its similar schools in the newest year


@dataclass(frozen=True, kw_only=True)
class Row:
    """One year in the table beside a chart."""

    year: str
    value: str
    interval: str
    note: str
    source: Source | None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One indicator on the page."""

    id: str
    name: str
    definition: str
    sentence: str
    chart: Chart | None
    spread: Spread | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    earlier: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The indicators of one theme."""

    name: str
    anchor: str
    indicators: tuple[Shown, ...]


YEARS_SHOWN = 5


def present(held: Sequence[Held]) -> tuple[Theme, ...]:
    """Return the page: themes in the order they come, leaving out what never had a year."""
    themes: dict[str, list[Shown]] = {}
    for indicator in held:
        if indicator.years:
            themes.setdefault(indicator.theme, []).append(shown(indicator))
    return tuple(
        Theme(
            name=_theme_name(theme),
            anchor=f"theme-{''.join(c if c.isalnum() else '-' for c in theme.lower())}",
            indicators=tuple(of_theme),
        )
        for theme, of_theme in themes.items()
    )


def shown(held: Held) -> Shown:
    """Return one indicator: its latest in a sentence, its chart where two years have a value, and its table."""
    sentence = summary(held)
    letters = [letter for letter, *_ in BESIDE if held.by_year.get(letter)]
    rows = tuple(_row(year, held=held, letters=letters) for year in reversed(held.years))
    # One a year: the authority's own return, where there is one, stands in for what is published
    charted = {year.year: year for year in sorted(held.years, key=lambda year: (year.year, year.local))}
    return Shown(
        id=held.id,
        name=held.name,
        definition=held.definition,
        sentence=sentence,
        chart=charts.draw(
            [
                Point(
                    year=year.year,
                    value=year.value,
                    low=year.low,
                    high=year.high,
                    comparator=year.comparator,
                    before=year.before,
                )
                for year in charted.values()
            ],
            title=f"{held.name}, {words.year(held.years[0].year)} to {words.year(held.years[-1].year)}",
            description=f"{sentence} The table beside this chart has every value.",
            say=Say(held.unit, held.decimals),
            decimals=held.decimals,
            beside=[Beside(letter=letter, values=held.by_year[letter]) for letter in letters],
        ),
        spread=_spread(held),
        columns=tuple(name for letter, name, _ in BESIDE if letter in letters),
        rows=rows[:YEARS_SHOWN],
        earlier=rows[YEARS_SHOWN:],
    )


def _spread(held: Held) -> Spread | None:
    """Return the school within its similar schools, in the newest year; None where it has no value then."""
    newest = next((year for year in reversed(held.years) if year.value is not None and not year.local), None)
    if newest is None or newest.value is None or newest.year != held.years[-1].year or held.unit == "yes_no":
        return None
    ordered = sorted(held.others)
    half = len(ordered) // 2
    middle = (
        None
        if not ordered
        else ordered[half]
        if len(ordered) % 2
        else (ordered[half - 1] + ordered[half]) / 2
    )
    return spreads.draw(
        newest.value,
        held.others,
        low=newest.low,
        high=newest.high,
        middle=middle,
        title=f"{held.name}: this school within its similar schools, {words.year(newest.year)}",
        description=f"This school {_number(newest.value, held)}; {words.count(len(held.others), 'similar school')} with a "
        "value"
        + (f" from {_number(ordered[0], held)} to {_number(ordered[-1], held)}" if ordered else "")
        + (f", the middle of them {_number(middle, held)}." if middle is not None else "."),
        say=Say(held.unit, held.decimals),
    )


def summary(held: Held) -> str:
    """Say the latest value, and what it is set beside, in one or two sentences."""
    latest = next((year for year in reversed(held.years) if year.value is not None), None)
    if latest is None or latest.value is None:
        return f"No value is held: {held.years[-1].status}."
    said = f"{_number(latest.value, held)} in {words.year(latest.year)}"
    beside = [f"{name} {_number(value, held)}" for name, value in held.beside]
    if beside:
        said += f". {_list(beside)}"
    if held.percentile is not None and latest.year == held.years[-1].year:
        said += f". Higher than or equal to {held.percentile:.0f}% of schools of its phase"
    if held.mean3 is not None and held.unit != "yes_no":
        said += f". Mean of three years {_number(held.mean3, held)}"
        if held.slope3 is not None:
            said += f", {_moving(held.slope3, held)}"
    if held.small_cohort:
        said += ". So few pupils that a year’s value says little"
    return words.first_up(said) + "."


def _row(year: YearHeld, *, held: Held, letters: Sequence[str] = ()) -> Row:
    notes = []
    if year.before:
        notes.append("of the school before it")
    if year.local:
        notes.append("the authority’s own return")
    if year.denominator is not None:
        notes.append(f"out of {year.denominator:,.0f}")
    if year.comparator is not None:
        notes.append(f"national median {_number(year.comparator, held)}")
    interval = ""
    if year.low is not None and year.high is not None:
        interval = f"{_number(year.low, held)} to {_number(year.high, held)}"
    return Row(
        year=words.year(year.year),
        value=_number(year.value, held) if year.value is not None else year.status,
        interval=interval,
        note=", ".join(notes),
        source=year.source,
        beside=tuple(
            _number(held.by_year[letter][year.year], held) if year.year in held.by_year[letter] else ""
            for letter in letters
        ),
    )


def _moving(slope: float, held: Held) -> str:
    """Say a change a year; of a percentage it is in percentage points."""
    unit = "points" if held.unit == "percent" else held.unit
    said = words.number(abs(slope), unit=unit, decimals=held.decimals)
    if not any(digit in said for digit in "123456789"):
        return "level over three years"
    return f"{'up' if slope > 0 else 'down'} {said} a year over three years"


def _number(value: float, held: Held) -> str:
    return words.number(value, unit=held.unit, decimals=held.decimals)


def _list(parts: Sequence[str]) -> str:
    return ", ".join([words.first_up(parts[0]), *parts[1:]])


def _theme_name(theme: str) -> str:
    return words.first_up(theme.replace("_", " "))
