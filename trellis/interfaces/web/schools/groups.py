"""Groups of pupils and the gaps between them, with how many pupils, and what chance explains. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.analysis.measuring import intervals
from trellis.analysis.store.records import HistoryRow, Standing
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.ledger import Source
from trellis.interfaces.web.schools.panels import Where, number

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator

_VALUE, _SUPPRESSED, _NOT_APPLICABLE, _NOT_PUBLISHED, _NOT_HELD = 0, 1, 2, 3, 4
EARLIER_YEARS = 3
RULE = (
    "A gap is called significant where its 95% interval leaves out no gap at all, so that chance alone, with as many"
    " pupils as these, would seldom make it. The interval is Newcombe’s (1998, method 10) of the difference between"
    " two shares; a national figure is taken as known exactly. n is the number of pupils in the smaller of the two"
    " groups. A gap of fewer than six pupils is not judged, and one without an interval is not tested: neither is"
    " read as no gap."
)
_TEMPLATE = "Enter the authority’s own figures (trellis template local_indicators)."


@dataclass(frozen=True, kw_only=True)
class Of:
    """One outcome by group: the indicators of all pupils, of each group, and of the gaps."""

    heading: str
    every: str
    groups: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, str], ...]


_KS4_TABLES = (
    "The key stage 4 performance tables print it by school; it is not among the columns read here yet. "
)
OUTCOMES = (
    Of(
        heading="Expected standard in reading, writing and maths, key stage 2",
        every="ks2_rwm_expected",
        groups=(
            ("Disadvantaged", "ks2_rwm_expected_disadvantaged"),
            ("Not disadvantaged", "ks2_rwm_expected_other"),
            ("SEN support", "ks2_rwm_expected_sen_support"),
            ("English as an additional language", "ks2_rwm_expected_eal"),
            ("Boys", "ks2_rwm_expected_boys"),
            ("Girls", "ks2_rwm_expected_girls"),
        ),
        gaps=(
            ("Disadvantaged, to others in the school", "ks2_rwm_gap_disadvantaged"),
            ("Disadvantaged, to others nationally", "ks2_rwm_gap_disadvantaged_national"),
            ("SEN support, to the same pupils nationally", "ks2_rwm_gap_sen_support_national"),
            ("English as an additional language, to all pupils nationally", "ks2_rwm_gap_eal_national"),
            ("Boys, to girls in the school", "ks2_rwm_gap_sex"),
        ),
        elsewhere=(
            (
                "Education, health and care plan",
                f"Published by school only where enough pupils have one, which is seldom. {_TEMPLATE}",
            ),
            (
                "Ethnic group, children looked after",
                f"Published for authorities and England alone. {_TEMPLATE}",
            ),
        ),
    ),
    Of(
        heading="Attainment 8, key stage 4",
        every="ks4_attainment8",
        groups=(
            ("Disadvantaged", "ks4_attainment8_disadvantaged"),
            ("Not disadvantaged", "ks4_attainment8_other"),
        ),
        gaps=(
            ("Disadvantaged, to others in the school", "ks4_attainment8_gap_disadvantaged"),
            ("Disadvantaged, to others nationally", "ks4_attainment8_gap_disadvantaged_national"),
        ),
        elsewhere=(
            ("Boys and girls, English as an additional language", _KS4_TABLES + _TEMPLATE),
            (
                "SEN support; education, health and care plan",
                f"Not printed by school in the tables read here. {_TEMPLATE}",
            ),
        ),
    ),
    Of(
        heading="Grade 4 or above in English and maths, key stage 4",
        every="ks4_basics_4plus",
        groups=(
            ("Disadvantaged", "ks4_basics_4plus_disadvantaged"),
            ("Not disadvantaged", "ks4_basics_4plus_other"),
        ),
        gaps=(
            ("Disadvantaged, to others in the school", "ks4_basics_gap_disadvantaged"),
            ("Disadvantaged, to others nationally", "ks4_basics_gap_disadvantaged_national"),
        ),
        elsewhere=(("Boys and girls, English as an additional language", _KS4_TABLES + _TEMPLATE),),
    ),
    Of(
        heading="Progress 8, key stage 4",
        every="ks4_progress8",
        groups=(("Disadvantaged", "ks4_progress8_disadvantaged"),),
        gaps=(("Disadvantaged, to others nationally", "ks4_progress8_gap_disadvantaged"),),
        elsewhere=(),
    ),
    Of(
        heading="Sustained education, work or training after key stage 4",
        every="ks4_destinations_sustained",
        groups=(("Disadvantaged", "ks4_destinations_sustained_disadvantaged"),),
        gaps=(("Disadvantaged, to others", "ks4_destinations_gap_disadvantaged"),),
        elsewhere=(),
    ),
)
NOWHERE = (
    (
        "Absence, persistent absence and suspensions by group",
        f"Published by group for authorities and England, not for a school. The school’s own register holds them. {_TEMPLATE}",
    ),
    (
        "What pupils and parents of each group say",
        "In no publication. A survey of the authority’s or the school’s own can hold it.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group: how many, and the newest value or why there is none."""

    name: str
    pupils: str
    value: str
    interval: str
    year: str
    before: tuple[str, ...]
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """One gap and whether chance explains it."""

    name: str
    pupils: str
    gap: str
    interval: str
    verdict: str
    css: str
    meaning: str
    before: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OutcomeByGroup:
    """One outcome."""

    heading: str
    anchor: str
    groups: tuple[GroupRow, ...]
    gaps: tuple[GapRow, ...]
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class GroupsPage:
    """The page. `nothing` says why there is no outcome by group."""

    outcomes: tuple[OutcomeByGroup, ...]
    rule: str
    nowhere: tuple[tuple[str, str], ...]
    nothing: str


