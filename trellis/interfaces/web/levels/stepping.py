"""Which form each step asks for, and how what was filled in becomes the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms as django_forms
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.calendars import queries as calendars
from trellis.calendars import usual
from trellis.calendars.calendar import NoTermSetUp
from trellis.casework import held_out, rules
from trellis.casework.actions import level_reviews, taking
from trellis.casework.actions import levels as actions
from trellis.casework.actions.taking import LONGEST
from trellis.casework.models import Party, Position
from trellis.casework.queries.levels import LevelCase
from trellis.casework.workflows.level import LEVEL
from trellis.documents import printing, queries
from trellis.interfaces.web.govuk import fields, words
from trellis.interfaces.web.levels import forms
from trellis.schools.models import School
from trellis.screening.models import Evidence, Met, Result
from trellis.screening.queries import facts_of
from trellis.visits import note
from trellis.visits.queries import visits

NOTED_DAYS = 60
"""How long ago a visit may have been made whose final note a level is recorded by without being pasted."""

TITLES = {
    "propose": "Propose a level",
    "answer": "Answer for the school",
    "absent": "Say that somebody could not answer",
    "challenge": "Challenge a value",
    "settle": "Settle the dispute",
    "review": "Look at the level this term",
}
_OF_STEP = {
    "withdraw": forms.Reasons,
    "lapse": fields.StepForm,
    "record": forms.Record,
    "ratify": forms.Ratify,
    "take_effect": forms.TakeEffect,
    "settle": forms.Settle,
    "absent": forms.Absent,
    "review": forms.Review,
}
NAMES = frozenset({*_OF_STEP, "propose", "share", "answer", "challenge"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a step is taken on."""

    school: School
    case: LevelCase | None
    result: Result | None
    evidence: Sequence[Evidence]
    own_adviser: bool
    party: Party | None


def title(name: str) -> str:
    return TITLES.get(name) or LEVEL.by_name[name].label


def permission(name: str) -> Permission:
    """Return what somebody needs to see the form of a step."""
    match name:
        case "propose" | "absent" | "review":
            return Permission.LEVEL_PROPOSE
        case "answer" | "challenge":
            return Permission.LEVEL_ANSWER
        case _:
            return Permission(LEVEL.by_name[name].permission)


def form_of(name: str, asked: Asked, sent: Mapping[str, Any] | None, *, at: datetime) -> django_forms.Form:
    """Return the form of a step, filled in as it was sent."""
    today = timezone.localdate(at)
    seen = asked.case.steps[-1].number if asked.case is not None else 0
    initial: dict[str, Any] = {"seen": seen}
    match name:
        case "propose":
            suggested = asked.result.level if asked.result is not None else None
            return forms.Propose(
                sent, own_adviser=asked.own_adviser, initial={**initial, "level": suggested or ""}
            )
        case "answer":
            return forms.Answer(sent, criteria=_criteria(asked), initial=initial)
        case "challenge":
            return forms.Challenge(sent, values=list(_values(asked.evidence).items()), initial=initial)
        case "share":
            day, hint = _reply(asked.school, today=today)
            return forms.Share(sent, hint=hint, initial={**initial, "reply_by": day})
        case "record":
            initial |= _noted(asked.school, today=today)
            initial |= _by_letter(asked)
        case "ratify":
            initial["held_on"] = fields.as_typed(today)
        case "take_effect":
            initial["from_date"] = fields.as_typed(today)
        case "settle" if asked.case is not None:
            initial["level"] = asked.case.level
    return _OF_STEP[name](sent, initial=initial)


def _noted(school: School, *, today: date) -> dict[str, str]:
    """What the form of a record begins with: the final note of a visit of these two months, where there is one."""
    file = visits.final_since(school, since=today - timedelta(days=NOTED_DAYS), today=today)
    if file is None or file.shown is None:
        return {"dated": fields.as_typed(today)}
    head = f"From the final note of the visit of {words.day(file.day)} by {file.lead.name}, revision {file.shown.number}."
    text = f"{head}\n\n{note.as_text(note.content_of(file.shown))}"
    return {"kind": "note", "dated": fields.as_typed(file.day), "text": text[:LONGEST]}


def _by_letter(asked: Asked) -> dict[str, Any]:
    """The form filled in from the level letter, where one was issued."""
    letter = (
        queries.issued_letter(asked.school, proposal=asked.case.proposal.pk)
        if asked.case is not None
        else None
    )
    if letter is None or letter.issue is None:
        return {}
    dated = fields.as_typed(timezone.localdate(letter.issue.at))
    return {"kind": "letter", "dated": dated, "text": printing.cited(letter)}


