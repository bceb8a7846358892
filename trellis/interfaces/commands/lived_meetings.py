"""A task group's meeting as it is lived in Severnshire, from its call to the outcomes that it sends on."""

from django.utils import timezone

from trellis.casework.queries.groups import MeetingFile
from trellis.interfaces.commands.lived_people import DAY, Life


def task_group_meets(life: Life, *, days_before: int) -> None:
    """Call a meeting, issue its papers in time, hold it and send its outcomes on."""
    from trellis.casework.actions import meeting_papers, meetings
    from trellis.casework.actions.meetings import Came
    from trellis.casework.models import Impact

    principal, senior = life.who.principal, life.senior
    task_group_called(life, days_before=days_before)
    meeting_papers.make_agenda(life.again().file, last(life), by=senior, at=life.at)
    meetings.issue_papers(life.again().file, last(life), late="", by=senior, at=life.at)
    life.after(days_before)
    came = [Came(seat=m.seat, name=m.name, came=True) for m in last(life).members]
    meeting_papers.note_attendance(life.file, last(life), came=came, by=senior, at=life.at)
    meetings.hold(life.again().file, last(life), by=principal, at=life.at)
    plan = life.again().file.plan
    judged = [
        (each.objective, Impact.SOME if place == 0 else Impact.EARLY, "What the adviser saw, and the books.")
        for place, each in enumerate(plan.holds.objectives if plan is not None else ())
    ]
    meeting_papers.judge_impact(life.file, last(life), judged=judged, by=senior, at=life.at)
    meeting_papers.write_minutes(
        life.again().file,
        last(life),
        text="We went through each objective with what had been seen. The school leads; support goes on as planned.",
        seen=0,
        by=senior,
        at=life.at,
    )
    meeting_papers.ask(
        life.again().file,
        last(life),
        what="Bring the checks of the half term to the next meeting.",
        owner=life.who.head_of(life.school).name,
        due=timezone.localdate(life.at) + 60 * DAY,
        by=senior,
        at=life.at,
    )
    meetings.draft_minutes(life.again().file, last(life), by=senior, at=life.at)
    meetings.agree_minutes(life.again().file, last(life), by=principal, at=life.at)
    meetings.send_outcomes(
        life.again().file,
        last(life),
        summary="The first objective moves; it is too early to say of the second.",
        by=principal,
        at=life.at,
    )
    life.again()


def last(life: Life) -> MeetingFile:
    group = life.again().file.group
    if group is None:
        raise ValueError("no task group has been set up in the story")
    return group.meetings[-1]


def task_group_called(life: Life, *, days_before: int) -> None:
    """Call a meeting so many days ahead."""
    from trellis.casework.actions import meetings

    meetings.call(
        life.again().file,
        planned_for=timezone.localdate(life.at) + days_before * DAY,
        place="At the school",
        by=life.who.principal,
        at=life.at,
    )
