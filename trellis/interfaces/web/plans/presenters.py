"""A support plan as a page: where it stands, what comes next and who decides, and all that it says. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from trellis.analysis.rights import ARTICLES, said
from trellis.brokering import standing
from trellis.casework.actions.plans import OUTCOMES
from trellis.casework.models import Party, Progress
from trellis.casework.queries.plans import ObjectiveFile, PlanFile, VersionFile
from trellis.casework.workflows.plan import PLAN
from trellis.interfaces.web.govuk import flow, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.plans import pictures, targets
from trellis.interfaces.web.plans.pictures import Bars, Course, Rated
from trellis.interfaces.web.plans.targets import Target, Years
from trellis.workflow import Offer

BY_ANSWERING = ("agree",)


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: what, who takes it, by when, and its form where it is the reader's to take now."""

    label: str
    who: str
    when: str
    form: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Position:
    """What one party says to the version. `words` is empty where they said nothing beside."""

    who: str
    position: str
    words: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment, and what it is on."""

    on: str
    words: str
    by: str


@dataclass(frozen=True, kw_only=True)
class SeenRow:
    """One row of progress, as the table beside the picture has it."""

    day: str
    rating: str
    words: str
    evidence: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ObjectiveShown:
    """One objective."""

    number: int
    what: str
    facts: tuple[tuple[str, str], ...]
    milestones: tuple[tuple[str, str, bool], ...]
    actions: tuple[tuple[str, str, str], ...]
    criteria: tuple[tuple[str, str], ...]
    articles: tuple[tuple[int, str], ...]
    rating: str
    course: Course | None
    seen: tuple[SeenRow, ...]
    judgement: str
    target: Target | None
    earlier: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConditionShown:
    """One condition for stepping down, with what the newest review that judged it says."""

    number: int
    words: str
    judged: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class VersionShown:
    """One version."""

    number: int
    state: str
    standing: str
    objectives: tuple[ObjectiveShown, ...]
    conditions: tuple[ConditionShown, ...]
    bars: Bars | None
    dropped: tuple[tuple[str, str], ...]
    positions: tuple[Position, ...]
    waiting: str
    comments: tuple[Remark, ...]
    review: tuple[tuple[str, str], ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The page of a plan: the version that holds, the one that is being written beside it, and what comes next."""

    notice: str
    holds: VersionShown
    ahead: VersionShown | None
    flow: Flow
    nexts: tuple[Next, ...]
    versions: tuple[tuple[int, str], ...]
    meetings: tuple[tuple[str, str, str], ...]


_STEP_FACTS = {"reply_by": "To be answered by", "outcome": "It comes to"}


def present(
    file: PlanFile,
    *,
    offers: Sequence[Offer],
    years: Mapping[str, Years],
    named: Mapping[str, str],
    on: date | None,
    answers: bool,
    stands: Mapping[int, str],
) -> PlanPage:
    """Return the page. `named` are the pack's criteria, `on` the day looked back to (None: today).

    `answers` is true of a reader who answers for the school.
    """
    newest = file.newest
    ahead = newest if newest is not file.holds else None
    return PlanPage(
        notice=f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        holds=version(file, file.holds, years=years, named=named, stands=stands),
        ahead=version(file, ahead, years={}, named=named, stands=stands) if ahead is not None else None,
        flow=flow.draw(PLAN, current=newest.state, passed={step.state for step in newest.steps[:-1]}),
        nexts=_nexts(newest, offers=offers, answers=answers and on is None),
        versions=tuple(
            (each.version.number, f"{each.state_words}, begun {words.day(_local(each))}")
            for each in reversed(file.versions)
        ),
        meetings=tuple(
            (words.day(each.held_on), each.present, each.note) for each in reversed(file.meetings)
        ),
    )


