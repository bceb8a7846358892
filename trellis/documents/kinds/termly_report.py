"""The termly report to the Executive Member: what task groups came to, and the schools at risk. SG-7.10.

Aggregates, and schools of concern by name in confidence. Drafted by the data officer or an adviser; the Director approves.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import NoTermSetUp, Term
from trellis.casework.models import Impact
from trellis.casework.queries import cases, levels
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, counted, day
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School

TERMS_BACK = 3


def _terms(code: str, *, today: date) -> list[Term]:
    """The term under way and those before it, the newest first."""
    begun = [term for term in calendars.of_authority(code, on=today).terms if term.starts <= today]
    return list(reversed(begun))[:TERMS_BACK]


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    try:
        terms = _terms(authority.code, today=today)
    except NoTermSetUp:
        return ()
    return tuple(
        Choice(
            title=f"{term.name}, from {day(term.starts)}",
            about={"term": term.name, "from": term.starts.isoformat()},
            called=term.name,
        )
        for term in terms
    )


def _ended(subject: Subject) -> date | None:
    """The day before the next term begins, where that has passed; None while the term is under way."""
    begun = date.fromisoformat(subject.about["from"])
    later = [
        term.starts
        for term in calendars.of_authority(subject.authority.code, on=begun).terms
        if term.starts > begun
    ]
    ended = later[0] - timedelta(days=1) if later else subject.today
    return ended if ended < subject.today else None


def _compose(subject: Subject, to: Composer) -> None:
    term, ended = str(subject.about["term"]), _ended(subject)
    until = ended or subject.today
    every = schools.open_schools_of(subject.authority.code)
    known = cases.of_schools(School.objects.filter(authority=subject.authority), today=until)
    met = [
        (file, each)
        for file in known
        for each in (file.group.meetings if file.group is not None else ())
        if each.meeting.term == term and each.step("hold") is not None
    ]
    to.heading("purpose-heading")
    # No day in it while the term is under way: a draft would be stale each morning, and its issue is dated
    if ended is None:
        to.say("purpose", term=term, authority=subject.authority.name)
    else:
        to.say(
            "purpose-past", as_key="purpose", term=term, authority=subject.authority.name, until=day(ended)
        )
    to.fixed("how-read")
    to.heading("levels-heading")
    standing = levels.standing(every, on=until)
    maintained = every.filter(relationship="maintained").count()
    of_level = Counter(each.level for each in standing.values())
    to.table(
        "levels",
        Source(
            page="register",
            words="The register of levels",
            rows=tuple(("casework.Proposal", each.proposal.pk) for each in standing.values()),
        ),
        head=("Support level", "Schools"),
        lines=[
            *((f"Level {n}, {subject.rules.level_names[n - 1]}", str(of_level[n])) for n in (1, 2, 3)),
            ("No level in force", str(max(0, maintained - len(standing)))),
        ],
        none="no-meetings",
    )
    to.heading("groups-heading")
    _groups(met, to)
    at_risk = [file for file in known if file.is_open and file.level >= 2]
    to.heading("risk-heading")
    _at_risk(at_risk, met, to)
    to.fixed("confidence")


def _groups(met: Sequence[tuple[CaseFile, MeetingFile]], to: Composer) -> None:
    source = Source(
        page="outcomes",
        words="The outcomes of task groups",
        rows=tuple(("casework.Meeting", each.meeting.pk) for _, each in met),
    )
    to.say(
        "meetings",
        source,
        meetings=counted(len(met), "meeting"),
        schools=counted(len({file.case.school_id for file, _ in met}), "school"),
        sent=sum(each.step("send_outcomes") is not None for _, each in met),
    )
    judged = [impact for _, each in met for impact in each.newest_impacts.values()]
    of_impact = Counter(each.impact for each in judged)
    to.table(
        "impact",
        Source(
            page="outcomes",
            words="The impact that task groups judged",
            rows=tuple(("casework.ImpactJudgement", each.pk) for each in judged),
        ),
        head=("Impact of the support", "Objectives"),
        lines=[(str(each.label), str(of_impact[each.value])) for each in Impact] if judged else [],
        none="no-impact",
    )
    without = [str(file.case.school.name) for file, each in met if each.step("send_outcomes") is None]
    if without:
        to.say("not-sent", source, schools=", ".join(sorted(set(without))))


def _at_risk(at_risk: Sequence[CaseFile], met: Sequence[tuple[CaseFile, MeetingFile]], to: Composer) -> None:
    source = Source(
        page="cases",
        words="The cases of schools at risk",
        rows=tuple(("casework.Case", file.case.pk) for file in at_risk),
    )
    to.table(
        "at-risk",
        source,
        head=("School", "Level", "At risk since", "Where it stands", "Conditions for stepping down"),
        lines=[
            (file.case.school.name, str(file.level), day(file.found_on), file.state_words, _conditions(file))
            for file in sorted(at_risk, key=lambda each: (-each.level, each.case.school.name))
        ],
        none="nobody-at-risk",
    )
    for file, meeting in sorted(met, key=lambda pair: (pair[0].case.school.name, pair[1].meeting.number)):
        sent = meeting.step("send_outcomes")
        if sent is not None:
            to.say(
                "outcome",
                Source(
                    page="meeting",
                    args=(file.case.school_id, meeting.meeting.number),
                    words=f"The outcomes of meeting {meeting.meeting.number}",
                    rows=(("casework.MeetingStep", sent.pk),),
                ),
                as_key=f"outcome-{meeting.meeting.pk}",
                school=file.case.school.name,
                held_on=day(meeting.meeting.planned_for),
                summary=sent.details["summary"],
            )


def _conditions(file: CaseFile) -> str:
    met, of = file.plan.conditions_met if file.plan is not None else (0, 0)
    return f"{met} of {of} met" if of else "None stated yet"


TERMLY_REPORT = Kind(
    id="termly-report",
    name="Termly report to the Executive Member",
    what="What task groups came to in a term, how many schools have each level, and the schools at risk by name, in confidence.",
    about="authority",
    drafts=Permission.DOCUMENT_WRITE,
    approves=Permission.REPORT_APPROVE,
    reads=Permission.DOCUMENT_READ,
    confidentiality=Confidentiality.RESTRICTED,
    usually_to="The Executive Member for children’s services",
    none="No term has begun in the dates that are set up. Set the dates of terms first.",
    choices=_choices,
    compose=_compose,
)
