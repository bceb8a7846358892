"""The letter that records a support level, to the headteacher and the chair, with a slip to answer on. SG-7.2."""

from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models import Party
from trellis.casework.queries import levels
from trellis.casework.queries.levels import LevelCase
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.judgements import asking
from trellis.schools.models import Authority, School

READY = ("agreed", "determined", "no_response", "recorded", "ratified", "in_force")
"""The states in which a level has been settled and has not passed."""


def _ready(school: School, *, today: date) -> list[LevelCase]:
    return [each for each in levels.cases_of(school, today=today) if each.state in READY]


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"Level {each.level}, proposed {day(timezone.localdate(each.proposal.at))}: {each.state_words.lower()}",
            about={"proposal": each.proposal.pk},
        )
        for each in _ready(school, today=today)
    )


def _compose(subject: Subject, to: Composer) -> None:
    school, rules = subject.the_school, subject.rules
    case = next(
        (
            each
            for each in levels.cases_of(school, today=subject.today)
            if each.proposal.pk == subject.about["proposal"]
        ),
        None,
    )
    if case is None or case.state not in (*READY, "superseded"):
        to.say("not-settled", level="")
        return
    rows = [("casework.Proposal", case.proposal.pk)]
    rows += [("casework.LevelStep", step.pk) for step in case.steps]
    source = Source(page="level", args=(school.pk,), words="The agreed level and its steps", rows=tuple(rows))
    level = case.level
    to.fixed("addressed", school=school.name)
    to.heading("the-level")
    to.say("opening", source, school=school.name, level=level, level_name=rules.level_names[level - 1])
    _settled(case, source, to)
    ratified = case.step("ratify")
    if ratified is not None:
        to.say(
            "ratified",
            source,
            meeting=ratified.details.get("meeting"),
            held_on=day(date.fromisoformat(ratified.details["held_on"])),
        )
        to.say("best-interests", source, best_interests=ratified.details.get("best_interests"))
    else:
        to.say("not-ratified", source)
    if case.in_force_from is not None:
        to.say("in-force", source, from_date=day(case.in_force_from))
    if case.state == "superseded":
        to.say("superseded", source)
    to.heading("rests-on")
    to.words("reasons", case.proposal.reasons, source)
    result = case.proposal.result
    if result is not None:
        to.say(
            "evidence",
            Source(
                page="school",
                args=(school.pk,),
                words="The suggested level and its evidence",
                rows=(("screening.Result", result.pk),),
            ),
            pack=result.run.pack_title,
            as_of=day(result.run.as_of),
        )
    to.heading("school-says")
    said = [
        (str(Party(answer.party).label), str(answer.get_position_display()), answer.said)
        for answer in case.newest.values()
    ]
    answered = Source(
        page="level",
        args=(school.pk,),
        words="What the school answered",
        rows=tuple(("casework.Answer", each.pk) for each in case.newest.values()),
    )
    to.table("answers", answered, head=("Who", "Answer", "In their words"), lines=said, none="no-answer")
    to.heading("follows")
    to.say("entitlement", source, level=level, entitlement=_entitlement(case))
    to.heading("is-not")
    for key in ("not-inspection", "not-published", "not-children", "right-of-reply"):
        to.fixed(key)
    to.say("signed", source, adviser=case.proposal.by.name, email=case.proposal.by.email)
    to.heading("slip-heading")
    to.fixed("slip-return", adviser=case.proposal.by.name, email=case.proposal.by.email)
    to.slip(
        "slip",
        "School",
        "We have read this letter (yes or no)",
        "We agree with the level, agree with comments, or dispute it",
        "Our comments, or the criteria that we dispute",
        "Name and role",
        "Signature",
        "Date",
    )


def _settled(case: LevelCase, source: Source, to: Composer) -> None:
    settled = case.step("settle") or case.step("determine")
    if settled is not None:
        key = "settled" if settled.name == "settle" else "determined"
        to.say(
            key, source, on=day(timezone.localdate(settled.at)), reasons=settled.reasons, as_key="how-agreed"
        )
    elif (agreed := case.step("agree")) is not None:
        to.say("agreed", source, on=day(timezone.localdate(agreed.at)), as_key="how-agreed")
    else:
        to.say("no-response", source, reply_by=day(case.reply_by), as_key="how-agreed")


def _entitlement(case: LevelCase) -> str:
    """What the level entitles to, as the pack had it that the level was proposed beside; else as the pack in force has it."""
    if (result := case.proposal.result) is not None:
        told = {each["number"]: str(each["entitlement"]) for each in result.run.pack_text.get("levels", ())}
    else:
        pack = asking.pack_of(case.proposal.authority_id)
        told = {each.number: each.entitlement for each in pack.levels} if pack is not None else {}
    return told.get(case.level, "")


LEVEL_LETTER = Kind(
    id="level-letter",
    name="Level letter",
    what="Tells the headteacher and the chair the support level, what it rests on and what it is not, with a slip to answer on.",
    about="school",
    drafts=Permission.LEVEL_PROPOSE,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.LEVEL_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The headteacher and the chair of governors",
    none="No level of this school has been settled yet. Propose one, and take it to the school’s answer first.",
    choices=_choices,
    compose=_compose,
)
