"""The agenda of a task-group meeting, with its papers and what earlier meetings asked for. SG-7.8."""

from datetime import date

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.documents.meetings import about_meeting, items_table, meetings_of, the_meeting
from trellis.schools.models import Authority, School


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    return tuple(
        about_meeting(file, each, what="Agenda")
        for file, each in meetings_of(school, today=today)
        if each.agenda is not None and each.state in ("scheduled", "papers_issued")
    )


def _compose(subject: Subject, to: Composer) -> None:
    found = the_meeting(subject)
    if found is None or found[1].agenda is None:
        to.say("not-there", agenda="")
        return
    file, meeting = found
    agenda, own, urn = meeting.agenda, meeting.meeting, subject.the_school.pk
    assert agenda is not None  # noqa: S101
    source = Source(
        page="meeting",
        args=(urn, own.number),
        words=f"Meeting {own.number} of the task group",
        rows=(("casework.Meeting", own.pk), ("casework.Paper", agenda.pk)),
    )
    to.heading("meeting")
    to.say(
        "when", source, number=own.number, school=subject.the_school.name, planned_for=day(own.planned_for)
    )
    if own.place:
        to.say("where", source, place=own.place)
    members = Source(
        page="task_group",
        args=(urn,),
        words="Who belongs to the task group",
        rows=tuple(("casework.Membership", each.pk) for each in meeting.members),
    )
    to.table(
        "members",
        members,
        head=("Name", "As"),
        lines=[(each.name, str(each.get_seat_display())) for each in meeting.members]
        + [(each.name, "Guest") for each in meeting.invitations],
        none="no-members",
    )
    to.heading("items-heading")
    to.table(
        "items",
        source,
        head=("No.", "Item"),
        lines=[(str(at), item["title"]) for at, item in enumerate(agenda.items, 1)],
        none="no-items",
    )
    to.heading("asked-heading")
    items_table(file.group.open_items if file.group is not None else (), to, urn=urn)
    to.heading("papers-heading")
    papers = [each for each in meeting.papers if each.kind != "agenda"]
    to.table(
        "papers",
        Source(
            page="meeting",
            args=(urn, own.number),
            words="The papers of the meeting",
            rows=tuple(("casework.Paper", each.pk) for each in papers),
        ),
        head=("Paper", "By"),
        lines=[(each.title, each.by.name) for each in papers],
        none="no-papers",
    )
    to.fixed("confidence")


TASK_GROUP_AGENDA = Kind(
    id="task-group-agenda",
    name="Task-group agenda",
    what="The agenda of a meeting on paper, with its papers and what earlier meetings asked for.",
    about="school",
    drafts=Permission.GROUP_PAPER,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.GROUP_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The members of the task group",
    none="No meeting of a task group is waiting with an agenda. Call a meeting and make its agenda first.",
    choices=_choices,
    compose=_compose,
)
