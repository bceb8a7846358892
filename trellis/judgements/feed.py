"""What people recorded in Trellis as a screening reads it: plain values, each with who recorded it and where it stands.

Judgements, whether the school calls itself vulnerable, and circumstances. Soft intelligence is never among them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES
from trellis.analysis.judging import wording
from trellis.analysis.store import recorded
from trellis.analysis.store.facts import Facts
from trellis.analysis.store.recorded import Answer, Event, Recorded
from trellis.judgements import asking, days
from trellis.judgements.days import LASTS_DAYS
from trellis.judgements.models import Circumstance, Judgement, Revision
from trellis.judgements.queries import circumstances, judgements, self_evaluations


class Source(Protocol):
    """Something else that the authority records as events, such as its register of notices."""

    def __call__(self, authority: str, *, on: date, urns: Iterable[int] | None = None) -> Iterable[Event]: ...


_sources: list[Source] = []


def also_from(source: Source) -> None:
    """Read the events of a source too, whose package this one may not know. Apps say so once, when they are ready."""
    if source not in _sources:
        _sources.append(source)


def into(facts: Facts, *, authority: str, on: date, urns: Iterable[int] | None = None) -> Facts:
    """Return facts with all that had been recorded of an authority's schools by the end of a day."""
    return recorded.merged(facts, known(authority, on=on, urns=urns), as_of=on)


def known(authority: str, *, on: date, urns: Iterable[int] | None = None) -> Recorded:
    """Return what had been recorded by the end of a day. This will make four queries, and those of the sources."""
    chosen = None if urns is None else tuple(urns)
    answers = [
        *map(_answer, judgements.recorded(authority, on=on, urns=chosen)),
        *map(_declared, self_evaluations.submitted(authority, on=on, urns=chosen)),
    ]
    return Recorded(
        answers=tuple(answers),
        events=(
            *(_event(held.circumstance) for held in circumstances.so_on(authority, on=on, urns=chosen)),
            *(event for source in _sources for event in source(authority, on=on, urns=chosen)),
        ),
    )


def _answer(row: Judgement) -> Answer:
    return Answer(
        urn=row.school_id,
        judgement=row.question,
        answer=row.answer,
        made_on=row.judged_on,
        expires_on=row.expires_on,
        recorded_on=days.day_of(row.at),
        said=_said(row),
        record=f"judgement/{row.pk}",
    )


def _declared(row: Revision) -> Answer:
    """What a school declares in its self-evaluation, as the answer to the pack's question about it."""
    day = days.day_of(row.at)
    return Answer(
        urn=row.school_id,
        judgement=asking.DECLARED,
        answer="yes" if row.is_vulnerable else "no",
        made_on=day,
        expires_on=day + timedelta(days=LASTS_DAYS),
        recorded_on=day,
        said=_said(row),
        record=f"self-evaluation/{row.year}/{row.number}",
    )


def _event(row: Circumstance) -> Event:
    return Event(
        urn=row.school_id,
        event=row.kind,
        started=row.from_date,
        recorded_on=days.day_of(row.at),
        said=_said(row),
        record=f"circumstance/{row.pk}",
    )


def _said(row: Judgement | Revision | Circumstance) -> str:
    return f"Recorded in Trellis by {signature(row.by, row.role)} on {wording.day(days.day_of(row.at))}"


def signature(by: User, role: str) -> str:
    """Who wrote something, and in which role they did: “Alice Wren (Headteacher)”."""
    known_role = ROLES.get(role)
    return f"{by.name} ({known_role.name})" if known_role is not None else by.name
