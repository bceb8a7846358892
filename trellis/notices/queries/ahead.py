"""What is due of one person, the visits to their school, and the meetings they belong to: derived, by what they may see today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.brokering.queries import due as supporting
from trellis.casework.models import Meeting, Membership
from trellis.casework.queries import due
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.due import Due
from trellis.interventions.queries import due as intervening
from trellis.practice.queries import due as sharing
from trellis.resources.queries import due as serving
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.visits.queries import due as visiting
from trellis.visits.queries import visits
from trellis.visits.queries.due import Due as VisitDue

_OVER = ("cancelled",)


@dataclass(frozen=True, kw_only=True)
class Meets:
    """A task-group meeting of somebody’s. `number` is the meeting’s own key."""

    number: int
    school: School
    on: date


@dataclass(frozen=True, kw_only=True)
class Comes:
    """A visit that is booked to a school. `number` is the visit’s own key."""

    number: int
    school: School
    on: date


def due_of(user: User, *, held: Access, today: date) -> tuple[Due, ...]:
    """What is due of somebody at every authority whose cases they may read, of notices and concerns, and of what schools share,
    ask of one another and order, the latest first.

    What the school does not know of is not among it: this leaves the service.
    """
    visible = schools.visible_to(user, on=today, permission=Permission.CASE_READ, held=held)
    found = [
        item
        for code in sorted(held.authorities(Permission.CASE_READ))
        for item in due.board(visible, authority=code, today=today).items
        if item.is_of(user, held)
    ]
    found += [_asked(each, today=today) for each in intervening.of(user, held, today) if each.is_told]
    found += [
        _between_schools("practice", "school_practice", each, each.permission, today)
        for each in sharing.of(user, held, today)
    ]
    found += [
        _between_schools("brokered", "school_support", each, each.asks, today)
        for each in supporting.of(user, held, today)
    ]
    found += [
        _between_schools("service", "school_services", each, each.permission, today)
        for each in serving.of(user, held, today)
    ]
    return tuple(sorted(found, key=lambda item: (-item.overdue, item.ask.by or date.max, item.school.name)))


def _asked(each: intervening.Due, *, today: date) -> Due:
    """A step of a notice or a concern as what is due of casework is told; `step` tells it from others of its kind."""
    page = "concerns" if each.page == "take_concern" else "notices"
    ask = Ask(
        kind=each.kind,
        what=each.what,
        page=page,
        permission=each.permission,
        roles=(),
        step="-".join(str(part) for part in each.args[1:]),
        by=each.by,
        note=each.note,
    )
    return Due(school=each.school, ask=ask, people={}, today=today)


def _between_schools(
    kind: str,
    page: str,
    each: sharing.Due | supporting.Due | serving.Due,
    permission: Permission,
    today: date,
) -> Due:
    """Something of what schools share, ask of one another or order, as what is due of casework is told."""
    step = "-".join(str(part) for part in (each.page, *each.args))
    ask = Ask(kind=kind, what=each.what, page=page, permission=permission, roles=(), step=step, by=each.by)
    return Due(school=each.school, ask=ask, people={}, today=today)


def meetings_of(user: User, *, held: Access, today: date) -> tuple[Meets, ...]:
    """The meetings of the task groups that somebody belongs to, of schools whose groups they may read, by day.

    Three queries.
    """
    visible = schools.visible_to(user, on=today, permission=Permission.GROUP_READ, held=held)
    rows = Membership.objects.filter(user=user, group__case__school__in=visible).order_by("at", "pk")
    newest: Mapping[tuple[int, str], Membership] = {(row.group_id, row.seat): row for row in rows}
    groups = {row.group_id for row in newest.values() if not row.leaves}
    found = Meeting.objects.filter(group_id__in=groups).select_related("group__case__school")
    return tuple(
        Meets(number=each.pk, school=each.group.case.school, on=each.planned_for)
        for each in sorted(
            found.prefetch_related("steps"), key=lambda meeting: (meeting.planned_for, meeting.pk)
        )
        if _state(each) not in _OVER
    )


def visits_of(user: User, *, held: Access, today: date) -> tuple[VisitDue, ...]:
    """What visits, their notes and inspections ask of somebody, the latest first and what has no day last."""
    return visiting.of(user, held, today)


def booked_at(user: User, *, held: Access, today: date) -> tuple[Comes, ...]:
    """The visits that are booked to the schools for which somebody checks notes: those of a headteacher, by day."""
    if not held.may(Permission.VISIT_CHECK):
        return ()
    theirs = schools.visible_to(user, on=today, permission=Permission.VISIT_CHECK, held=held)
    return tuple(
        Comes(number=each.visit.pk, school=each.school, on=each.booking.day)
        for each in reversed(visits.open_of(theirs, today=today))
        if each.state == "booked"
    )


def _state(meeting: Meeting) -> str:
    steps = sorted(meeting.steps.all(), key=lambda step: step.number)
    return steps[-1].state if steps else ""
