"""The slip on which the headteacher and the chair answer a proposed level, for those who answer on paper. SG-7.2."""

from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.queries import levels
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"Level {each.level}, proposed {day(timezone.localdate(each.proposal.at))}",
            about={"proposal": each.proposal.pk},
            called=f"level {each.level}",
        )
        for each in levels.cases_of(school, today=today)
        if each.state == "with_school"
    )


def _compose(subject: Subject, to: Composer) -> None:
    school = subject.the_school
    case = next(
        (
            each
            for each in levels.cases_of(school, today=subject.today)
            if each.proposal.pk == subject.about["proposal"]
        ),
        None,
    )
    shared = case.step("share") if case is not None else None
    if case is None or shared is None:
        to.say("not-shared", level="")
        return
    proposal = case.proposal
    source = Source(
        page="level",
        args=(school.pk,),
        words="The proposed level",
        rows=(("casework.Proposal", proposal.pk), ("casework.LevelStep", shared.pk)),
    )
    to.heading("proposed")
    to.say(
        "opening",
        source,
        school=school.name,
        level=proposal.level,
        level_name=subject.rules.level_names[proposal.level - 1],
        on=day(timezone.localdate(shared.at)),
    )
    to.words("reasons", proposal.reasons, source)
    to.say("reply-by", source, reply_by=day(case.reply_by))
    to.say("return", source, adviser=proposal.by.name, email=proposal.by.email)
    to.heading("answers")
    for key in ("agree", "comment", "dispute", "is-not"):
        to.fixed(key)
    to.heading("slip-heading")
    to.slip(
        "slip",
        "We agree with the level, agree with comments, or dispute it",
        "The criteria that we dispute",
        "Our comments, and what shows them",
        "Headteacher, name and signature",
        "Chair of governors, name and signature",
        "Date",
    )


RESPONSE_SLIP = Kind(
    id="response-slip",
    name="Response slip",
    what="A slip on which the headteacher and the chair answer a proposed level on paper. It says by when, and what an answer means.",
    about="school",
    drafts=Permission.LEVEL_PROPOSE,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.LEVEL_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The headteacher and the chair of governors",
    none="No level waits for this school’s answer. Propose a level, and share it with the school first.",
    choices=_choices,
    compose=_compose,
)
