"""Reading what authorities return row by row: judgements, events, and the years that a mean is made of."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trellis.analysis.store.facts import Booleans, Dates, Judgements, MeanSource
from trellis.analysis.store.literals import told

if TYPE_CHECKING:
    from trellis.analysis.store.facts_reading import Reader

Sources = npt.NDArray[np.int32]

# The return that holds a whole register of events (see `trellis.analysis.datasets.local_events`)
REGISTER = "local_events"


def judgements(reader: "Reader", as_of: date) -> dict[str, Judgements]:
    """Return the newest answers of the reader's own authority that had not expired."""
    rows = told(
        reader.cursor,
        "SELECT idx, judgement, answer, made_on, release, row, known_from, known_from_estimated FROM judgement "
        "WHERE (authority IS NULL OR authority = $authority) "
        "AND (expires_on IS NULL OR expires_on >= $day) AND (made_on IS NULL OR made_on <= $day) "
        "ORDER BY made_on NULLS FIRST, known_from, row",
        {"authority": reader.authority, "day": as_of},
    )
    answers: dict[str, list[str]] = {}
    made: dict[str, Dates] = {}
    sources: dict[str, Sources] = {}
    for idx, judgement, answer, made_on, *origin in rows:
        at = reader.place_of(idx)
        if at >= 0:
            answers.setdefault(judgement, [""] * reader.n)[at] = answer or ""
            made.setdefault(judgement, _no_dates(reader.n))[at] = made_on
            sources.setdefault(judgement, _no_sources(reader.n))[at] = reader.source_named(*origin)
    return {
        name: Judgements(answer=np.array(column, dtype=np.str_), made_on=made[name], source=sources[name])
        for name, column in answers.items()
    }


def events(reader: "Reader", as_of: date) -> tuple[dict[str, Dates], dict[str, Sources]]:
    """Return when the newest event of each kind began that had begun and not ended, and where that is told."""
    rows = told(
        reader.cursor,
        "SELECT idx, event, started, release, row, known_from, known_from_estimated FROM event "
        "WHERE (authority IS NULL OR authority = $authority) "
        "AND (ended IS NULL OR ended >= $day) AND started <= $day ORDER BY started, known_from, row",
        {"authority": reader.authority, "day": as_of},
    )
    found: dict[str, Dates] = {}
    sources: dict[str, Sources] = {}
    for idx, event, started, *origin in rows:
        at = reader.place_of(idx)
        if at >= 0:
            found.setdefault(event, _no_dates(reader.n))[at] = started
            sources.setdefault(event, _no_sources(reader.n))[at] = reader.source_named(*origin)
    return found, sources


def registers(reader: "Reader") -> Booleans:
    """Return which schools are of the reader's own authority, where that has returned its register of events."""
    held = reader.authority is not None and told(
        reader.cursor,
        "SELECT count(*) FROM release WHERE dataset = $dataset AND authority = $authority AND state <> 'withdrawn'",
        {"dataset": REGISTER, "authority": reader.authority},
    )
    if not held or not held[0][0]:
        return np.zeros(reader.n, dtype=np.bool_)
    own: Booleans = reader.decoded("la_code") == reader.authority
    return own


def mean_rows(
    reader: "Reader", columns: Mapping[str, frozenset[str]]
) -> dict[tuple[int, str], tuple[MeanSource, ...]]:
    """Return the values behind `mean3` of the one school in this scope, by (URN, indicator); none for more schools.

    `mean3_years` of the table names the years (see `statistic.STATISTICS`); an authority's own row of a year stands in
    the place of the published one, as it did when the mean was made.
    """
    wanted = {name for name, statistics in columns.items() if "mean3" in statistics}
    if reader.n != 1 or not wanted:
        return {}
    local = reader.local_code()
    of = {"idx": int(reader.idx[0]), "own": -1 if local is None else local}
    means = told(
        reader.cursor,
        "SELECT i.id, s.year, s.mean3_years FROM statistic s JOIN indicator i ON i.code = s.indicator "
        "WHERE s.idx = $idx AND s.authority IN (-1, $own) ORDER BY s.authority",
        of,
    )
    years = {
        indicator: _years(int(expected), made_of)
        for indicator, expected, made_of in means
        if indicator in wanted
    }
    rows = told(
        reader.cursor,
        "SELECT i.id, o.year, o.value, r.id, o.row, o.known_from, o.known_from_estimated FROM observation o "
        "JOIN indicator i ON i.code = o.indicator LEFT JOIN release r ON r.code = o.release "
        "WHERE o.idx = $idx AND o.authority IN (-1, $own) ORDER BY o.year, o.authority",
        of,
    )
    # In the order of years; of two rows of a year the authority's own comes last and stays
    found: dict[str, dict[int, MeanSource]] = {}
    for indicator, year, value, *origin in rows:
        if year in years.get(indicator, ()):
            at = reader.source_named(*origin)
            source = MeanSource(int(year), float(value), reader.sources[at] if at >= 0 else None)
            found.setdefault(indicator, {})[year] = source
    urn = int(reader.schools["urn"][0])
    return {(urn, indicator): tuple(of_year.values()) for indicator, of_year in found.items()}


def _years(expected: int, made_of: float) -> frozenset[int]:
    """Return the years that `mean3_years` names; none where there is no mean."""
    mask = 0 if np.isnan(made_of) else int(made_of)
    return frozenset(expected - back for back in range(mask.bit_length()) if mask >> back & 1)


def _no_dates(n: int) -> Dates:
    return np.full(n, np.datetime64("NaT", "D"))


def _no_sources(n: int) -> Sources:
    return np.full(n, -1, dtype=np.int32)
