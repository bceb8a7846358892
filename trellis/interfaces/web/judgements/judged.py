"""Judgements as pages: every question with the answer that counts, and each judgement with its evidence and the school's answer. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.analysis.judging.framework import Framework
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools import ledger
from trellis.interfaces.web.schools.ledger import Source
from trellis.judgements import asking, feed
from trellis.judgements.models import Response
from trellis.judgements.queries.judgements import Held
from trellis.screening.models import Evidence
from trellis.screening.queries import facts_of


@dataclass(frozen=True, kw_only=True)
class Replied:
    """What the school says."""

    words: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One judgement, whole: `reply` is what the school says to it, or that nothing was received by its day."""

    id: int
    question: str
    answer: str
    evidence: str
    judged: str
    standing: str
    counts: bool
    reply: str
    replies: tuple[Replied, ...]
    bears_on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of the pack: what an adviser answered here, and what the last screening read."""

    id: str
    question: str
    shown: Shown | None
    screened: str
    source: Source | None


def questions(
    held: Sequence[Held],
    *,
    pack: Framework | None,
    evidence: Sequence[Evidence],
    urn: int,
    run_id: int | None,
) -> tuple[Asked, ...]:
    """Return every question that an adviser answers, in the pack's order."""
    newest = {each.judgement.question: each for each in held if each.is_newest}
    read = _read(evidence)
    asked = []
    for question in asking.questions(pack):
        said = read.get(question.id)
        asked.append(
            Asked(
                id=question.id,
                question=question.question,
                shown=shown(newest[question.id], pack=pack) if question.id in newest else None,
                screened=words.first_up(str(said["shown"])) if said is not None else "",
                source=ledger.source(said, urn=urn, run_id=run_id) if said is not None else None,
            )
        )
    return tuple(asked)


def shown(held: Held, *, pack: Framework | None) -> Shown:
    """Return one judgement as its page and the list show it."""
    row = held.judgement
    standing = (
        f"A later judgement has taken its place. It counted until {words.day(row.expires_on)} at the latest."
        if not held.is_newest
        else f"It counted until {words.day(row.expires_on)}, so the answer is not known today."
        if held.has_expired
        else f"It counts until {words.day(row.expires_on)}."
    )
    return Shown(
        id=row.pk,
        question=row.asked,
        answer=asking.answer_words(row.answer),
        evidence=row.evidence,
        judged=(
            f"Judged on {words.day(row.judged_on)}. Recorded by {feed.signature(row.by, row.role)} "
            f"on {words.moment(row.at)}."
        ),
        standing=standing,
        counts=held.counts,
        reply=_reply(held),
        replies=tuple(_replied(each) for each in held.responses),
        bears_on=tuple(f"{c.id} {c.name}" for c in asking.criteria_reading(pack, row.question)),
    )


def earlier(held: Sequence[Held], *, pack: Framework | None) -> tuple[Shown, ...]:
    """Return the judgements whose place a later one has taken, and those of questions that the pack asks no more."""
    asked = {question.id for question in asking.questions(pack)}
    return tuple(
        shown(each, pack=pack) for each in held if not each.is_newest or each.judgement.question not in asked
    )


def _reply(held: Held) -> str:
    if held.responses:
        return ""
    by = words.day(held.judgement.reply_by)
    if held.on > held.judgement.reply_by:
        return f"None received by {by}. The school may still answer."
    return f"None yet. The school is asked to answer by {by}."


def _replied(row: Response) -> Replied:
    return Replied(words=row.said, by=f"{feed.signature(row.by, row.role)}, {words.moment(row.at)}")


def _read(evidence: Sequence[Evidence]) -> dict[str, Mapping[str, Any]]:
    """The answer to each question that the run's criteria read, by question."""
    return {
        str(said["indicator"]): said
        for row in evidence
        for said in facts_of(row.finding)
        if said.get("kind") == "judgement" and said.get("value") is not None
    }
