"""What files would say of every school, worked out in memory for the indicators that a pack reads, and kept nowhere.

The same steps as a build takes, from the same tables, to the same facts as `Warehouse.facts` gives: what nobody asked
for is left out, and nothing is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    building,
    cohort,
    derivation,
    inspection_table,
    similar,
    standing,
    surroundings,
)
from trellis.analysis.measuring.derivation import Input
from trellis.analysis.measuring.series import PUBLIC, Slices
from trellis.analysis.measuring.standing import Standing
from trellis.analysis.observation import Status
from trellis.analysis.places import ages, roster
from trellis.analysis.places.roster import Roster
from trellis.analysis.store.build_report import NoWarehouse
from trellis.analysis.store.facts import (
    Booleans,
    Codes,
    Dates,
    Facts,
    Floats,
    Grades,
    Judgements,
    Provenance,
    Texts,
)
from trellis.analysis.store.facts_reading import JOINED
from trellis.analysis.store.returned_reading import REGISTER

Integers = npt.NDArray[np.int32]
_NOT_APPLICABLE, _NOT_HELD = int(Status.NOT_APPLICABLE), int(Status.NOT_HELD)


def facts(
    store: Holding,
    *,
    columns: Mapping[str, Iterable[str]],
    today: date,
    authority: str | None = None,
    as_of: date | None = None,
    sources: bool = False,
) -> Facts:
    """Return what releases say of the open schools of an authority, or of England.

    `columns` are the statistics wanted of each indicator; see `Warehouse.facts` for the rest. Raises NoWarehouse
    when there is no register of schools among the releases.
    """
    wanted = {name: frozenset(of) | {"value"} for name, of in columns.items()}
    schools = building.roster_of(store, as_of, histories=False)
    if not len(schools):
        raise NoWarehouse(
            "There is no register of schools among these files, so nothing can be said of any school. Give "
            "edubasealldata (Get Information about Schools) with them."
        )
    every = tuple(catalogue.collect(indicators, Indicator).values())
    declared = needed(every, wanted, years=_years(store, as_of))
    with ThreadPoolExecutor(1) as beside:
        inspecting = beside.submit(_inspected, store, schools, authority, as_of)
        assembled = assembly.with_bases(assembly.assemble(store, declared, schools, as_of=as_of), schools)
        assembled = derivation.with_derived(assembled, schools)
        slices = Slices(assembled.frame)
        inspected, joined = inspecting.result()
    asked = frozenset().union(*wanted.values()) if wanted else frozenset()
    around = surroundings.surroundings(
        schools,
        building.neighbours_of(store.table("neighbour", as_of=as_of)) if "neighbour_median" in asked else {},
        _sets(slices, declared, schools, asked),
    )
    whose = [code for code in assembled.local_authorities() if schools.authorities[code] == authority]
    stood = standing.standings(slices, declared, schools, around, whose, only=wanted)
    day = as_of or today
    held = store.releases(include_superseded=True, as_of=as_of)
    scope = _Scope(schools, authority, assembled.releases, {r.id: r for r in held} if sources else {})
    began, event_sources = scope.events(building.resolved(store, "event", schools, as_of), day)
    statistics, statuses, source_of = scope.statistics(stood, declared, wanted)
    under, on = scope.inspected(inspected["inspected"])
    return Facts(
        urns=scope.urns,
        names=_texts(scope.frame["name"]),
        phase_group=_texts(scope.frame["phase_group"]),
        school_type=_texts(scope.frame["school_type"]),
        relationship=_texts(scope.frame["relationship"]),
        authority=_texts(scope.frame["la_code"]),
        as_of=day,
        statistics=statistics,
        statuses=statuses,
        grades=scope.grades(inspected["grade"], joined),
        judgements=scope.judgements(building.resolved(store, "judgement", schools, as_of), day),
        events=began,
        event_sources=event_sources,
        registers=scope.registers(held),
        inspected_under=under,
        inspected_on=on,
        sources=scope.sources,
        source_of=source_of,
        loaded=frozenset(wanted),
        columns=wanted,
    )


def authorities(store: Holding, *, as_of: date | None = None) -> dict[str, str]:
    """Return the name of each authority that has an open school, by its code."""
    table = store.table("establishment", as_of=as_of, columns=["la_code", "la_name", "status_code"])
    is_open = pl.col("status_code").is_in(roster.OPEN_CODES)
    rows = table.filter(is_open & (pl.col("la_code") != "")).select("la_code", "la_name").drop_nulls()
    return dict(rows.unique("la_code", keep="last", maintain_order=True).sort("la_code").iter_rows())


def measures(columns: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the measures that `facts` of these columns reads: what files tell beside them makes no difference to it."""
    wanted = {name: frozenset(of) for name, of in columns.items()}
    asked = needed(tuple(catalogue.collect(indicators, Indicator).values()), wanted)
    return frozenset(assembly.measure_codes(asked))


