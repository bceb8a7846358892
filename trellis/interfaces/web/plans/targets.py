"""A school's own target for an indicator, with what it reached, and the middle of the authority and of England beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.analysis.judging import wording
from trellis.interfaces.web.govuk import charts, words
from trellis.interfaces.web.govuk.charts import Beside, Chart, Point, Say
from trellis.schools import data
from trellis.schools.models import School

_COLUMNS = (("A", "Authority"), ("E", "England"), ("T", "Own target"))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One year: what the school reached, and what stands beside it. A value that is missing says why."""

    year: str
    value: str
    beside: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """The target of one objective as the page shows it. `chart` is None where fewer than two years have a value."""

    name: str
    sentence: str
    chart: Chart | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Years:
    """What the warehouse holds of one indicator of a school: its values by year, or why there is none, and the middles."""

    name: str
    unit: str
    decimals: int
    values: Mapping[int, float | None]
    why: Mapping[int, str]
    authority: Mapping[int, float]
    england: Mapping[int, float]


def held(school: School, indicators: frozenset[str]) -> dict[str, Years]:
    """Read these indicators of a school from the warehouse. Nothing where none is held."""
    warehouse = data.warehouse() if indicators else None
    if warehouse is None:
        return {}
    declared = wording.indicators()
    medians = warehouse.medians_by_year(school.urn)
    found: dict[str, Years] = {}
    rows = [
        row
        for row in warehouse.history(school.urn, authority=school.authority_id)
        if row.indicator in indicators
    ]
    for indicator in sorted({row.indicator for row in rows} & declared.keys()):
        own = sorted(
            (row for row in rows if row.indicator == indicator),
            key=lambda r: (r.year, r.authority is not None),
        )
        middles = {row.year: medians[indicator, row.year] for row in own if (indicator, row.year) in medians}
        told = declared[indicator]
        found[indicator] = Years(
            name=told.name,
            unit=told.unit,
            decimals=told.decimals,
            values={row.year: row.value for row in own},
            why={row.year: wording.STATUS_WORDS[row.status] for row in own},
            authority={y: m.authority for y, m in middles.items() if m.authority is not None},
            england={y: m.england for y, m in middles.items() if m.england is not None},
        )
    return found


def present(indicator: str, target: float | None, years: Years | None) -> Target | None:
    """Return the school's own target beside what is held; None where the objective has no target."""
    if not indicator or target is None:
        return None
    if years is None or not years.values:
        return Target(
            name=indicator,
            sentence=f"The school’s own target is {target:g}. No value of this indicator is held of the school.",
            chart=None,
            columns=(),
            rows=(),
        )

    def said(value: float | None) -> str:
        return words.number(value, unit=years.unit, decimals=years.decimals)

    shown = sorted(years.values)
    newest = next((y for y in reversed(shown) if years.values[y] is not None), None)
    reached = (
        f"The school reached {said(years.values[newest])} in {words.year(newest)}"
        if newest
        else "No value yet"
    )
    beside = [
        f"{name} {said(middles[newest])}"
        for name, middles in (
            ("the middle of the authority was", years.authority),
            ("of England", years.england),
        )
        if newest is not None and newest in middles
    ]
    sentence = (
        f"The school’s own target is {said(target)}. {reached}{''.join(f'; {each}' for each in beside)}."
    )
    lines = {"A": years.authority, "E": years.england, "T": dict.fromkeys(shown, target)}
    return Target(
        name=years.name,
        sentence=sentence,
        chart=charts.draw(
            [Point(year=year, value=years.values[year]) for year in shown],
            title=f"{years.name}, with the school’s own target",
            description=f"{sentence} The table beside this chart has every value.",
            say=Say(years.unit, years.decimals),
            decimals=years.decimals,
            beside=[Beside(letter=letter, values=values) for letter, values in lines.items() if values],
        ),
        columns=tuple(name for letter, name in _COLUMNS),
        rows=tuple(
            Row(
                year=words.year(year),
                value=said(years.values[year]) or years.why[year],
                beside=(
                    said(years.authority.get(year)) or "Not known",
                    said(years.england.get(year)) or "Not known",
                    said(target),
                ),
            )
            for year in reversed(shown)
        ),
    )
