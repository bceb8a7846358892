"""One meeting of a task group: called, papers out, held, minuted, and its outcomes sent on. State machine D.

After South Gloucestershire's School Improvement Policy, 7.8 to 7.10.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.casework.queries.groups import MeetingFile

CHAIR = "the chair of the task group, who is the principal adviser"
WRITER = "the senior adviser, or the chair of the task group"


def _has_agenda(file: "MeetingFile") -> str:
    return "" if file.agenda is not None else "Make the agenda from the support plan first."


def _day_has_come(file: "MeetingFile") -> str:
    planned = file.meeting.planned_for
    if file.today >= planned:
        return ""
    return f"The meeting is planned for {planned.day} {planned:%B %Y}: it cannot have been held before."


def _attendance_is_known(file: "MeetingFile") -> str:
    missing = file.attendance_missing
    return "" if not missing else f"Say whether these came: {', '.join(missing)}."


def _is_minuted(file: "MeetingFile") -> str:
    return "" if file.minutes is not None else "Write the minutes first."


def _impact_is_judged(file: "MeetingFile") -> str:
    missing = file.impact_missing
    if not missing:
        return ""
    return f"Judge the impact of the support first on: {', '.join(missing)}."


def _is_seen(file: "MeetingFile") -> str:
    return "" if file.seen else "The departmental leadership team has not marked the outcomes as seen yet."


MEETING = Workflow(
    id="meeting",
    title="Task-group meeting",
    source="South Gloucestershire School Improvement Policy, 7.8 to 7.10",
    states={
        "scheduled": "Scheduled",
        "papers_issued": "Papers issued",
        "held": "Held",
        "minutes_draft": "Minutes in draft",
        "minutes_agreed": "Minutes agreed",
        "outcomes_sent": "Outcomes sent",
        "reported": "Reported",
        "cancelled": "Cancelled",
    },
    initial="scheduled",
    final=frozenset({"reported", "cancelled"}),
    transitions=(
        Transition(
            name="issue_papers",
            label="Issue the papers",
            sources=frozenset({"scheduled"}),
            target="papers_issued",
            actors=WRITER,
            permission=Permission.GROUP_PAPER,
            guards=(_has_agenda,),
        ),
        Transition(
            name="hold",
            label="Record as held",
            sources=frozenset({"papers_issued"}),
            target="held",
            actors=CHAIR,
            permission=Permission.GROUP_CHAIR,
            guards=(_day_has_come, _attendance_is_known),
        ),
        Transition(
            name="draft_minutes",
            label="Circulate the draft minutes",
            sources=frozenset({"held"}),
            target="minutes_draft",
            actors=WRITER,
            permission=Permission.GROUP_PAPER,
            guards=(_is_minuted, _impact_is_judged),
        ),
        Transition(
            name="agree_minutes",
            label="Agree the minutes",
            sources=frozenset({"minutes_draft"}),
            target="minutes_agreed",
            actors=CHAIR,
            permission=Permission.GROUP_CHAIR,
        ),
        Transition(
            name="send_outcomes",
            label="Send the outcomes to the leadership team",
            sources=frozenset({"minutes_agreed"}),
            target="outcomes_sent",
            actors=CHAIR,
            permission=Permission.GROUP_CHAIR,
        ),
        Transition(
            name="report",
            label="Report to the Executive Member",
            sources=frozenset({"outcomes_sent"}),
            target="reported",
            actors="the Director of Children’s Services, or the departmental leadership team",
            permission=Permission.OUTCOMES_SEEN,
            guards=(_is_seen,),
        ),
        Transition(
            name="cancel",
            label="Cancel the meeting",
            sources=frozenset({"scheduled", "papers_issued"}),
            target="cancelled",
            actors=CHAIR,
            permission=Permission.GROUP_CHAIR,
        ),
    ),
)
