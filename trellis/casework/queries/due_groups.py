"""What is due of a case’s task group: that there is one, this term’s meeting, its papers, minutes and outcomes."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.calendars.calendar import Calendar, NoTermSetUp
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import GroupFile, MeetingFile

CHAIR, PAPER = Permission.GROUP_CHAIR, Permission.GROUP_PAPER
WORKED = ("planning", "supported", "evaluation", "ratification")
"""The states in which a case has a task group that meets."""


def asked(file: CaseFile, *, calendar: Calendar) -> Iterator[Ask]:
    """All that the task group of a case asks for on its day."""
    if file.group is None:
        if file.state in WORKED and file.level in file.rules.process.task_group_levels:
            yield _ask(
                "group",
                f"Set up the task group: every school at level {file.level} has one",
                CHAIR,
                ("pa",),
                note="Not compliant until it is set up.",
                non_compliant=True,
            )
        return
    for meeting in file.group.meetings:
        yield from _of_meeting(meeting, file, calendar=calendar)
    if file.state in WORKED:
        yield from _this_term(file.group, calendar=calendar, today=file.today)


def _this_term(group: GroupFile, *, calendar: Calendar, today: date) -> Iterator[Ask]:
    """That no meeting is called for this term; late since the end of the last term where that had none either."""
    try:
        now = calendar.term_of(today)
        before = calendar.term_of(date.fromordinal(now.starts.toordinal() - 1))
    except NoTermSetUp:
        return
    planned = [each.meeting.planned_for for each in group.meetings if each.state != "cancelled"]
    if any(day >= now.starts for day in planned):
        return
    missed = not any(before.starts <= day < now.starts for day in planned)
    had_to = timezone.localdate(group.group.at) < before.starts
    yield _ask(
        "meeting",
        f"Call this term’s task-group meeting ({now.name})",
        CHAIR,
        ("pa",),
        by=before.ends if missed and had_to else now.ends,
        note="There was none last term either." if missed and had_to else "A task group meets each term.",
    )


def _of_meeting(meeting: MeetingFile, file: CaseFile, *, calendar: Calendar) -> Iterator[Ask]:
    planned, today = meeting.meeting.planned_for, file.today
    said = f"{planned.day} {planned:%B}"
    match meeting.state:
        case "scheduled":
            days = file.rules.clock("task-group-papers").days
            by = calendar.working_days_before(planned, days)
            yield _ask("papers", f"Issue the papers of the meeting of {said}", PAPER, ("spa", "ssa"), by=by)
        case "papers_issued" if today >= planned:
            yield _ask("hold", f"Record the meeting of {said} as held", CHAIR, ("pa",), by=planned)
        case "held":
            yield _ask("minutes", f"Circulate the minutes of {said}", PAPER, ("spa", "ssa"))
        case "minutes_draft":
            yield _ask("minutes", f"Agree the minutes of {said}", CHAIR, ("pa",))
        case "minutes_agreed":
            yield _ask("outcomes", f"Send the outcomes of {said} to the leadership team", CHAIR, ("pa",))
        case "outcomes_sent":
            leads = ("director", "leadership_team")
            if not meeting.seen:
                yield _ask("seen", f"Mark the outcomes of {said} as seen", Permission.OUTCOMES_SEEN, leads)
            else:
                yield _ask(
                    "report",
                    f"Report the outcomes of {said} to the Executive Member",
                    Permission.OUTCOMES_SEEN,
                    leads,
                )
        case _:
            pass


def _ask(
    kind: str,
    what: str,
    permission: Permission,
    roles: tuple[str, ...],
    *,
    by: date | None = None,
    note: str = "",
    non_compliant: bool = False,
) -> Ask:
    return Ask(
        kind=kind,
        what=what,
        page="task_group",
        permission=permission,
        roles=roles,
        by=by,
        note=note,
        non_compliant=non_compliant,
    )