def present(standings: Sequence[Standing], history: Sequence[HistoryRow], *, where: Where) -> GroupsPage:
    """Return the page: every outcome that applies to the school, by group."""
    declared = wording.indicators()
    by_id = {held.indicator: held for held in standings}
    years: dict[str, dict[int, HistoryRow]] = {}
    for row in sorted(history, key=lambda row: row.authority or ""):  # an authority's own stays
        years.setdefault(row.indicator, {})[row.year] = row
    outcomes = tuple(
        _outcome(of, by_id, declared, years, where=where)
        for of in OUTCOMES
        if (every := by_id.get(of.every)) is not None and every.status != _NOT_APPLICABLE
    )
    return GroupsPage(
        outcomes=outcomes,
        rule=RULE,
        nowhere=NOWHERE,
        nothing=""
        if outcomes
        else "No results by group are published of a school of this phase and these ages, so there is nothing to"
        " compare here. What the school’s own assessments say can be returned by the authority.",
    )


def _outcome(
    of: Of,
    by_id: Mapping[str, Standing],
    declared: "Mapping[str, Indicator]",
    years: Mapping[str, Mapping[int, HistoryRow]],
    *,
    where: Where,
) -> OutcomeByGroup:
    return OutcomeByGroup(
        heading=of.heading,
        anchor=of.every,
        groups=tuple(
            _group(title, by_id[name], declared[name], years.get(name, {}), where=where)
            for title, name in (("All pupils", of.every), *of.groups)
            if name in by_id and name in declared
        ),
        gaps=tuple(
            _gap(title, by_id[name], declared[name], years.get(name, {}))
            for title, name in of.gaps
            if name in by_id and name in declared
        ),
        elsewhere=of.elsewhere,
    )


def _group(
    title: str, held: Standing, told: "Indicator", years: Mapping[int, HistoryRow], *, where: Where
) -> GroupRow:
    notes = ", ".join(
        note
        for has, note in (
            (held.local, "the authority’s own return"),
            (held.basis == "predecessor", "of the school before it"),
        )
        if has and held.value is not None
    )
    value = _value(held, told)
    return GroupRow(
        name=title,
        pupils=_pupils(held),
        value=f"{value} ({notes})" if notes else value,
        interval=_interval(held, told),
        year=words.year(held.year) if held.year else "",
        before=_before(held, told, years),
        source=where(held),
    )


def _gap(title: str, held: Standing, told: "Indicator", years: Mapping[int, HistoryRow]) -> GapRow:
    verdict, css = _verdict(held, told)
    return GapRow(
        name=title,
        pupils=_pupils(held),
        gap=_value(held, told),
        interval=_interval(held, told),
        verdict=verdict,
        css=f"trellis-answer--{css}",
        meaning=_meaning(held, told),
        before=_before(held, told, years),
    )


def _verdict(held: Standing, told: "Indicator") -> tuple[str, str]:
    if held.value is None:
        return "Not known", "unknown"
    if held.small_cohort:
        return f"Not judged: fewer than {told.minimum_cohort} pupils", "unknown"
    said = intervals.verdict(held.low, held.high, 0.0)
    if said == "not known":
        why = (
            "the publication does not print how far results spread"
            if told.interval == "none"
            else "the number of pupils is not published"
        )
        return f"Not tested: {why}", "unknown"
    if said == "within chance":
        return "Not significant: within chance", "quiet"
    behind = said == "above"
    return "Significant", "concern" if behind and told.polarity == "low" else "quiet"


def _meaning(held: Standing, told: "Indicator") -> str:
    if held.value is None:
        return ""
    if abs(held.value) < 0.5 * 10**-told.decimals:
        return "apart: level"
    return "behind" if held.value > 0 else "ahead"


def _value(held: Standing, told: "Indicator") -> str:
    if held.value is None:
        status = held.status if held.status != _VALUE else _NOT_HELD
        said = wording.STATUS_WORDS[status]
        more = f": it would be in {told.source}" if status in (_NOT_HELD, _NOT_PUBLISHED) else ""
        return said[:1].upper() + said[1:] + more
    if told.gap_of is not None or told.theme == "gaps":
        return number(abs(held.value), told)
    return number(held.value, told)


def _pupils(held: Standing) -> str:
    if held.value is None and held.status == _SUPPRESSED:
        return "suppressed"
    if held.cohort is None:
        return "not published"
    return f"{'about ' if held.cohort_estimated else ''}{held.cohort:,.0f}"


def _interval(held: Standing, told: "Indicator") -> str:
    if held.value is None or held.low is None or held.high is None:
        return ""
    return f"{number(held.low, told)} to {number(held.high, told)}"


def _before(held: Standing, told: "Indicator", years: Mapping[int, HistoryRow]) -> tuple[str, ...]:
    earlier = sorted((year for year in years if held.year is None or year < held.year), reverse=True)
    said = []
    for year in earlier[:EARLIER_YEARS]:
        row = years[year]
        value = number(row.value, told) if row.value is not None else wording.STATUS_WORDS[row.status]
        said.append(f"{words.year(year)}: {value}")
    return tuple(said)