def version(
    file: PlanFile,
    each: VersionFile,
    *,
    years: Mapping[str, Years],
    named: Mapping[str, str],
    stands: Mapping[int, str],
) -> VersionShown:
    """Return one version. Its objectives carry all that was seen of them up to it.

    `stands` says how far the support is that was looked for from an objective, by its primary key.
    """
    judged = _judged(file, each)
    return VersionShown(
        number=each.version.number,
        state=each.state_words,
        standing=_standing(each),
        objectives=tuple(
            _objective(file, each, objective, years=years, named=named, stands=stands)
            for objective in each.objectives
        ),
        conditions=tuple(
            ConditionShown(
                number=held.condition.number,
                words=held.text.words,
                judged=judged[held.condition.pk][0] if held.condition.pk in judged else pictures.NOT_JUDGED,
                said=judged[held.condition.pk][1] if held.condition.pk in judged else "",
            )
            for held in each.conditions
        ),
        bars=pictures.bars(
            [
                (held.condition.number, judged[held.condition.pk][2] if held.condition.pk in judged else "")
                for held in each.conditions
            ]
        ),
        dropped=(
            *((words.first_up(gone.label), gone.text.reasons) for gone in each.dropped),
            *((words.first_up(gone.label), gone.text.reasons) for gone in each.dropped_conditions),
        ),
        positions=positions(each),
        waiting=_waiting(each),
        comments=tuple(
            Remark(
                on=_commented(file, comment.objective_id),
                words=comment.words,
                by=f"{comment.by}, {words.moment(comment.at)}",
            )
            for comment in each.comments
        ),
        review=_review(each),
        done=tuple(_done(step) for step in each.steps),
    )


def positions(each: VersionFile) -> tuple[Position, ...]:
    """What the headteacher, the chair and the authority each say to a version; whoever has said nothing is shown so."""
    newest = {answer.party: answer for answer in each.since_shared}
    found = []
    for party in Party:
        answer = newest.get(party.value)
        found.append(
            Position(
                who=str(party.label),
                position=answer.get_position_display() if answer is not None else "Has not answered",
                words=answer.said if answer is not None else "",
                by=f"{answer.by}, {words.moment(answer.at)}" if answer is not None else "",
            )
        )
    issued, shared = each.step("issue"), each.step("share")
    taken = issued or shared
    found.append(
        Position(
            who="The authority",
            position="Issued it without agreement"
            if issued is not None
            else "Shared it with the school"
            if shared is not None
            else "Has not shared it yet",
            words=issued.reasons if issued is not None else "",
            by=f"{taken.by}, {words.moment(taken.at)}" if taken is not None else "",
        )
    )
    return tuple(found)


def progress_rows(rows: Iterable[Progress]) -> tuple[SeenRow, ...]:
    """Progress as a table, the newest first."""
    return tuple(
        SeenRow(
            day=words.day(each.seen_on),
            rating=each.get_rating_display(),
            words=each.words,
            evidence=each.evidence,
            by=f"{each.by}{', for the school' if each.at_school else ''}",
        )
        for each in reversed(tuple(rows))
    )


def _nexts(newest: VersionFile, *, offers: Sequence[Offer], answers: bool) -> tuple[Next, ...]:
    mine = {offer.transition.name: offer for offer in offers}
    found = []
    for step in PLAN.ahead(newest.state):
        by_answering = step.name in BY_ANSWERING
        open_now = step.name in mine and (not mine[step.name].reason or step.name == "review")
        until = newest.reply_by if by_answering else None
        found.append(
            Next(
                label=step.label,
                who=step.actors,
                when=f"by {words.day(until)}" if until is not None else "",
                form=("answer" if answers else "") if by_answering else step.name if open_now else "",
                reason=mine[step.name].reason if step.name in mine and not open_now else "",
            )
        )
    return tuple(found)


