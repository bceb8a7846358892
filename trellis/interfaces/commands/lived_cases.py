"""The cases of Severnshire's schools at risk, played through the same actions as the pages take: one at every stage."""

from datetime import datetime

from django.utils import timezone

from trellis.interfaces.commands import lived_moves as moves
from trellis.interfaces.commands.lived_meetings import task_group_called, task_group_meets
from trellis.interfaces.commands.lived_moves import THEMES
from trellis.interfaces.commands.lived_people import DAY, Theme, Workers
from trellis.schools.models import School

SPECIAL = 3
"""The place of the story that is about special measures."""


def play(schools: list[School], *, who: Workers, began: datetime, now: datetime) -> int:
    """Play a case for each of these schools, each left at a stage of its own. Returns how many."""
    stories = (
        _closed_after_follow_up,
        _in_follow_up,
        _supported,
        _stuck_in_special_measures,
        _waiting_for_ratification,
        _paused,
        _plan_with_school,
        _not_at_risk,
        _visit_overdue,
        _just_identified,
    )
    played = 0
    for story, school in zip((*stories[: len(schools) - 1], stories[-1]), schools, strict=True):
        story(school, THEMES[played % len(THEMES)], who, began, now)
        played += 1
    return played


def answered_at_home(school: School, *, who: Workers, now: datetime) -> None:
    """The case of a school whose headteacher can sign in: visited, with a plan of action that waits for their comment."""
    life = moves.visited(school, THEMES[0], who, now - 12 * DAY, level=2)
    life.again()


def _closed_after_follow_up(
    school: School, theme: Theme, who: Workers, began: datetime, now: datetime
) -> None:
    from trellis.casework.actions import cases, visits

    life = moves.stepped_down(moves.under_support(school, theme, who, began), theme)
    today, due = timezone.localdate(now), life.again().file.follow_up_due
    days = min(20, (today - due).days) if due is not None else 20
    if days < 0:
        return  # a year that began late has not come to it: the school is still followed
    life.at = now - days * DAY
    visits.record(
        life.again().file,
        held_on=timezone.localdate(life.at),
        found=True,
        note="Two terms on, what was begun goes on without us. Leaders look into a subject each half term.",
        head=who.head_of(school).name,
        chair=who.chair_of(school).name,
        by=life.senior,
        at=life.at,
    )
    cases.close(life.again().file, by=life.senior, at=life.at)


def _in_follow_up(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    life = moves.under_support(school, theme, who, now - 150 * DAY)
    moves.stepped_down(life, theme)


def _supported(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    life = moves.reviewed(moves.under_support(school, theme, who, now - 200 * DAY), headway="some", days=85)
    moves.kept(life)
    moves.next_version(life)
    task_group_meets(life, days_before=40)
    moves.progress(life, "on_track")
    life.at = now - 3 * DAY
    task_group_called(life, days_before=16)


def _stuck_in_special_measures(
    school: School, theme: Theme, who: Workers, began: datetime, now: datetime
) -> None:
    from trellis.casework.actions import evaluations
    from trellis.casework.models import Outcome

    life = moves.under_support(school, theme, who, now - 190 * DAY, level=3)
    life = moves.reviewed(life, headway="none", days=85, special=True)
    moves.kept(life)
    moves.next_version(life)
    life = moves.reviewed(life, headway="none", days=85, special=True)
    evaluations.evaluate(
        life.again().file,
        outcome=Outcome.KEEP,
        level=life.file.level,
        reasons="Two terms of support have not changed what pupils learn.",
        next_steps="A decision about the school’s leadership comes first.",
        by=life.senior,
        at=life.at,
    )


def _waiting_for_ratification(
    school: School, theme: Theme, who: Workers, began: datetime, now: datetime
) -> None:
    life = moves.reviewed(moves.under_support(school, theme, who, now - 150 * DAY), headway="good", days=90)
    moves.lowered(life, level=1, why="Every condition for stepping down is met.")


def _paused(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    from trellis.casework.actions import cases

    life = moves.under_support(school, theme, who, now - 120 * DAY)
    life.at = now - 25 * DAY
    cases.pause(
        life.again().file,
        reason="structural_change",
        review_on=timezone.localdate(now) + 60 * DAY,
        reasons="The school joins its junior school in January: both governing bodies asked for one plan from then on.",
        by=life.senior,
        at=life.at,
    )


def _plan_with_school(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    life = moves.confirmed(school, theme, who, now - 45 * DAY)
    moves.written(life, theme)
    moves.shared(life)


def _not_at_risk(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    from trellis.casework.actions import cases

    life = moves.visited(school, theme, who, now - 100 * DAY, found=False)
    cases.not_at_risk(
        life.again().file,
        reasons="What was seen in the spring had been put right by the summer: the visit found nothing else.",
        by=life.senior,
        at=life.at,
    )


def _visit_overdue(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    moves.informed(school, theme, who, now - 40 * DAY, level=2)


def _just_identified(school: School, theme: Theme, who: Workers, began: datetime, now: datetime) -> None:
    moves.identified(school, theme, who, now - 2 * DAY, level=2)
