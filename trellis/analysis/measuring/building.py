"""From the releases held to the tables of a warehouse: what a build works out, before anything is written."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis import catalogue
from trellis.analysis import indicators
from trellis.analysis.files.holding import Holding
from trellis.analysis.files.release import Release
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import (
    assembly,
    derivation,
    inspection_table,
    similar,
    standing,
    statistics,
    surroundings,
)
from trellis.analysis.measuring.series import PUBLIC, Slices, pieces
from trellis.analysis.measuring.statistic import STATISTICS
from trellis.analysis.places import ages, roster
from trellis.analysis.places.roster import Roster

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, int, int], None]  # what is being done, step, of how many

_SCHOOLS_A_PART = 6_000
_ROWS_A_PART = 122_880  # what DuckDB keeps together

STEPS = (
    "Reading the register",
    "Putting observations together",
    "Working out derived indicators",
    "Finding similar schools",
    "Ranking and comparing",
    "Writing the warehouse",
)


# NaN stands for none in every number, so that they are read as plain arrays
_STATISTIC: dict[str, type[pl.DataType]] = {
    "idx": pl.Int32,
    "urn": pl.Int32,
    "indicator": pl.Int16,
    "authority": pl.Int16,
    "status": pl.UInt8,
    **dict.fromkeys(STATISTICS, pl.Float64),
    "release": pl.Int32,
    "row": pl.Int32,
    "known_from": pl.Date,
    "known_from_estimated": pl.Boolean,
    "basis": pl.UInt8,
    "observed_urn": pl.Int32,
}


@dataclass
class Gathered:
    """The tables of a build by name, ready to be written, and what was counted on the way.

    The two great tables come in parts, each made as it is written, so that neither is ever held twice.
    """

    tables: dict[str, pl.DataFrame | Iterator[pl.DataFrame]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    indicators: int = 0
    open_schools: int = 0
    values: int = 0
    rolled_back: bool = False
    unplaced: Mapping[str, int] = field(default_factory=dict)


def gather(
    store: Holding, *, as_of: date | None = None, progress: Progress | None = None, k: int = similar.K
) -> Gathered:
    """Return every table of a warehouse, from what was known on `as_of` (or is known now) and nothing later."""
    gathered = Gathered()
    clock = _Clock(gathered.seconds, progress)
    clock.step(0)
    schools = roster_of(store, as_of)
    gathered.rolled_back = schools.rolled_back
    declared = tuple(catalogue.collect(indicators, Indicator).values())
    inspected = inspection_table.tables(store, schools, as_of)
    clock.step(1)
    assembled = assembly.with_bases(assembly.assemble(store, declared, schools, as_of=as_of), schools)
    gathered.unplaced = assembled.unplaced
    clock.step(2)
    assembled = derivation.with_derived(assembled, schools)
    slices = Slices(assembled.frame)
    clock.step(3)
    points = characteristics(slices, declared, schools)
    sets = similar.nearest(points, k=k)
    clock.step(4)
    neighbour = store.table("neighbour", as_of=as_of)
    around = surroundings.surroundings(schools, neighbours_of(neighbour), sets)
    stood = standing.standings(slices, declared, schools, around, assembled.local_authorities())
    covered = standing.coverage(slices, declared)
    gathered.indicators = len({each.indicator for each in stood})
    releases = store.releases(include_superseded=True, as_of=as_of)
    gathered.open_schools = int(schools.is_open.sum())
    gathered.values = int((assembled.frame["status"] == 0).sum())
    tables = {
        "release": _releases(assembled.releases, releases),
        "indicator": _indicators(declared, covered, stood),
        "authority": pl.DataFrame(
            {"code": range(len(schools.authorities)), "la_code": schools.authorities},
            schema={"code": pl.Int16, "la_code": pl.String},
        ),
        "school": _schools(schools, stood, declared),
        "lineage": schools.register.lineages(),
        "similar": _similar(sets, schools),
        "characteristic": _characteristics(points, schools),
        "neighbour": neighbour.with_columns(pl.col("release").cast(pl.String)),
        "area": _plain(store, "area", as_of),
        "boundary": _plain(store, "boundary", as_of),
        "place_code": _plain(store, "place_code", as_of),
        **inspected,
        "judgement": resolved(store, "judgement", schools, as_of),
        "event": resolved(store, "event", schools, as_of),
    }
    gathered.tables = {
        **tables,
        **_coded(tables),
        "statistic": _statistics(stood, schools),
        "observation": _observations(assembled.frame, len(schools)),
        "area_observation": _later(store, "area_observation", as_of),
    }
    clock.step(5)
    return gathered


def _coded(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return what every screen reads with its texts as small numbers, and the words they stand for.

    `scope` has the open schools; `grade` the newest grades. A text that thousands of schools share is made once.
    """
    school = tables["school"].filter("open")
    grade = tables["grade"]
    texts = [
        *(school[name] for name in ("phase_group", "school_type", "relationship", "la_code")),
        *(grade[name] for name in ("area", "grade", "framework")),
        tables["inspected"]["framework"],
    ]
    words = sorted({"", *(word for column in texts for word in column.unique().to_list() if word)})
    order = {word: code for code, word in enumerate(words)}

    def coded(*names: str) -> list[pl.Expr]:
        return [
            pl.col(name).fill_null("").replace_strict(order, return_dtype=pl.Int16).alias(name)
            for name in names
        ]

    return {
        "word": pl.DataFrame(
            {"code": range(len(words)), "word": words}, schema={"code": pl.Int16, "word": pl.String}
        ),
        "scope": school.select(
            "idx", "urn", "name", "left_out", *coded("phase_group", "school_type", "relationship", "la_code")
        ),
        "grade": grade.with_columns(coded("area", "grade", "framework")),
        "inspected": tables["inspected"].with_columns(coded("framework")),
    }