def needed(
    declared: Sequence[Indicator],
    wanted: Mapping[str, frozenset[str]],
    *,
    years: Mapping[str, frozenset[int]] | None = None,
) -> tuple[Indicator, ...]:
    """Return the indicators that must be gathered for those wanted to come out as they would among all.

    Those are what they are made from; where a publisher left one out of some years, all that it publishes with it,
    which say what its newest year is, unless `years` are those that each measure is held of and none of theirs is among
    the ones left out;
    how many pupils there are, and what share of them each group is, by which cohorts are estimated; and, for similar schools, what those are found by.
    """
    by_id = {indicator.id: indicator for indicator in declared}
    found: set[str] = set()
    ahead = [name for name in wanted if name in by_id]
    if any(name.startswith("similar") for columns in wanted.values() for name in columns):
        ahead += [name for name in similar.FEATURES if name in by_id]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        ahead += [Input.parse(each).indicator for each in by_id[name].inputs]
        if by_id[name].minimum_cohort:
            ahead += [each for each in ("roll", *(of for of, _ in cohort.SHARES.values())) if each in by_id]
        left_out = by_id[name].not_published
        beside = [each for each in declared if each.source == by_id[name].source] if left_out else []
        if any(years is None or not _held(each, by_id, years).isdisjoint(left_out) for each in beside):
            ahead += [each.id for each in beside]
    return tuple(indicator for indicator in declared if indicator.id in found)


def _held(
    indicator: Indicator, by_id: Mapping[str, Indicator], years: Mapping[str, frozenset[int]]
) -> frozenset[int]:
    """Return the years that anything an indicator is made of is held of."""
    measures = (years.get(measure, frozenset()) for measure in (*indicator.reads, indicator.id))
    inputs = (_held(by_id[Input.parse(each).indicator], by_id, years) for each in indicator.inputs)
    return frozenset().union(*measures, *inputs)


def _years(store: Holding, as_of: date | None) -> dict[str, frozenset[int]]:
    """Return the years that observations of each measure are of."""
    found: dict[str, set[int]] = {}
    for _, table in store.frames("observation", as_of=as_of):
        start, rows = 0, table.select("measure", "year").collect()
        years = rows["year"]
        for length, measure in rows["measure"].rle().struct.unnest().iter_rows():
            found.setdefault(measure, set()).update(years[start : start + length].unique().to_list())
            start += length
    return {measure: frozenset(of) for measure, of in found.items()}


def _sets(
    slices: Slices, declared: tuple[Indicator, ...], schools: Roster, asked: frozenset[str]
) -> similar.Sets:
    if any(name.startswith("similar") for name in asked):
        return similar.nearest(building.characteristics(slices, declared, schools))
    nobody = np.empty((len(schools), 0))
    return similar.Sets(others=nobody.astype(np.int32), distances=nobody)


def _inside(schools: Roster, authority: str | None) -> Booleans:
    """Return which schools are open, and an authority's where one is given."""
    if authority is None:
        return schools.is_open
    return schools.is_open & (schools.frame["la_code"] == authority).to_numpy()


def _inspected(
    store: Holding, schools: Roster, authority: str | None, as_of: date | None
) -> tuple[dict[str, pl.DataFrame], Booleans]:
    """Return what `inspection_table.standing` does, and which schools `_joined` says it of."""
    tables = inspection_table.standing(store, schools, as_of)
    return tables, _joined(tables["grade"], schools, _inside(schools, authority))