def _objective(
    file: PlanFile,
    each: VersionFile,
    held: ObjectiveFile,
    *,
    years: Mapping[str, Years],
    named: Mapping[str, str],
    stands: Mapping[int, str],
) -> ObjectiveShown:
    text, number = held.text, held.objective.number
    rows = [row for row in file.progress_of(held.objective) if _number_of(file, row) <= each.version.number]
    judgement = held.judgement
    return ObjectiveShown(
        number=number,
        what=text.what,
        facts=(
            ("Area", text.area),
            ("How", text.lever),
            ("Where it stands", text.baseline),
            ("Where it is to stand", text.target),
            ("How success will be seen", text.success_test),
            ("Answers for it at the school", text.owner_school),
            ("Supports and challenges at the authority", text.owner_authority),
            ("Support", standing.of_text(text, stands.get(held.objective.pk, ""))),
        ),
        milestones=tuple(
            (m["what"], words.day(m["by_when"]), date.fromisoformat(m["by_when"]) < file.today)
            for m in sorted(text.milestones, key=lambda m: m["by_when"])
        ),
        actions=tuple((a["what"], a["owner_school"], a["support"]) for a in text.actions),
        criteria=tuple((c, named.get(c, "")) for c in text.criteria),
        articles=tuple((a, said(a)) for a in text.articles if a in ARTICLES),
        rating=f"{rows[-1].get_rating_display()} ({words.day(rows[-1].seen_on)})"
        if rows
        else "Not rated yet",
        course=pictures.course(
            [Rated(on=row.seen_on, rating=row.rating, by_school=row.at_school) for row in rows],
            title=f"How objective {number} goes",
        ),
        seen=progress_rows(rows),
        judgement=f"{judgement.get_judged_display()}{f': {judgement.words}' if judgement.words else ''}"
        if judgement is not None
        else "",
        target=targets.present(text.indicator, text.target_value, years.get(text.indicator)),
        earlier=tuple(f"{row.by}, {words.moment(row.at)}: {row.what}" for row in reversed(held.earlier)),
    )


def _judged(file: PlanFile, upto: VersionFile) -> dict[int, tuple[str, str, str]]:
    """What the newest review up to a version says of each condition, by its primary key: in words, why, and as kept."""
    found: dict[int, tuple[str, str, str]] = {}
    for each in file.versions:
        if each.version.number > upto.version.number:
            break
        for held in each.conditions:
            if held.judgement is not None:
                made = held.judgement
                found[held.condition.pk] = (made.get_judged_display(), made.words, made.judged)
    return found


def _number_of(file: PlanFile, row: Progress) -> int:
    return next(each.version.number for each in file.versions if each.version.pk == row.version_id)


def _commented(file: PlanFile, objective: int | None) -> str:
    numbers = {each.pk: each.number for each in file.plan.objectives.all()}
    return f"On objective {numbers[objective]}" if objective is not None else "On the plan"


def _standing(each: VersionFile) -> str:
    match each.state:
        case "draft":
            return "It is being written, and has not been shared with the school for its answer yet."
        case "school_comment":
            return f"The school is asked to answer by {words.day(each.reply_by)}."
        case "closed":
            closed = each.step("close")
            outcome = OUTCOMES[closed.details["outcome"]] if closed is not None else ""
            return f"{outcome}. {closed.reasons if closed is not None else ''}"
        case "reviewed":
            held = each.review
            return f"It ended with the review of {held.term}." if held is not None else ""
        case _:
            taken = each.steps[-1]
            return f"Since {words.moment(taken.at)}."


def _waiting(each: VersionFile) -> str:
    if each.state != "school_comment" or not each.not_heard:
        return ""
    return f"Not heard yet: {' and '.join(each.not_heard)}."


def _review(each: VersionFile) -> tuple[tuple[str, str], ...]:
    held = each.review
    if held is None:
        return ()
    return (
        ("Term", held.term),
        ("Held on", words.day(held.held_on)),
        ("Who took part", held.stakeholders),
        ("Progress over the term", held.get_headway_display()),
        ("What it found", held.summary),
        ("In special measures", "Yes" if held.in_special_measures else "No"),
        ("Written by", f"{held.by}, {words.moment(held.at)}"),
    )


def _done(step: Any) -> Done:
    label = PLAN.by_name[step.name].label if step.name in PLAN.by_name else "Begin"
    facts = [
        (title, _fact(key, step.details[key])) for key, title in _STEP_FACTS.items() if key in step.details
    ]
    if step.reasons:
        facts.append(("Reasons", step.reasons))
    return Done(label=label, by=f"{step.by or 'Trellis'}, {words.moment(step.at)}", facts=tuple(facts))


def _fact(key: str, value: str) -> str:
    return words.day(value) if key == "reply_by" else OUTCOMES.get(value, value)


def _local(each: VersionFile) -> date:
    return timezone.localdate(each.version.at)