def characteristics(slices: Slices, declared: tuple[Indicator, ...], schools: Roster) -> similar.Space:
    """Return the schools as points for similar schools: their newest published characteristics, open schools alone."""
    newest = {
        indicator.id: _newest(slices, code, schools)
        for code, indicator in enumerate(declared)
        if indicator.id in similar.FEATURES
    }
    newest["roll"] = np.where(
        np.isfinite(newest["roll"]),
        newest["roll"],
        schools.frame["pupils"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
    )
    newest["rural"] = schools.rural
    newest["sixth_form"] = schools.frame["sixth_form"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    groups = np.where(schools.is_open, schools.phase_peers, -1).astype(np.int32)
    return similar.space(urns=schools.urns, groups=groups, features=newest)


def _newest(slices: Slices, code: int, schools: Roster) -> Floats:
    series = slices.series(code)
    held = np.flatnonzero(series["status"] == 0)
    values = np.full(len(schools), np.nan)
    values[series.school[held]] = series["value"][held]  # ascending by year: the newest stays
    return values


class Stopwatch:
    """Counts the seconds since it was made."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self._since


class _Clock:
    def __init__(self, seconds: dict[str, float], progress: Progress | None) -> None:
        self._seconds, self._progress = seconds, progress
        self._doing, self._since = "", time.perf_counter()

    def step(self, number: int) -> None:
        now = time.perf_counter()
        if self._doing:
            self._seconds[self._doing] = now - self._since
        self._doing, self._since = STEPS[number], now
        if self._progress is not None:
            self._progress(self._doing, number, len(STEPS))


def roster_of(store: Holding, as_of: date | None, *, histories: bool = True) -> Roster:
    """Return the schools of the newest register; of the first after `as_of`, rolled back, where none is as old."""
    establishments = store.table("establishment", as_of=as_of)
    links = store.table("link", as_of=as_of)
    if as_of is not None and not establishments.height:
        # No register of that day or before is held: the first one after it, rolled back
        everything = store.table("establishment")
        first = everything.filter(pl.col("known_from") == pl.col("known_from").min())
        establishments = first
        links = store.table("link")
    codes = pl.col("release").cast(pl.String)
    return roster.roster(
        establishments.with_columns(codes), links.with_columns(codes), as_of=as_of, histories=histories
    )


def neighbours_of(table: pl.DataFrame) -> dict[str, list[str]]:
    """Return each authority's statistical neighbours, nearest first, from the `neighbour` table."""
    ordered = table.unique(["la_code", "rank"], keep="last", maintain_order=True).sort("la_code", "rank")
    near: dict[str, list[str]] = {}
    for code, other in ordered.select("la_code", "neighbour_la_code").iter_rows():
        near.setdefault(code, []).append(other)
    return near


def _releases(used: tuple[Release, ...], every: tuple[Release, ...]) -> pl.DataFrame:
    """Return all releases; `code` is what observations name those they came from by."""
    codes = {release.id: i for i, release in enumerate(used)}
    ordered = [*used, *(release for release in every if release.id not in codes)]
    return pl.DataFrame(
        [
            {
                "code": i,
                **{name: getattr(release, name) for name in Release.__dataclass_fields__},
                "years": list(release.years),
                "kinds": list(release.kinds),
                "pieces": [{"name": name, "rows": rows} for name, rows in release.pieces],
                "imported_at": release.imported_at.isoformat(),
            }
            for i, release in enumerate(ordered)
        ],
        schema={
            "code": pl.Int32, "id": pl.String, "dataset": pl.String, "shape": pl.String, "edition": pl.String,
            "part": pl.String, "rank": pl.Int32, "years": pl.List(pl.Int16), "kinds": pl.List(pl.String),
            "file_name": pl.String, "member": pl.String, "sha256": pl.String, "size": pl.Int64, "rows": pl.Int64,
            "header_row": pl.Int32, "imported_at": pl.String, "known_from": pl.Date,
            "known_from_estimated": pl.Boolean, "authority": pl.String, "beside": pl.Boolean,
            "pieces": pl.List(pl.Struct({"name": pl.String, "rows": pl.Int64})), "state": pl.String,
            "superseded_by": pl.String,
        },
    )  # fmt: skip


def _indicators(
    declared: tuple[Indicator, ...],
    covered: Mapping[int, standing.Coverage],
    stood: list[standing.Standing],
) -> pl.DataFrame:
    basis = {each.indicator: each.national_basis for each in stood if each.authority == PUBLIC}
    held: dict[int, tuple[int, int]] = {}
    for each in stood:
        values, schools = held.get(each.indicator, (0, 0))
        held[each.indicator] = (
            values + int(np.isfinite(each.columns["value"]).sum()),
            schools + len(each.schools),
        )
    return pl.DataFrame(
        [
            {
                "code": code,
                "id": indicator.id,
                "name": indicator.name,
                "theme": indicator.theme,
                "unit": indicator.unit,
                "polarity": indicator.polarity,
                "phases": list(indicator.phases),
                "not_published": list(indicator.not_published),
                "left_out_by": ages.asked(
                    key_stage=indicator.key_stage, from_eleven=indicator.from_eleven
                ),
                "expected_year": covered[code].expected if code in covered else None,
                "years": covered[code].years if code in covered else [],
                "national_basis": basis.get(code),
                "values": held.get(code, (0, 0))[0],
                "schools": held.get(code, (0, 0))[1],
            }
            for code, indicator in enumerate(declared)
        ],
        schema={
            "code": pl.Int16, "id": pl.String, "name": pl.String, "theme": pl.String, "unit": pl.String,
            "polarity": pl.String, "phases": pl.List(pl.String), "not_published": pl.List(pl.Int16),
            "left_out_by": pl.UInt8, "expected_year": pl.Int16, "years": pl.List(pl.Int16), "national_basis": pl.String,
            "values": pl.Int32, "schools": pl.Int32,
        },
    )  # fmt: skip


def _schools(
    schools: Roster, stood: list[standing.Standing], declared: tuple[Indicator, ...]
) -> pl.DataFrame:
    """Return the `school` table; `roll` is the newest published, else what the register says."""
    roll = np.full(len(schools), np.nan)
    for each in stood:
        if declared[each.indicator].id == "roll" and each.authority == PUBLIC:
            roll[each.schools] = each.columns["last_value"]
    counted = pl.Series("roll", roll, nan_to_null=True).round(0).cast(pl.Int32)
    return schools.frame.with_columns(
        pl.coalesce(counted, pl.col("pupils")).alias("roll"),
        pl.Series("left_out", schools.left_out, dtype=pl.UInt8),
    )


def _observations(frame: pl.DataFrame, schools: int) -> Iterator[pl.DataFrame]:
    """Yield the `observation` table in the order of schools, so that one school's rows lie together."""
    held = [(piece, piece["school"].to_numpy()) for piece in pieces(frame).values()]
    for first in range(0, max(schools, 1), _SCHOOLS_A_PART):
        # Cut as views: a filter would first copy the whole into one piece
        cuts = [(piece, *np.searchsorted(idx, [first, first + _SCHOOLS_A_PART])) for piece, idx in held]
        part = [piece.slice(int(low), int(high - low)) for piece, low, high in cuts if high > low]
        yield (
            pl.concat(part or [frame.clear()])
            .rename({"school": "idx"})
            .select("idx", *(name for name in frame.columns if name != "school"))
            .sort("idx", "indicator", "year", "authority")
        )


def _statistics(stood: list[standing.Standing], schools: Roster) -> Iterator[pl.DataFrame]:
    """Yield the `statistic` table: by indicator, published figures before authorities' own, then by school."""
    left = sorted(
        (each for each in stood if len(each.schools)), key=lambda e: (e.indicator, e.authority), reverse=True
    )
    stood.clear()
    if not left:
        yield pl.DataFrame(schema=_STATISTIC)
    while left:
        frames: list[pl.DataFrame] = []
        while left and sum(frame.height for frame in frames) < _ROWS_A_PART:
            each = left.pop()
            frames.append(
                pl.DataFrame(
                    {
                        "idx": each.schools,
                        "urn": schools.urns[each.schools],
                        "indicator": np.full(len(each.schools), each.indicator),
                        "authority": np.full(len(each.schools), each.authority),
                        **each.columns,
                    }
                ).select(pl.col(name).cast(kind) for name, kind in _STATISTIC.items())
            )
        yield pl.concat(frames)


def _similar(sets: similar.Sets, schools: Roster) -> pl.DataFrame:
    school, rank = np.nonzero(sets.others >= 0)
    other = sets.others[school, rank]
    return pl.DataFrame(
        {
            "idx": school.astype(np.int32),
            "urn": schools.urns[school],
            "rank": (rank + 1).astype(np.int16),
            "other_idx": other,
            "other_urn": schools.urns[other],
            "distance": statistics.rounded(sets.distances[school, rank]),
        }
    )


def _characteristics(points: similar.Space, schools: Roster) -> pl.DataFrame:
    """Return what similar schools were found by: values (NaN where not held) and scaled values."""
    return pl.DataFrame(
        {
            "idx": np.arange(len(schools), dtype=np.int32),
            "peers": points.groups,
            **{name: points.values[:, j] for j, name in enumerate(similar.FEATURES)},
            **{f"{name}_scaled": points.scaled[:, j] for j, name in enumerate(similar.FEATURES)},
        }
    )


def _plain(store: Holding, kind: str, as_of: date | None) -> pl.DataFrame:
    return store.table(kind, as_of=as_of).with_columns(pl.col("release").cast(pl.String))


def _later(store: Holding, kind: str, as_of: date | None) -> Iterator[pl.DataFrame]:
    """Yield a table that is only passed on, read when it is written."""
    yield _plain(store, kind, as_of)


def resolved(store: Holding, kind: str, schools: Roster, as_of: date | None) -> pl.DataFrame:
    """Return a table of rows about schools with `idx`, the school of today; rows of unknown schools are left out."""
    table = _plain(store, kind, as_of)
    placed = table.with_columns(pl.Series("idx", schools.resolve(table["urn"].to_numpy()), dtype=pl.Int32))
    return placed.filter(pl.col("idx") >= 0).sort("idx", maintain_order=True)
