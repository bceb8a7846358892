"""What the warehouse holds of one school today, in the terms of the pages. The one place here that asks it."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from django.urls import reverse

from trellis.analysis import inspection as terms
from trellis.analysis.judging import wording
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.indicators import Held, YearHeld
from trellis.interfaces.web.schools.ledger import Source
from trellis.interfaces.web.schools.presenters import InspectionShown
from trellis.interfaces.web.schools.similar import Neighbour
from trellis.interfaces.web.schools.sources import RowHeld
from trellis.schools import data
from trellis.schools.models import School

_GRADED = ("graded", "report_card")
_BESIDE = {
    "national_median": "national median",
    "authority_median": "authority median",
    "neighbour_median": "statistical neighbours",
    "similar_median": "similar schools",
}


def inspection(urn: int) -> InspectionShown | None:
    """The latest graded inspection or report card, in the terms of its own framework."""
    held = data.warehouse()
    rows = [row for row in held.inspections(urn) if row.kind in _GRADED] if held is not None else []
    if not rows:
        return None
    first = rows[0]
    latest = [row for row in rows if row.started == first.started and row.kind == first.kind]
    framework = terms.FRAMEWORKS.get(first.framework, first.framework)
    order = list(terms.AREAS)
    return InspectionShown(
        sentence=f"{framework}. Inspected on {words.day(first.started)}.",
        predecessor="These grades were given to the school before this one." if first.predecessor else "",
        grades=tuple(
            (terms.AREAS.get(row.area, row.area), terms.GRADES.get(row.grade, row.grade))
            for row in sorted(latest, key=lambda row: order.index(row.area) if row.area in order else 99)
        ),
    )


def indicators(school: School) -> Sequence[Held]:
    """Every indicator of the school with its years, in the order in which they are declared."""
    held = data.warehouse()
    if held is None:
        return ()
    authority = school.authority_id
    rows = held.history(school.urn, authority=authority)
    declared = wording.indicators()
    asked = sorted({row.indicator for row in rows})
    facts = held.facts(
        indicators=asked,
        authority=authority,
        urns=[school.urn],
        statistics=("year", "percentile", "small_cohort", "mean3", "slope3", *_BESIDE),
        sources=False,
    )
    here = len(facts) == 1

    def statistic(indicator: str, name: str) -> float | None:
        value = float(facts.statistic(indicator, name)[0]) if here else math.nan
        return None if math.isnan(value) else value

    found = []
    for indicator, of_it in groupby(rows, key=lambda row: row.indicator):
        told = declared.get(indicator)
        if told is None:
            continue
        expected = statistic(indicator, "year")
        median = statistic(indicator, "national_median")
        years = tuple(
            YearHeld(
                year=row.year,
                value=row.value,
                status=wording.STATUS_WORDS[row.status],
                low=row.low,
                high=row.high,
                comparator=median if row.year == expected else None,
                denominator=row.denominator,
                before=row.basis == "predecessor",
                local=row.authority is not None,
                source=_source(
                    school, release=row.release, file_name=row.file_name, row=row.row, known=row.known_from
                ),
            )
            for row in of_it
        )
        found.append(
            Held(
                id=indicator,
                name=told.name,
                definition=told.definition,
                theme=told.theme,
                unit=told.unit,
                decimals=told.decimals,
                polarity=told.polarity,
                years=years,
                percentile=statistic(indicator, "percentile"),
                mean3=statistic(indicator, "mean3"),
                slope3=statistic(indicator, "slope3"),
                beside=tuple(
                    (name, value)
                    for key, name in _BESIDE.items()
                    if (value := statistic(indicator, key)) is not None
                ),
                small_cohort=statistic(indicator, "small_cohort") == 1,
            )
        )
    return found


Likeness = tuple[Mapping[str, float | None], Sequence[Neighbour], Mapping[str, str]]
NO_LIKENESS: Likeness = ({}, (), {})


def similar(urn: int) -> Likeness:
    """The school's own features, its similar schools, and the features' names."""
    held = data.warehouse()
    if held is None:
        return NO_LIKENESS
    from trellis.analysis.measuring.similar import FEATURES

    own: dict[str, float | None] = {}
    neighbours = []
    others = held.similar(urn)
    reasons = held.why_each_similar(urn, [other.urn for other in others]) if others else {}
    for other in others:
        apart = reasons[other.urn]
        own = {feature.feature: feature.own for feature in apart}
        neighbours.append(
            Neighbour(
                urn=other.urn,
                name=other.name,
                authority=other.la_name,
                distance=other.distance,
                features={feature.feature: feature.other for feature in apart},
            )
        )
    return own, neighbours, {**FEATURES, "rural": "Place"}


def source(*, release: str, row: int, school: School, cited: bool) -> RowHeld | None:
    """One row of a release; None where there is none, or it is not this school's to see.

    A row of a public file is open to all. A row of an authority's own return is shown only where it is about the
    school: where its evidence rests on it, or its history holds it.
    """
    from trellis import catalogue
    from trellis.analysis import datasets
    from trellis.analysis.dataset import Dataset
    from trellis.analysis.files.releases import ReleaseRefused, ReleaseStore
    from trellis.analysis.home import Home

    store = ReleaseStore(Home.from_environment())
    try:
        found = store.release(release)
        if found.authority is not None and not (
            found.authority == school.authority_id
            and (cited or _in_history(school, release=release, row=row))
        ):
            return None
        cells = store.source_row(release, row)
    except ReleaseRefused:
        return None
    declared = catalogue.collect(datasets, Dataset).get(found.dataset)
    return RowHeld(
        dataset=declared.title if declared is not None else found.dataset,
        publisher=declared.publisher if declared is not None else "",
        licence=declared.licence if declared is not None else "",
        edition=found.edition,
        file_name=found.file_name,
        member=found.member or "",
        sha256=found.sha256,
        row=row,
        known_from=found.known_from,
        known_from_estimated=found.known_from_estimated,
        imported_at=words.moment(found.imported_at),
        superseded=found.state != "current",
        local=found.authority is not None,
        cells=cells,
    )


def _in_history(school: School, *, release: str, row: int) -> bool:
    def found() -> bool:
        held = data.warehouse()
        rows = held.history(school.urn, authority=school.authority_id) if held is not None else []
        return any(each.release == release and each.row == row for each in rows)

    return data.told(found, otherwise=False)[0]


def _source(
    school: School, *, release: str | None, file_name: str | None, row: int | None, known: date | None
) -> Source | None:
    if release is None or row is None or row < 1:
        return None
    return Source(
        href=reverse("source", kwargs={"urn": school.urn, "release": release, "row": row}),
        file_name=file_name or release,
        row=row,
        known_from=words.day(known),
    )
