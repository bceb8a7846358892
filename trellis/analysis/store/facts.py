"""What is known of every school in a scope, as dense columns in one order, ready to be judged.

Numpy only: this is on the path of the cold screen, where importing Polars alone costs half of the time allowed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from trellis.analysis.measuring.statistic import STATISTICS

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
Texts = npt.NDArray[np.str_]
Dates = npt.NDArray[np.datetime64]
Booleans = npt.NDArray[np.bool_]

# Status.VALUE and Status.NOT_HELD of trellis.analysis.observation, which imports Polars.
_VALUE = 0
_NOT_HELD = 4


class NotLoaded(KeyError):
    """Facts were asked for something they were not built with: ask `Warehouse.facts` for it too."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where the number behind a statistic, a grade, a judgement or an event came from.

    What people recorded in Trellis itself is of no file: `recorded` says who recorded it and when, `record` where it stands.
    """

    release: str
    file_name: str
    edition: str
    row: int
    known_from: date | None
    known_from_estimated: bool
    recorded: str = ""
    record: str = ""


class MeanSource(NamedTuple):
    """One of the values that a mean over years is made of."""

    year: int
    value: float
    provenance: Provenance | None


@dataclass(frozen=True, kw_only=True)
class Grades:
    """The newest grade in one inspection area for each school; "" and NaT where there is none.

    `source` is an index into `Facts.sources`, -1 where unknown.
    """

    grade: Texts
    framework: Texts
    started: Dates
    predecessor: Booleans
    simple: Booleans
    source: npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Judgements:
    """The newest unexpired answer to one judgement for each school; "" and NaT where there is none.

    `source` is an index into `Facts.sources`, -1 where unknown; None where sources were not read.
    """

    answer: Texts
    made_on: Dates
    source: npt.NDArray[np.int32] | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Columns over the schools of a scope, all in the order of `urns`.

    `statistics` holds float64[n] by (indicator, column of STATISTICS), NaN where there is none. `statuses` holds
    uint8[n] by indicator. `loaded` names the indicators asked for, None where everything there is was put in;
    `columns` likewise the statistics of each. Asking beyond them raises NotLoaded rather than answering "none".
    `mean_rows` are the years of each mean, read for one school alone; `registers` says which schools' authority has
    returned its register of events.
    """

    urns: npt.NDArray[np.int32]
    names: Texts
    phase_group: Texts
    school_type: Texts
    relationship: Texts
    authority: Texts
    as_of: date
    build_id: str = ""
    statistics: Mapping[tuple[str, str], Floats] = field(default_factory=dict)
    statuses: Mapping[str, Codes] = field(default_factory=dict)
    grades: Mapping[str, Grades] = field(default_factory=dict)
    judgements: Mapping[str, Judgements] = field(default_factory=dict)
    events: Mapping[str, Dates] = field(default_factory=dict)
    event_sources: Mapping[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    registers: Booleans | None = None
    mean_rows: Mapping[tuple[int, str], tuple[MeanSource, ...]] = field(default_factory=dict)
    inspected_under: Texts | None = None
    inspected_on: Dates | None = None
    sources: Sequence[Provenance] = ()
    source_of: Mapping[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    loaded: frozenset[str] | None = None
    columns: Mapping[str, frozenset[str]] | None = None

    def __len__(self) -> int:
        return len(self.urns)

    def statistic(self, indicator: str, name: str = "value") -> Floats:
        """Return float64[n] of one column of `statistic`; NaN where the school has none.

        Raises NotLoaded for an indicator or column that was not asked for when these facts were read.
        """
        found = self.statistics.get((indicator, name))
        if found is not None:
            return found
        if name not in STATISTICS:
            raise NotLoaded(f"“{name}” is not a statistic; there are {', '.join(STATISTICS)}")
        self._check_loaded(indicator)
        if self.columns is not None and name not in self.columns.get(indicator, frozenset()):
            raise NotLoaded(f"“{name}” of {indicator} was not read: name it in Warehouse.facts(indicators=…)")
        return np.full(len(self.urns), np.nan)

    def status(self, indicator: str) -> Codes:
        """Return uint8[n] of `Status` in the expected year; NOT_HELD where the school has no row."""
        found = self.statuses.get(indicator)
        if found is not None:
            return found
        self._check_loaded(indicator)
        return np.full(len(self.urns), _NOT_HELD, dtype=np.uint8)

    def grade(self, area: str) -> Texts:
        """Return the newest grade in an area of `trellis.analysis.inspection.AREAS`, "" where none."""
        found = self.grades.get(area)
        return found.grade if found is not None else np.full(len(self.urns), "", dtype="U1")

    def grade_framework(self, area: str) -> Texts:
        """Return the framework the newest grade was given under, "" where none."""
        found = self.grades.get(area)
        return found.framework if found is not None else np.full(len(self.urns), "", dtype="U1")

    def grade_date(self, area: str) -> Dates:
        """Return the first day of the inspection that gave the newest grade, NaT where none."""
        found = self.grades.get(area)
        return found.started if found is not None else _no_dates(len(self.urns))

    def is_predecessor(self, area: str) -> Booleans:
        """Return whether the newest grade was given to a school that this one took over from."""
        found = self.grades.get(area)
        return found.predecessor if found is not None else np.zeros(len(self.urns), dtype=np.bool_)

    def simple_succession(self, area: str) -> Booleans:
        """Return whether the school graded is this one, or became this one alone: no merger, no split on the way."""
        found = self.grades.get(area)
        return found.simple if found is not None else np.ones(len(self.urns), dtype=np.bool_)

    def latest_framework(self) -> Texts:
        """Return the framework of each school's newest graded inspection or report card, "" where none."""
        if self.inspected_under is not None:
            return self.inspected_under
        return np.full(len(self.urns), "", dtype="U1")

    def latest_inspection(self) -> Dates:
        """Return the first day of each school's newest graded inspection or report card, NaT where none."""
        return self.inspected_on if self.inspected_on is not None else _no_dates(len(self.urns))

    def judgement(self, judgement: str) -> Texts:
        """Return the newest answer that had not expired at `as_of`, "" where none."""
        found = self.judgements.get(judgement)
        return found.answer if found is not None else np.full(len(self.urns), "", dtype="U1")

    def judgement_date(self, judgement: str) -> Dates:
        found = self.judgements.get(judgement)
        return found.made_on if found is not None else _no_dates(len(self.urns))

    def event(self, event: str) -> Dates:
        """Return the start of the newest event of this kind that had not ended at `as_of`, NaT where none."""
        found = self.events.get(event)
        return found if found is not None else _no_dates(len(self.urns))

    def event_register_held(self) -> Booleans:
        """Return whether a school's own authority has returned its register of events, and these facts are read for it.

        The return of events is the whole register, so where it is held an event that is not in it has not happened;
        where it is not held, silence says nothing.
        """
        return self.registers if self.registers is not None else np.zeros(len(self.urns), dtype=np.bool_)

    def provenance(self, indicator: str, position: int = 0) -> Provenance | None:
        """Return where the expected year's value of the school at `position` came from; None where not read."""
        return self._source_at(self.source_of.get(indicator), position)

    def mean_sources(self, indicator: str, position: int = 0) -> tuple[MeanSource, ...]:
        """Return the values that `mean3` is the mean of, oldest first, each with where it came from.

        They are read only with the facts of a single school (`Warehouse.facts(urns=[urn])`); else there are none here.
        """
        return self.mean_rows.get((int(self.urns[position]), indicator), ())

    def grade_provenance(self, area: str, position: int = 0) -> Provenance | None:
        """Return where the newest grade in an area came from; None where not read."""
        found = self.grades.get(area)
        return self._source_at(None if found is None else found.source, position)

    def judgement_provenance(self, judgement: str, position: int = 0) -> Provenance | None:
        """Return which return, and which row of it, the answer that `judgement` gives is from; None where not read."""
        found = self.judgements.get(judgement)
        return self._source_at(None if found is None else found.source, position)

    def event_provenance(self, event: str, position: int = 0) -> Provenance | None:
        """Return which return, and which row of it, the event that `event` dates is from; None where not read."""
        return self._source_at(self.event_sources.get(event), position)

    def position(self, urn: int) -> int:
        """Return the place of a school in every column. Raises KeyError when it is not in this scope."""
        at = np.flatnonzero(self.urns == urn)
        if not len(at):
            raise KeyError(f"{urn} is not among these {len(self.urns)} schools")
        return int(at[0])

    def one(self, urn: int) -> "Facts":
        """Return the facts of one school, columns of length 1. Raises KeyError when it is not in this scope."""
        return self.take(np.array([self.position(urn)]))

    def take(self, positions: npt.NDArray[np.intp]) -> "Facts":
        """Return the facts of the schools at `positions`, in that order."""
        return Facts(
            urns=self.urns[positions],
            names=self.names[positions],
            phase_group=self.phase_group[positions],
            school_type=self.school_type[positions],
            relationship=self.relationship[positions],
            authority=self.authority[positions],
            as_of=self.as_of,
            build_id=self.build_id,
            statistics={key: column[positions] for key, column in self.statistics.items()},
            statuses={key: column[positions] for key, column in self.statuses.items()},
            grades={
                area: Grades(
                    grade=held.grade[positions],
                    framework=held.framework[positions],
                    started=held.started[positions],
                    predecessor=held.predecessor[positions],
                    simple=held.simple[positions],
                    source=held.source[positions],
                )
                for area, held in self.grades.items()
            },
            judgements={
                key: Judgements(
                    answer=held.answer[positions],
                    made_on=held.made_on[positions],
                    source=None if held.source is None else held.source[positions],
                )
                for key, held in self.judgements.items()
            },
            events={key: column[positions] for key, column in self.events.items()},
            event_sources={key: column[positions] for key, column in self.event_sources.items()},
            registers=None if self.registers is None else self.registers[positions],
            mean_rows=self.mean_rows,
            inspected_under=None if self.inspected_under is None else self.inspected_under[positions],
            inspected_on=None if self.inspected_on is None else self.inspected_on[positions],
            sources=self.sources,
            source_of={key: column[positions] for key, column in self.source_of.items()},
            loaded=self.loaded,
            columns=self.columns,
        )

    @classmethod
    def of(
        cls, schools: Iterable[Mapping[str, Any]], *, as_of: date = date(2026, 9, 1), build_id: str = ""
    ) -> "Facts":
        """Return facts made from plain dicts, one for each school: for tests and for what-if.

        Every key may be left out: `urn` (else 100001 and up), `name`, `phase_group` ("primary"), `school_type`,
        `relationship` ("maintained"), `authority` ("803"), and

        - `statistics`: {indicator: number | Status | {"value": …, "national_median": …, "status": …}}. A mapping
          without "status" is a VALUE when it has a value, else NOT_HELD. A bare Status is a year without a value.
        - `grades`: {area: grade | {"grade", "framework", "date", "predecessor", "simple"}}; a bare grade is of "eif".
        - `judgements`: {id: answer | {"answer", "date"}}
        - `events`: {event: date it began}, and `event_register`: True where the register of events is held
        - `mean_sources`: {indicator: [(year, value), …]}
        """
        rows = list(schools)
        n = len(rows)
        statistics: dict[tuple[str, str], Floats] = {}
        statuses: dict[str, Codes] = {}
        grades: dict[str, list[dict[str, Any]]] = {}
        judgements: dict[str, list[dict[str, Any]]] = {}
        events: dict[str, Dates] = {}
        for i, row in enumerate(rows):
            for indicator, said in row.get("statistics", {}).items():
                held = _statistic(said)
                column = statuses.setdefault(indicator, np.full(n, _NOT_HELD, dtype=np.uint8))
                column[i] = held.pop("status")
                for name, number in held.items():
                    if name not in STATISTICS:
                        raise NotLoaded(f"“{name}” is not a statistic; there are {', '.join(STATISTICS)}")
                    floats = statistics.setdefault((indicator, name), np.full(n, np.nan))
                    floats[i] = np.nan if number is None else number
            for area, said in row.get("grades", {}).items():
                graded = said if isinstance(said, Mapping) else {"grade": said}
                grades.setdefault(area, [{} for _ in rows])[i] = {"framework": "eif", **graded}
            for judgement, said in row.get("judgements", {}).items():
                answered = said if isinstance(said, Mapping) else {"answer": said}
                judgements.setdefault(judgement, [{} for _ in rows])[i] = dict(answered)
            for event, started in row.get("events", {}).items():
                events.setdefault(event, _no_dates(n))[i] = started
        held_grades = {area: _grades(column) for area, column in grades.items()}
        under, on = _latest(held_grades, n)
        urns = np.array([row.get("urn", 100001 + i) for i, row in enumerate(rows)], dtype=np.int32)
        return cls(
            urns=urns,
            names=_texts(rows, "name", "A school"),
            phase_group=_texts(rows, "phase_group", "primary"),
            school_type=_texts(rows, "school_type", "Community school"),
            relationship=_texts(rows, "relationship", "maintained"),
            authority=_texts(rows, "authority", "803"),
            as_of=as_of,
            build_id=build_id,
            statistics=statistics,
            statuses=statuses,
            grades=held_grades,
            judgements={
                key: Judgements(
                    answer=np.array([row.get("answer", "") for row in column], dtype=np.str_),
                    made_on=np.array([row.get("date") for row in column], dtype="datetime64[D]"),
                )
                for key, column in judgements.items()
            },
            events=events,
            registers=np.array([bool(row.get("event_register", False)) for row in rows], dtype=np.bool_),
            mean_rows={
                (int(urns[i]), indicator): tuple(MeanSource(year, value, None) for year, value in years)
                for i, row in enumerate(rows)
                for indicator, years in row.get("mean_sources", {}).items()
            },
            inspected_under=under,
            inspected_on=on,
        )

    def _check_loaded(self, indicator: str) -> None:
        if self.loaded is not None and indicator not in self.loaded:
            raise NotLoaded(f"{indicator} was not read: name it in Warehouse.facts(indicators=…)")

    def _source_at(self, column: npt.NDArray[np.int32] | None, position: int) -> Provenance | None:
        index = -1 if column is None else int(column[position])
        return self.sources[index] if 0 <= index < len(self.sources) else None


def _no_dates(n: int) -> Dates:
    return np.full(n, np.datetime64("NaT", "D"))


def _texts(rows: Sequence[Mapping[str, Any]], key: str, default: str) -> Texts:
    return np.array([row.get(key, default) for row in rows], dtype=np.str_)


def _statistic(said: Any) -> dict[str, Any]:
    if isinstance(said, Mapping):
        held = dict(said)
        value = held.get("value")
        known = value is not None and not np.isnan(value)
        held.setdefault("status", _VALUE if known else _NOT_HELD)
        return held
    # Status is an IntEnum and so a number too; a bare int or float is a value
    if type(said).__name__ == "Status":
        return {"status": int(said)}
    return {"value": said, "status": _NOT_HELD if said is None else _VALUE}


def _grades(column: Sequence[Mapping[str, Any]]) -> Grades:
    return Grades(
        grade=np.array([row.get("grade", "") for row in column], dtype=np.str_),
        framework=np.array([row.get("framework", "") for row in column], dtype=np.str_),
        started=np.array([row.get("date") for row in column], dtype="datetime64[D]"),
        predecessor=np.array([bool(row.get("predecessor", False)) for row in column]),
        simple=np.array([bool(row.get("simple", True)) for row in column]),
        source=np.full(len(column), -1, dtype=np.int32),
    )


def _latest(grades: Mapping[str, Grades], n: int) -> tuple[Texts, Dates]:
    under = np.full(n, "", dtype="U16")
    on = _no_dates(n)
    for held in grades.values():
        newer = (held.framework != "") & (
            (under == "") | (~np.isnat(held.started) & (np.isnat(on) | (held.started > on)))
        )
        under[newer] = held.framework[newer]
        on[newer] = held.started[newer]
    return under, on