def _joined(table: pl.DataFrame, schools: Roster, inside: Booleans) -> Booleans:
    """Return which schools with a predecessor's grade came of several others, or of a part of one."""
    register = schools.register
    joined = np.zeros(len(schools), dtype=np.bool_)
    of_predecessor = table.filter("predecessor")["idx"].unique().to_numpy()
    for idx in of_predecessor[inside[of_predecessor]].tolist():
        urn = int(schools.urns[idx])
        if not register.came_of_one(urn):
            steps = register.lineage(urn)
            joined[idx] = any(step.kind in JOINED or register.is_ambiguous(step.urn) for step in steps)
    return joined


class _Scope:
    """The open schools of an authority, or of England, in the order of the register."""

    def __init__(
        self,
        schools: Roster,
        authority: str | None,
        used: Sequence[Release],
        named: Mapping[str, Release],
    ) -> None:
        """`used` are the releases that statistics name by their place; `named` those that sources are told of."""
        self.authority = authority
        self.idx = np.flatnonzero(_inside(schools, authority)).astype(np.int32)
        self.n = len(self.idx)
        self.place = np.full(len(schools), -1, dtype=np.int32)
        self.place[self.idx] = np.arange(self.n, dtype=np.int32)
        self.frame, self.urns = schools.frame[self.idx], schools.urns[self.idx]
        self.phase_groups = schools.phase_groups[self.idx]
        self.left_out = schools.left_out[self.idx]
        self.sources: list[Provenance] = []
        self._used, self._named = used, named
        self._index: dict[tuple[str, int], int] = {}

    def statistics(
        self,
        stood: Sequence[Standing],
        declared: Sequence[Indicator],
        wanted: Mapping[str, frozenset[str]],
    ) -> tuple[dict[tuple[str, str], Floats], dict[str, Codes], dict[str, Integers]]:
        by_id = {indicator.id: indicator for indicator in declared}
        statuses = {name: self._absent(by_id.get(name)) for name in wanted}
        found: dict[tuple[str, str], Floats] = {}
        source_of: dict[str, Integers] = {}
        # An authority's own after what is published, so that its own stays
        for each in sorted(stood, key=lambda e: (e.indicator, e.authority != PUBLIC)):
            name = declared[each.indicator].id
            place = self.place[each.schools]
            inside = np.flatnonzero(place >= 0)
            place = place[inside]
            if not len(inside):
                continue
            statuses[name][place] = each.columns["status"][inside]
            for statistic in wanted[name]:
                column = found.setdefault((name, statistic), np.full(self.n, np.nan))
                column[place] = each.columns[statistic][inside]
            if self._named:
                of = source_of.setdefault(name, np.full(self.n, -1, dtype=np.int32))
                told = ("release", "row", "known_from", "known_from_estimated")
                cells = (each.columns[column][inside].tolist() for column in told)
                for at, release, row, known, estimated in zip(place, *cells, strict=True):
                    if release >= 0:
                        of[at] = self._source(self._used[release].id, row, known, estimated)
        return found, statuses, source_of

    def _absent(self, indicator: Indicator | None) -> Codes:
        """Return the status of a school without a row: the indicator may not be for its phase, or not for its ages."""
        if indicator is None:
            return np.full(self.n, _NOT_HELD, dtype=np.uint8)
        unfit = self.left_out & ages.asked(key_stage=indicator.key_stage, from_eleven=indicator.from_eleven)
        fits = np.isin(self.phase_groups, indicator.phases) & (unfit == 0)
        return np.where(fits, _NOT_HELD, _NOT_APPLICABLE).astype(np.uint8)

    def _source(self, release: str, row: int | None, known: date | None, estimated: bool | None) -> int:
        key = (release, row or 0)
        if key not in self._index:
            self._index[key] = len(self.sources)
            held = self._named[release]
            self.sources.append(
                Provenance(
                    release=release,
                    file_name=held.file_name,
                    edition=held.edition,
                    row=row or 0,
                    known_from=known,
                    known_from_estimated=bool(estimated),
                )
            )
        return self._index[key]

    def grades(self, table: pl.DataFrame, joined: Booleans) -> dict[str, Grades]:
        """Return the newest grades by area; `joined` is what `_joined` says of every school."""
        found = {}
        for (area,), rows in table.partition_by("area", as_dict=True, maintain_order=True).items():
            place = self.place[rows["idx"].to_numpy()]
            inside = np.flatnonzero(place >= 0)
            at, rows = place[inside], rows[inside]
            predecessor = np.zeros(self.n, dtype=np.bool_)
            predecessor[at] = rows["predecessor"].to_numpy()
            if len(inside):
                found[str(area)] = Grades(
                    grade=self._words(at, rows["grade"]),
                    framework=self._words(at, rows["framework"]),
                    started=self._days(at, rows["started"]),
                    predecessor=predecessor,
                    simple=~predecessor | ~joined[self.idx],
                    source=self._sources_at(at, rows),
                )
        return found

    def _sources_at(self, at: Integers, rows: pl.DataFrame) -> Integers:
        source = np.full(self.n, -1, dtype=np.int32)
        if self._named:
            told = rows.select("release", "row", "known_from", "known_from_estimated").iter_rows()
            source[at] = [self._source(*each) for each in told]
        return source

    def inspected(self, table: pl.DataFrame) -> tuple[Texts, Dates]:
        place = self.place[table["idx"].to_numpy()]
        inside = np.flatnonzero(place >= 0)
        at, rows = place[inside], table[inside]
        return self._words(at, rows["framework"]), self._days(at, rows["started"])

    def judgements(self, table: pl.DataFrame, day: date) -> dict[str, Judgements]:
        """Return the newest answers of the reader's own authority that had not expired."""
        until, made = pl.col("expires_on"), pl.col("made_on")
        standing_then = (until.is_null() | (until >= day)) & (made.is_null() | (made <= day))
        rows = self._ours(table.filter(standing_then)).sort(
            "made_on", "known_from", "row", nulls_last=[False, True, True], maintain_order=True
        )
        found = {}
        for (name,), answers in rows.partition_by("judgement", as_dict=True, maintain_order=True).items():
            last = answers.unique("idx", keep="last", maintain_order=True)
            at = self.place[last["idx"].to_numpy()]
            found[str(name)] = Judgements(
                answer=self._words(at, last["answer"]),
                made_on=self._days(at, last["made_on"]),
                source=self._sources_at(at, last),
            )
        return found

    def events(self, table: pl.DataFrame, day: date) -> tuple[dict[str, Dates], dict[str, Integers]]:
        """Return when the newest event of each kind began that had begun and not ended, and where that is told."""
        going = (pl.col("ended").is_null() | (pl.col("ended") >= day)) & (pl.col("started") <= day)
        rows = self._ours(table.filter(going)).sort(
            "started", "known_from", "row", nulls_last=True, maintain_order=True
        )
        found, sources = {}, {}
        for (name,), begun in rows.partition_by("event", as_dict=True, maintain_order=True).items():
            last = begun.unique("idx", keep="last", maintain_order=True)
            at = self.place[last["idx"].to_numpy()]
            found[str(name)] = self._days(at, last["started"])
            sources[str(name)] = self._sources_at(at, last)
        return found, sources

    def registers(self, releases: Iterable[Release]) -> Booleans:
        """Return which schools are of the reader's own authority, where that has returned its register of events."""
        returned = self.authority is not None and any(
            (release.dataset, release.authority) == (REGISTER, self.authority)
            and release.state != "withdrawn"
            for release in releases
        )
        # every school of the scope is its reader's own where an authority is named
        return np.full(self.n, returned)

    def _ours(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the rows about schools of this scope that its reader may see."""
        seen = pl.col("authority").is_null()
        if self.authority is not None:
            seen = seen | (pl.col("authority") == self.authority)
        return table.filter(seen & pl.col("idx").is_in(self.idx.tolist()))

    def _words(self, at: Integers, words: pl.Series) -> Texts:
        """Return words laid out over the scope, "" elsewhere, no wider than the longest that is there."""
        said = words.fill_null("")
        distinct = ["", *(word for word in said.unique().to_list() if word)]
        order = {word: code for code, word in enumerate(distinct)}
        codes = np.zeros(self.n, dtype=np.intp)
        codes[at] = said.replace_strict(order, return_dtype=pl.Int32).to_numpy()
        return np.array(distinct, dtype=np.str_)[codes]

    def _days(self, at: Integers, days: pl.Series) -> Dates:
        found = np.full(self.n, np.datetime64("NaT", "D"))
        found[at] = days.to_numpy().astype("datetime64[D]")
        return found


def _texts(column: pl.Series) -> Texts:
    return np.array(column.fill_null("").to_list(), dtype=np.str_)
