"""One school's facts as plain values, each with where it came from: what the explanation reads and cites."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from trellis.analysis.judging import wording
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Evidence
from trellis.analysis.store.facts import Facts, Provenance

VALUE, NOT_APPLICABLE, IN_DISPUTE = 0, 2, 5


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing a test read, with where it came from. `value` is a number, a grade, an answer or a date as text."""

    kind: str  # "indicator" | "grade" | "judgement" | "event"
    indicator: str
    name: str
    value: float | str | None
    shown: str
    unit: str = ""
    year: int | None = None
    when: str | None = None
    status: str = "value"
    comparator: str | None = None
    comparator_value: float | None = None
    comparator_shown: str | None = None
    low: float | None = None
    high: float | None = None
    denominator: float | None = None
    small_cohort: bool = False
    small_cohort_known: bool = True
    cohort_estimated: bool = False
    interval_estimated: bool = False
    local: bool = False
    predecessor: bool = False
    release: str | None = None
    file_name: str | None = None
    edition: str | None = None
    row: int | None = None
    known_from: str | None = None
    known_from_estimated: bool = False
    # Who recorded it in Trellis itself, and where it stands there: of no file
    recorded: str | None = None
    record: str | None = None
    # What a mean rests on, oldest first: a value and where it came from for each year.
    years: tuple["Cited", ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "years": [asdict(year) for year in self.years]}


@dataclass(frozen=True, kw_only=True)
class Cited:
    """One year's value, and the row it is printed in."""

    year: int
    when: str
    value: float
    shown: str
    release: str | None = None
    file_name: str | None = None
    edition: str | None = None
    row: int | None = None
    known_from: str | None = None
    known_from_estimated: bool = False


@dataclass(frozen=True)
class Told:
    """The answer of a leaf, its sentence, and the facts. `unheld`: not known because there is nothing to read."""

    answer: Answer
    sentence: str
    because: tuple[Fact, ...] = ()
    unheld: bool = False


