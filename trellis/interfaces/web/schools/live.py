"""What the warehouse holds of one school today, in the terms of the pages. The one place here that asks it."""

import statistics
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from trellis.analysis.judging import wording
from trellis.analysis.store.records import HistoryRow, Standing, YearMedians
from trellis.interfaces.web.govuk import addresses, words
from trellis.interfaces.web.schools.indicators import Held, YearHeld
from trellis.interfaces.web.schools.ledger import Source
from trellis.interfaces.web.schools.similar import Neighbour
from trellis.interfaces.web.schools.sources import RowHeld
from trellis.schools import data
from trellis.schools.models import School

_NOT_HELD = 4
_BESIDE = {
    "national_median": "national median",
    "authority_median": "authority median",
    "neighbour_median": "statistical neighbours",
    "similar_median": "similar schools",
}


def indicators(school: School) -> Sequence[Held]:
    """Every indicator of the school with its years, in the order in which they are declared."""
    held = data.warehouse()
    if held is None:
        return ()
    authority = school.authority_id
    rows = held.history(school.urn, authority=authority)
    declared = wording.indicators()
    standings = {each.indicator: each for each in held.standings(school.urn, authority=authority)}
    medians = held.medians_by_year(school.urn)
    similar = held.values_by_year([other.urn for other in held.similar(school.urn)])
    targets = _targets(rows)
    found = []
    for indicator, of_it in groupby(rows, key=lambda row: row.indicator):
        told = declared.get(indicator)
        if told is None:
            continue
        standing = standings.get(indicator, Standing(indicator=indicator, status=_NOT_HELD))
        years = tuple(
            YearHeld(
                year=row.year,
                value=row.value,
                status=wording.STATUS_WORDS[row.status],
                low=row.low,
                high=row.high,
                denominator=row.denominator,
                before=row.basis == "predecessor",
                local=row.authority is not None,
                source=_source(
                    school, release=row.release, file_name=row.file_name, row=row.row, known=row.known_from
                ),
            )
            for row in of_it
        )
        shown = {year.year for year in years}
        newest = similar.get((indicator, max(shown)), {})
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
                percentile=standing.percentile,
                mean3=standing.mean3,
                slope3=standing.slope3,
                beside=tuple(
                    (name, value)
                    for key, name in _BESIDE.items()
                    if (value := getattr(standing, key)) is not None
                ),
                small_cohort=standing.small_cohort,
                by_year=_by_year(indicator, shown, medians, similar, standing, targets.get(indicator, {})),
                others=tuple(newest.values()) if standing.similar_median is not None else (),
            )
        )
    return found


# What a school set itself, and the results that it is a target for
_TARGETS = {"target_ks2_rwm_expected": "ks2_rwm_expected", "target_ks4_attainment8": "ks4_attainment8"}
Years = dict[int, float]


def _targets(rows: Sequence[HistoryRow]) -> dict[str, Years]:
    found: dict[str, Years] = {}
    for row in rows:
        if row.indicator in _TARGETS and row.value is not None:
            found.setdefault(_TARGETS[row.indicator], {})[row.year] = row.value
    return found


def _by_year(
    indicator: str,
    years: set[int],
    medians: Mapping[tuple[str, int], YearMedians],
    similar: Mapping[tuple[str, int], Mapping[int, float]],
    standing: Standing,
    target: Years,
) -> dict[str, Years]:
    """Return what the school is set beside in each of its years, by the letters of `indicators.BESIDE`."""
    middles = {year: medians[indicator, year] for year in years if (indicator, year) in medians}
    beside = {
        year: statistics.median(values.values())
        for year in years
        if (values := similar.get((indicator, year)))
    }
    return {
        "E": {year: each.england for year, each in middles.items() if each.england is not None},
        "A": {year: each.authority for year, each in middles.items() if each.authority is not None},
        # A school that pupils join late is set beside no similar schools in what is measured from age 11
        "S": beside if standing.similar_median is not None else {},
        "N": {year: each.neighbours for year, each in middles.items() if each.neighbours is not None},
        "T": target,
    }


Likeness = tuple[Mapping[str, float | None], Sequence[Neighbour], Mapping[str, str]]
NO_LIKENESS: Likeness = ({}, (), {})


def similar(urn: int) -> Likeness:
    """The school's own features, its similar schools, and the features' names."""
    held = data.warehouse()
    if held is None:
        return NO_LIKENESS
    from trellis.analysis.measuring.similar import FEATURES

    near = held.similar(urn)
    features = held.features([urn, *(other.urn for other in near)])
    neighbours = [
        Neighbour(
            urn=other.urn,
            name=other.name,
            authority=other.la_name,
            distance=other.distance,
            features=features.get(other.urn, {}),
        )
        for other in near
    ]
    return features.get(urn, {}), neighbours, {**FEATURES, "rural": "Place"}


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
        href=addresses.of("source", urn=school.urn, release=release, row=row),
        file_name=file_name or release,
        row=row,
        known_from=words.day(known),
    )
