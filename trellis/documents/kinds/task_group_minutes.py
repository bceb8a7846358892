"""The minutes of a task-group meeting: who came, what was said, the impact it judged and what it asked for. SG-7.8."""

from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.documents.meetings import about_meeting, items_table, meetings_of, the_meeting
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    return tuple(
        about_meeting(file, each, what="Minutes")
        for file, each in meetings_of(school, today=today)
        if each.step("hold") is not None
    )


def _compose(subject: Subject, to: Composer) -> None:
    found = the_meeting(subject)
    if found is None or found[1].step("hold") is None:
        to.say("not-held", meeting="")
        return
    _, meeting = found
    own, urn = meeting.meeting, subject.the_school.pk
    rows = [("casework.Meeting", own.pk)]
    rows += [("casework.Attendance", each.pk) for each in meeting.came.values()]
    source = Source(
        page="meeting",
        args=(urn, own.number),
        words=f"Meeting {own.number} of the task group",
        rows=tuple(rows),
    )
    to.heading("meeting")
    to.say("when", source, number=own.number, school=subject.the_school.name, held_on=day(own.planned_for))
    to.table(
        "present",
        source,
        head=("Name", "Came", "Why not"),
        lines=[
            (name, "Yes" if each.came else "No", "" if each.came else each.reasons)
            for (_, name), each in meeting.came.items()
        ],
        none="nobody",
    )
    to.heading("minutes-heading")
    minutes = meeting.minutes
    if minutes is None:
        to.say("not-minuted", source, minutes="")
    else:
        written = Source(
            page=source.page,
            args=source.args,
            words="The minutes as they were agreed",
            rows=(("casework.Minutes", minutes.pk),),
        )
        agreed = meeting.step("agree_minutes")
        if agreed is None:
            to.say("draft-minutes", written)
        else:
            to.say(
                "agreed-minutes",
                written,
                by=str(agreed.by),
                on=day(timezone.localdate(agreed.at)),
            )
        for at, part in enumerate((each for each in minutes.text.split("\n") if each.strip()), 1):
            to.words(f"minutes-{at}", part, written)
    to.heading("impact-heading")
    to.table(
        "impact",
        Source(
            page=source.page,
            args=source.args,
            words="The impact that the meeting judged",
            rows=tuple(("casework.ImpactJudgement", each.pk) for each in meeting.newest_impacts.values()),
        ),
        head=("Objective", "Impact", "What it rests on"),
        lines=[
            (str(each.objective.number), str(each.get_impact_display()), each.words)
            for each in sorted(meeting.newest_impacts.values(), key=lambda each: each.objective.number)
        ],
        none="no-impact",
    )
    to.heading("asked-heading")
    items_table(meeting.action_items, to, urn=urn)
    to.fixed("confidence")


TASK_GROUP_MINUTES = Kind(
    id="task-group-minutes",
    name="Task-group minutes",
    what="The minutes of a meeting on paper: who came, the impact it judged and what it asked for.",
    about="school",
    drafts=Permission.GROUP_PAPER,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.GROUP_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The members of the task group",
    none="No meeting of a task group has been held yet. Record the meeting as held first.",
    choices=_choices,
    compose=_compose,
)
