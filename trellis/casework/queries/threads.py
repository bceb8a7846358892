"""What is under way with one school, of every kind: where each stands, what comes next, who decides, and by when.

To tell of another kind, add its function to KINDS: it takes what is known of the school and returns a thread, or None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from trellis.casework.queries import cases, levels
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.levels import SETTLED, LevelCase
from trellis.casework.workflows.case import CASE
from trellis.casework.workflows.level import LEVEL
from trellis.casework.workflows.meeting import MEETING
from trellis.casework.workflows.plan import PLAN
from trellis.schools.models import School
from trellis.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A step that may come next: what, who takes it, and the day it is due, where there is one."""

    label: str
    who: str
    due: date | None


@dataclass(frozen=True, kw_only=True)
class Thread:
    """One thing that is under way, and since when it has stood where it stands."""

    id: str
    title: str
    state: str
    since: date
    steps: tuple[Ahead, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What threads are made from: the proposals of a school, newest first, and the case that is open."""

    levels: Sequence[LevelCase]
    case: CaseFile | None


def of(school: School, *, today: date) -> list[Thread]:
    """Return everything under way with a school."""
    return made_from(known(school, today=today))


def known(school: School, *, today: date) -> Known:
    """Read what threads are made from."""
    return Known(levels=levels.cases_of(school, today=today), case=cases.open_of(school, today=today))


def made_from(whole: Known) -> list[Thread]:
    return [found for kind in KINDS if (found := kind(whole)) is not None]


def _level(whole: Known) -> Thread | None:
    case = next((each for each in whole.levels if each.state not in SETTLED), None)
    if case is None:
        return None
    due = {"agree": case.reply_by, "dispute": case.reply_by} if case.state == "with_school" else {}
    return thread(LEVEL, case, title=f"Level {case.level} proposed", due=due)


def _case(whole: Known) -> Thread | None:
    case = whole.case
    if case is None:
        return None
    due: dict[str, date | None] = {}
    if case.state in ("identified", "visit_due"):
        due = dict.fromkeys(("inform", "confirm", "not_at_risk"), case.visit_due)
    if case.state == "follow_up":
        due = {"close": case.follow_up_due}
    return thread(CASE, case, title=f"Case of a school at risk, level {case.level}", due=due)


def _plan(whole: Known) -> Thread | None:
    plan = whole.case.plan if whole.case is not None else None
    if plan is None:
        return None
    newest = plan.newest
    return thread(PLAN, newest, title=f"Support plan, version {newest.version.number}")


def _meeting(whole: Known) -> Thread | None:
    group = whole.case.group if whole.case is not None else None
    meeting = group.next_meeting or group.last_held if group is not None else None
    if meeting is None or meeting.state in MEETING.final:
        return None
    planned = meeting.meeting.planned_for
    return thread(
        MEETING,
        meeting,
        title=f"Task group, meeting of {planned.day} {planned:%B %Y}",
        due={"hold": planned} if meeting.step("hold") is None else {},
    )


KINDS: tuple[Callable[[Known], Thread | None], ...] = (_level, _case, _plan, _meeting)


def thread(
    workflow: Workflow, record: Any, *, title: str, due: dict[str, date | None] | None = None
) -> Thread:
    """One thing under way, from its machine and its record. Packages to the left make theirs by it too."""
    by_when = due or {}
    return Thread(
        id=workflow.id,
        title=title,
        state=workflow.states[record.state],
        since=timezone.localdate(record.steps[-1].at),
        steps=tuple(
            Ahead(label=step.label, who=step.actors, due=by_when.get(step.name))
            for step in workflow.ahead(record.state, record)
        ),
    )