def _reply(school: School, *, today: date) -> tuple[str, str]:
    """The day by which the pack's clock asks for the school's answer, as typed, and how it was counted."""
    ruled, calendar = rules.of(school.authority_id), calendars.of_school(school, on=today)
    length = ruled.length("school-reply")
    try:
        day = ruled.due("school-reply", counted_from=today, calendar=calendar)
    except NoTermSetUp as refusal:
        return "", f"The usual is {length} from today. {refusal}"
    counted = f"{length} from today, by the school’s own calendar."
    example = "Give longer where it suits the school. For example, 31/8/2026."
    said = usual.said(calendar, first=today, last=day)
    return fields.as_typed(day), " ".join(filter(None, (counted, said, example)))


def take(name: str, asked: Asked, given: Mapping[str, Any], *, by: User, at: datetime) -> object:
    """Take a step with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    if name == "propose":
        return actions.propose(
            school=asked.school,
            level=int(given["level"]),
            reasons=given["reasons"],
            result=asked.result,
            why_not_adviser=given.get("why_not_adviser", ""),
            by=by,
            at=at,
        )
    if name == "review":
        return level_reviews.review(school=asked.school, words=given["words"], by=by, at=at)
    case = asked.case
    if case is None:
        raise taking.CannotTake(
            "No level is under way for this school: somebody has finished or withdrawn it."
        )
    if given.get("seen") != case.steps[-1].number:
        raise taking.CannotTake(
            "This level has moved on since you opened the page. What you wrote is still below: "
            "look at where it stands now before you send it."
        )
    match name:
        case "share":
            return actions.share(case, reply_by=given["reply_by"], by=by, at=at)
        case "withdraw":
            return actions.withdraw(case, reasons=given["reasons"], by=by, at=at)
        case "lapse":
            return actions.lapse(case, by=by, at=at)
        case "answer":
            if asked.party is None:
                raise taking.CannotTake("The headteacher and the chair of governors answer for the school.")
            return actions.answer(
                case,
                party=asked.party,
                position=Position(given["position"]),
                said=given["said"],
                criteria=given["criteria"],
                by=by,
                at=at,
            )
        case "absent":
            return actions.answer(
                case, party=Party(given["party"]), position=Position.ABSENT, said=given["said"], by=by, at=at
            )
        case "challenge":
            return _challenge(case, asked, given, by=by, at=at)
        case "settle":
            return actions.settle(
                case,
                agreed=given["how"] == "settle",
                level=int(given["level"]),
                reasons=given["reasons"],
                by=by,
                at=at,
            )
        case "record":
            return actions.record(
                case, kind=given["kind"], dated=given["dated"], text=given["text"], by=by, at=at
            )
        case "ratify":
            return actions.ratify(
                case,
                meeting=given["meeting"],
                held_on=given["held_on"],
                best_interests=given["best_interests"],
                by=by,
                at=at,
            )
        case _:
            return actions.take_effect(case, from_date=given["from_date"], by=by, at=at)


def _challenge(
    case: LevelCase, asked: Asked, given: Mapping[str, Any], *, by: User, at: datetime
) -> LevelCase:
    indicator = given["indicator"]
    facts = [
        fact for row in asked.evidence for fact in facts_of(row.finding) if fact.get("indicator") == indicator
    ]
    told = held_out.suggested(
        asked.school,
        pack=asked.result.run.pack if asked.result is not None else "",
        indicator=indicator,
        on=timezone.localdate(at),
    )
    year = facts[0].get("year") if facts else None
    return actions.challenge(
        case,
        indicator=indicator,
        year=int(year) if year is not None else None,
        value=_values(asked.evidence).get(indicator, indicator),
        reasons=given["reasons"],
        with_value=told.with_value,
        without_value=told.without_value,
        by=by,
        at=at,
    )


def _criteria(asked: Asked) -> list[tuple[str, str]]:
    """The criteria that were answered of the school, those that the suggestion rests on first."""
    if asked.result is None:
        return []
    named = {each["id"]: each.get("name", "") for each in asked.result.run.pack_text.get("criteria", ())}
    decided = asked.result.decided_by
    answered = [row for row in asked.evidence if row.met in (Met.MET, Met.NOT_MET)]
    return [
        (row.criterion, f"{row.criterion} {named.get(row.criterion, '')}: {Met(row.met).label.lower()}")
        for row in sorted(answered, key=lambda row: (row.criterion not in decided, row.position))
    ]


def _values(evidence: Sequence[Evidence]) -> dict[str, str]:
    """The values that the criteria read of the school, by indicator, as the ledger says them."""
    found: dict[str, str] = {}
    for row in evidence:
        for fact in facts_of(row.finding):
            if fact.get("kind") == "indicator" and fact.get("value") is not None:
                when = f" ({fact['when']})" if fact.get("when") else ""
                found.setdefault(str(fact["indicator"]), f"{fact['name']}{when}: {fact['shown']}"[:80])
    return found
