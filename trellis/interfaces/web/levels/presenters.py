"""A school's level as a page: where it stands, what comes next and who decides, and all that was said. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.casework.models import Party, Position
from trellis.casework.queries.levels import LevelCase
from trellis.casework.workflows.level import LEVEL
from trellis.interfaces.web.govuk import flow, levels, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.workflow import Offer


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: what, who takes it, by when, and where the reader takes it where it is theirs."""

    label: str
    who: str
    when: str
    href_name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one party said."""

    who: str
    position: str
    words: str
    criteria: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Challenged:
    """A value that the school says is wrong."""

    value: str
    reasons: str
    effect: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """One proposal."""

    id: int
    level: str
    reasons: str
    state: str
    flow: Flow
    suggested: str
    nexts: tuple[Next, ...]
    said: tuple[Said, ...]
    waiting: str
    challenges: tuple[Challenged, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, kw_only=True)
class LevelPage:
    """The page. `standing` is the level in force; `under_way` what is on its way; `earlier` all before."""

    notice: str
    tag: LevelTag | None
    standing: str
    overdue: str
    under_way: CaseShown | None
    earlier: tuple[CaseShown, ...]


_STEP_FACTS = {
    "reply_by": "To be answered by",
    "level": "Settled at level",
    "kind": "Recorded by",
    "dated": "Dated",
    "text": "It says",
    "meeting": "Meeting",
    "held_on": "Held on",
    "best_interests": "Best interests of the children",
    "from": "In force from",
}
_DAYS = ("reply_by", "dated", "held_on", "from")
_KINDS = {"note": "note of visit", "letter": "letter"}


def present(
    cases: Sequence[LevelCase],
    *,
    named: Mapping[int, str],
    offers: Mapping[int, Sequence[Offer]],
    standing: LevelCase | None,
    on: date | None,
    answers: bool = False,
) -> LevelPage:
    """Return the page of one school's cases, newest first. `on` is the day looked back to; None for today.

    `answers` is true of a reader who answers for the school.
    """
    shown = [
        (case, _case(case, named=named, offers=offers.get(case.proposal.pk, ()), answers=answers))
        for case in cases
    ]
    current = next(
        (each for case, each in shown if case.state not in ("in_force", "superseded", "withdrawn")), None
    )
    return LevelPage(
        notice=f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        tag=levels.tag(standing.level, named=named, raises_concerns=False) if standing is not None else None,
        standing=_standing(standing),
        overdue=(
            "It was agreed more than an academic year ago, so it is overdue. It stays until another is ratified."
            if standing is not None and standing.is_overdue
            else ""
        ),
        under_way=current,
        earlier=tuple(each for _, each in shown if each is not current),
    )


def _standing(case: LevelCase | None) -> str:
    if case is None:
        return "No level has been agreed with this school yet."
    ratified, recorded = case.step("ratify"), case.record
    parts = [f"In force from {words.day(case.in_force_from)}."]
    if recorded is not None:
        parts.append(
            f"Recorded by {_KINDS[recorded.details['kind']]} of {words.day(recorded.details['dated'])}."
        )
    if ratified is not None:
        parts.append(
            f"Ratified by {ratified.by} at {ratified.details['meeting']} on {words.day(ratified.details['held_on'])}."
        )
    return " ".join(parts)


def _case(case: LevelCase, *, named: Mapping[int, str], offers: Sequence[Offer], answers: bool) -> CaseShown:
    mine = {offer.transition.name: offer for offer in offers}
    by_answering = ("agree", "dispute") if answers else ()
    result = case.proposal.result
    return CaseShown(
        id=case.proposal.pk,
        level=f"Level {case.level}{f': {named[case.level]}' if case.level in named else ''}",
        reasons=case.proposal.reasons,
        state=LEVEL.states[case.state],
        flow=flow.draw(LEVEL, current=case.state, passed={step.state for step in case.steps[:-1]}),
        suggested=_suggested(result.level if result is not None else None, held=result is not None),
        nexts=tuple(
            Next(
                label=step.label,
                who=step.actors,
                when=f"by {words.day(case.reply_by)}"
                if case.state == "with_school" and step.name in ("agree", "dispute")
                else "",
                href_name="answer"
                if step.name in by_answering
                else step.name
                if step.name in mine and not mine[step.name].reason
                else "",
                reason=mine[step.name].reason if step.name in mine else "",
            )
            for step in LEVEL.ahead(case.state)
            if step.name != "supersede"
        ),
        said=tuple(
            Said(
                who=Party(answer.party).label,
                position=Position(answer.position).label,
                words=answer.said,
                criteria=", ".join(answer.criteria),
                by=f"{answer.by}, {words.moment(answer.at)}",
            )
            for answer in case.answers
        ),
        waiting=(
            f"Not heard yet: {' and '.join(case.not_heard)}."
            if case.state == "with_school" and case.not_heard
            else ""
        ),
        challenges=tuple(
            Challenged(
                value=f"{each.value}",
                reasons=each.reasons,
                effect=(
                    f"With this value: {_suggestion(each.with_value)}. "
                    f"Without it: {_suggestion(each.without_value)}."
                ),
                by=f"{each.by}, {words.moment(each.at)}",
            )
            for each in case.challenges
        ),
        done=tuple(_done(case, step) for step in case.steps),
    )


def _done(case: LevelCase, step: Any) -> Done:
    label = "Propose" if step.name == "propose" else LEVEL.by_name[step.name].label
    facts = [
        (title, _said(key, step.details[key])) for key, title in _STEP_FACTS.items() if key in step.details
    ]
    if step.name == "propose" and case.proposal.why_not_adviser:
        facts.append(("Why not the school’s own adviser", case.proposal.why_not_adviser))
    if step.reasons:
        facts.append(("Reasons", step.reasons))
    return Done(label=label, by=f"{step.by or 'Trellis'}, {words.moment(step.at)}", facts=tuple(facts))


def _said(key: str, value: Any) -> str:
    if key in _DAYS:
        return words.day(value)
    return _KINDS.get(str(value), str(value)) if key == "kind" else str(value)


def _suggested(level: int | None, *, held: bool) -> str:
    if not held:
        return "No screening was held when it was proposed."
    return f"The screening it was proposed beside suggested {_suggestion(level)}."


def _suggestion(level: int | None) -> str:
    return f"level {level}" if level is not None else "no level"