class School:
    """The facts of one school as plain Python values."""

    def __init__(
        self, facts: Facts, *, evidence: Evidence, questions: Mapping[str, str] | None = None
    ) -> None:
        if len(facts) != 1:
            raise ValueError(f"one school is explained at a time, not {len(facts)}: use Facts.one")
        self._facts = facts
        self.evidence = evidence
        self._questions = questions or {}
        self.as_of = facts.as_of
        self.urn = int(facts.urns[0])
        self.name = str(facts.names[0])
        self.phase_group = str(facts.phase_group[0])
        self.relationship = str(facts.relationship[0])

    def number(self, indicator: str, column: str = "value") -> float | None:
        found = float(self._facts.statistic(indicator, column)[0])
        return None if math.isnan(found) else found

    def status(self, indicator: str) -> int:
        return int(self._facts.status(indicator)[0])

    def grade(self, area: str) -> tuple[str, str, date | None, bool]:
        """Return (grade, framework, first day of the inspection, whether of a predecessor)."""
        return (
            str(self._facts.grade(area)[0]),
            str(self._facts.grade_framework(area)[0]),
            _date(self._facts.grade_date(area)[0]),
            bool(self._facts.is_predecessor(area)[0]),
        )

    def simply_succeeded(self, area: str) -> bool:
        """Whether the school that a grade was given to is this one, or simply became it."""
        return bool(self._facts.simple_succession(area)[0])

    def latest_framework(self) -> str:
        return str(self._facts.latest_framework()[0])

    def latest_inspection(self) -> date | None:
        return _date(self._facts.latest_inspection()[0])

    def latest_standing(self) -> tuple[bool, bool]:
        """Return (whether the latest inspection was of a predecessor, whether that simply became this school)."""
        predecessor, simple = False, True
        for area in self._facts.grades:
            _, framework, began, before = self.grade(area)
            of_it = framework == self.latest_framework() and began == self.latest_inspection()
            if area != "ungraded_outcome" and began is not None and of_it:
                predecessor = predecessor or before
                simple = simple and self.simply_succeeded(area)
        return predecessor, simple

    def register_held(self) -> bool:
        """Whether the authority's return of events, a register of them all, is held."""
        return bool(self._facts.event_register_held()[0])

    def judgement(self, judgement: str) -> tuple[str, date | None]:
        facts = self._facts
        return str(facts.judgement(judgement)[0]), _date(facts.judgement_date(judgement)[0])

    def question(self, judgement: str) -> str:
        """Return the question that a judgement answers, in the pack's words where it has them."""
        return self._questions.get(judgement) or judgement.replace("_", " ").capitalize()

    def event(self, event: str) -> date | None:
        """Return the day an event began that has not ended, None where there is none that has begun."""
        began = _date(self._facts.event(event)[0])
        return began if began is not None and began <= self.as_of else None

    def judgement_fact(self, judgement: str) -> Fact:
        answer, made_on = self.judgement(judgement)
        return Fact(
            kind="judgement",
            indicator=judgement,
            name=self.question(judgement),
            value=answer or None,
            shown=answer.replace("_", " ") or "not answered",
            when=None if made_on is None else made_on.isoformat(),
            status="value" if answer else "not held",
            **_sourced(self._facts.judgement_provenance(judgement)),
        )

    def event_fact(self, event: str) -> Fact:
        began = self.event(event)
        return Fact(
            kind="event",
            indicator=event,
            name=wording.event(event),
            value=None if began is None else began.isoformat(),
            shown="none recorded" if began is None else wording.day(began),
            when=None if began is None else began.isoformat(),
            status="not held" if began is None else "value",
            **(_sourced(self._facts.event_provenance(event)) if began is not None else {}),
        )

    def cited_years(self, indicator: str) -> tuple[Cited, ...]:
        """Return the years that the mean of an indicator rests on, where these facts were read with them."""
        return tuple(
            Cited(
                year=source.year,
                when=wording.year(source.year),
                value=source.value,
                shown=wording.number(indicator, source.value),
                **_sourced(source.provenance),
            )
            for source in self._facts.mean_sources(indicator)
        )

    def fact(self, indicator: str, **more: Any) -> Fact:
        """Return the fact that an indicator gives about this school."""
        value, status = self.number(indicator), self.status(indicator)
        year = self.shown_number(indicator, "year")
        shown = wording.number(indicator, value) if status == VALUE else wording.STATUS_WORDS[status]
        given: dict[str, Any] = {
            "kind": "indicator",
            "indicator": indicator,
            "name": wording.indicator_name(indicator),
            "value": value,
            "shown": shown,
            "unit": wording.indicator_unit(indicator),
            "year": None if year is None else int(year),
            "when": None if year is None else wording.year(year),
            "status": wording.STATUS_WORDS[status],
            "low": self.shown_number(indicator, "low"),
            "high": self.shown_number(indicator, "high"),
            "denominator": _first(
                self.shown_number(indicator, "denominator"), self.shown_number(indicator, "cohort")
            ),
            "small_cohort": self.shown_number(indicator, "small_cohort") == 1,
            "small_cohort_known": self.shown_number(indicator, "small_cohort") is not None,
            "cohort_estimated": self.shown_number(indicator, "cohort_estimated") == 1,
            "interval_estimated": self.shown_number(indicator, "interval_estimated") == 1,
            "local": self.shown_number(indicator, "local") == 1,
            **_sourced(self._facts.provenance(indicator)),
        }
        return Fact(**{**given, **more})

    def grade_fact(self, area: str) -> Fact:
        grade, framework, began, predecessor = self.grade(area)
        return Fact(
            kind="grade",
            indicator=area,
            name=wording.area(area),
            value=grade or None,
            shown=wording.grade(grade) if grade else "no grade",
            when=None if began is None else began.isoformat(),
            unit=framework,
            status="value" if grade else "not held",
            predecessor=predecessor,
            **_sourced(self._facts.grade_provenance(area)),
        )

    def shown_number(self, indicator: str, column: str) -> float | None:
        """Return a statistic that is shown and not tested: None where these facts were read without it."""
        try:
            return self.number(indicator, column)
        except KeyError:
            return None


def _sourced(source: Provenance | None) -> dict[str, Any]:
    if source is None:
        return {}
    if source.recorded:
        known = None if source.known_from is None else source.known_from.isoformat()
        return {"recorded": source.recorded, "record": source.record, "known_from": known}
    return {
        "release": source.release,
        "file_name": source.file_name,
        "edition": source.edition,
        "row": source.row,
        "known_from": None if source.known_from is None else source.known_from.isoformat(),
        "known_from_estimated": source.known_from_estimated,
    }


def _first(*found: float | None) -> float | None:
    return next((number for number in found if number is not None), None)


def _date(when: np.datetime64) -> date | None:
    return None if np.isnat(when) else when.astype("datetime64[D]").item()
