"""What people recorded in Trellis itself, put beside what their authority returned in files: plain values, no database.

Of two answers to one question the one judged later holds, wherever it was recorded; of one day's, the one recorded here.
An answer that has expired counts as not known, and does not bring back the one whose place it took.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.store.facts import Dates, Facts, Judgements, Provenance


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer to a question of the pack. `said` tells who recorded it and when, `record` where it stands."""

    urn: int
    judgement: str
    answer: str
    made_on: date
    expires_on: date | None
    recorded_on: date
    said: str
    record: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """A circumstance that began on a day and had not ended."""

    urn: int
    event: str
    started: date
    recorded_on: date
    said: str
    record: str


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """All that was recorded of some schools by a day, in the order in which it was recorded."""

    answers: tuple[Answer, ...] = ()
    events: tuple[Event, ...] = ()


NOTHING = Recorded()


def merged(facts: Facts, recorded: Recorded, *, as_of: date) -> Facts:
    """Return the facts with what was recorded among them, judged on `as_of` where that is later than their own day.

    What is of a school outside the facts, or of a day after `as_of`, is left out.
    """
    as_of = max(as_of, facts.as_of)
    place = {int(urn): at for at, urn in enumerate(facts.urns)}
    answers = _newest(
        ((each.urn, each.judgement), each.made_on, each)
        for each in recorded.answers
        if each.urn in place and each.made_on <= as_of
    )
    events = _newest(
        ((each.urn, each.event), each.started, each)
        for each in recorded.events
        if each.urn in place and each.started <= as_of
    )
    columns = _Columns(facts)
    for (urn, judgement), answer in answers.items():
        columns.answer(place[urn], judgement, answer, as_of=as_of)
    for (urn, event), begun in events.items():
        columns.event(place[urn], event, begun)
    return columns.facts(as_of=as_of)


def _newest(dated: Iterable[tuple[tuple[int, str], date, Any]]) -> dict[tuple[int, str], Any]:
    """Return the item of the latest day for each school and name; of one day's, the one that comes last."""
    found: dict[tuple[int, str], tuple[date, Any]] = {}
    for key, day, each in dated:
        if key not in found or day >= found[key][0]:
            found[key] = (day, each)
    return {key: each for key, (_, each) in found.items()}


class _Columns:
    """The columns that change, copied when first written to."""

    def __init__(self, facts: Facts) -> None:
        self._of = facts
        self._sources: list[Provenance] = list(facts.sources)
        self._answers: dict[str, tuple[list[str], Dates, npt.NDArray[np.int32]]] = {}
        self._events: dict[str, tuple[Dates, npt.NDArray[np.int32]]] = {}

    def answer(self, at: int, judgement: str, recorded: Answer, *, as_of: date) -> None:
        answers, made, source = self._answers_of(judgement)
        returned = made[at]
        if not np.isnat(returned) and returned > np.datetime64(recorded.made_on):
            return
        if recorded.expires_on is not None and recorded.expires_on < as_of:
            answers[at], made[at], source[at] = "", np.datetime64("NaT", "D"), -1
            return
        answers[at], made[at] = recorded.answer, np.datetime64(recorded.made_on)
        source[at] = self._source(recorded)

    def event(self, at: int, event: str, recorded: Event) -> None:
        began, source = self._events_of(event)
        if np.isnat(began[at]) or began[at] <= np.datetime64(recorded.started):
            began[at], source[at] = np.datetime64(recorded.started), self._source(recorded)

    def facts(self, *, as_of: date) -> Facts:
        judgements = {
            name: Judgements(answer=np.array(answers, dtype=np.str_), made_on=made, source=source)
            for name, (answers, made, source) in self._answers.items()
        }
        events = {name: began for name, (began, _) in self._events.items()}
        event_sources = {name: source for name, (_, source) in self._events.items()}
        return replace(
            self._of,
            as_of=as_of,
            judgements={**self._of.judgements, **judgements},
            events={**self._of.events, **events},
            event_sources={**self._of.event_sources, **event_sources},
            sources=self._sources,
        )

    def _answers_of(self, judgement: str) -> tuple[list[str], Dates, npt.NDArray[np.int32]]:
        if judgement not in self._answers:
            n, held = len(self._of), self._of.judgements.get(judgement)
            unsourced = np.full(n, -1, dtype=np.int32)
            if held is None:
                self._answers[judgement] = ([""] * n, np.full(n, np.datetime64("NaT", "D")), unsourced)
            else:
                source = unsourced if held.source is None else held.source.copy()
                self._answers[judgement] = (held.answer.tolist(), held.made_on.copy(), source)
        return self._answers[judgement]

    def _events_of(self, event: str) -> tuple[Dates, npt.NDArray[np.int32]]:
        if event not in self._events:
            n, held = len(self._of), self._of.events.get(event)
            source = self._of.event_sources.get(event)
            self._events[event] = (
                np.full(n, np.datetime64("NaT", "D")) if held is None else held.copy(),
                np.full(n, -1, dtype=np.int32) if source is None else source.copy(),
            )
        return self._events[event]

    def _source(self, recorded: Answer | Event) -> int:
        self._sources.append(
            Provenance(
                release="",
                file_name="",
                edition="",
                row=0,
                known_from=recorded.recorded_on,
                known_from_estimated=False,
                recorded=recorded.said,
                record=recorded.record,
            )
        )
        return len(self._sources) - 1
