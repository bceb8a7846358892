"""What the documents of a task group have in common: which meeting they are about, and what was asked for."""

from collections.abc import Iterable
from datetime import date

from trellis.casework.models import ActionItem
from trellis.casework.queries import cases, groups
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Subject, day
from trellis.schools.models import School


def meetings_of(school: School | None, *, today: date) -> list[tuple[CaseFile, MeetingFile]]:
    """The meetings of the school's newest case, the newest first."""
    file = cases.newest_of(school, today=today) if school is not None else None
    if file is None or file.group is None:
        return []
    return [(file, each) for each in reversed(file.group.meetings)]


def about_meeting(file: CaseFile, meeting: MeetingFile, *, what: str) -> Choice:
    own = meeting.meeting
    return Choice(
        title=f"{what} of meeting {own.number}, {day(own.planned_for)}",
        about={"case": file.case.pk, "meeting": own.number},
        called=f"meeting {own.number}",
    )


def the_meeting(subject: Subject) -> tuple[CaseFile, MeetingFile] | None:
    """The case and the meeting that a document is about; None where they are not there."""
    schools = School.objects.filter(pk=subject.the_school.pk)
    file = cases.one(int(subject.about["case"]), schools=schools, today=subject.today)
    if file is None or file.group is None:
        return None
    found = [each for each in file.group.meetings if each.meeting.number == subject.about["meeting"]]
    return (file, found[0]) if found else None


def items_table(items: Iterable[ActionItem], to: Composer, *, urn: int) -> None:
    """What meetings asked of somebody, under “items-asked”; a sentence where they asked nothing."""
    every = tuple(items)
    to.table(
        "items-asked",
        Source(
            page="task_group",
            args=(urn,),
            words="What meetings asked for",
            rows=tuple(("casework.ActionItem", each.pk) for each in every),
        ),
        head=("What", "Who", "By when", "Done"),
        lines=[
            (
                each.what,
                each.owner,
                day(each.due),
                f"{day(done.done_on)}: {done.words}"
                if (done := groups.done_of(each)) is not None
                else "Not yet",
            )
            for each in every
        ],
        none="no-items-asked",
    )
