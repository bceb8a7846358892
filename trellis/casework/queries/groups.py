"""Reading task groups: who belonged on a day, and each meeting as it stood then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from trellis.casework.models import (
    ActionDone,
    ActionItem,
    Attendance,
    ImpactJudgement,
    Invitation,
    Meeting,
    MeetingStep,
    Membership,
    Minutes,
    OutcomeSeen,
    Paper,
    Seat,
    TaskGroup,
)
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.casework.workflows.meeting import MEETING

QUORUM = (Seat.GROUP_CHAIR, Seat.HEAD, Seat.CHAIR, Seat.ADVISER)
"""The seats without which a meeting needs a reason to count as held."""


@dataclass(frozen=True, kw_only=True)
class MeetingFile:
    """A meeting as known on `today`. `members` belonged on its day, or belong today before it; `invitations` are guests."""

    meeting: Meeting
    steps: tuple[MeetingStep, ...]
    members: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]
    papers: tuple[Paper, ...]
    attendances: tuple[Attendance, ...]
    every_minutes: tuple[Minutes, ...]
    action_items: tuple[ActionItem, ...]
    impacts: tuple[ImpactJudgement, ...]
    seen: tuple[OutcomeSeen, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return MEETING.states[self.state]

    def step(self, name: str) -> MeetingStep | None:
        """Return the newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def agenda(self) -> Paper | None:
        """The newest agenda; None before one was made."""
        made = [paper for paper in self.papers if paper.kind == Paper.Kind.AGENDA]
        return made[-1] if made else None

    @property
    def minutes(self) -> Minutes | None:
        return self.every_minutes[-1] if self.every_minutes else None

    @property
    def came(self) -> dict[tuple[str, str], Attendance]:
        """The newest word on whether each came, by seat and name."""
        return {(each.seat, each.name): each for each in self.attendances}

    @property
    def attendance_missing(self) -> tuple[str, ...]:
        """The members of whom it is not known whether they came."""
        known = self.came
        return tuple(str(each) for each in self.members if (each.seat, each.name) not in known)

    @property
    def quorum_missing(self) -> tuple[str, ...]:
        """The seats without which the meeting is not quorate, that nobody took."""
        taken = {seat for (seat, _), each in self.came.items() if each.came}
        return tuple(str(seat.label).lower() for seat in QUORUM if seat.value not in taken)

    @property
    def newest_impacts(self) -> dict[int, ImpactJudgement]:
        """The newest judgement of each objective, by the objective’s primary key."""
        return {each.objective_id: each for each in self.impacts}

    @property
    def impact_missing(self) -> tuple[str, ...]:
        """The objectives on the agenda whose impact the meeting has not judged."""
        items = self.agenda.items if self.agenda is not None else []
        judged = {each.objective.number for each in self.impacts}
        return tuple(
            f"objective {item['objective']}"
            for item in items
            if item.get("objective") is not None and item["objective"] not in judged
        )


@dataclass(frozen=True, kw_only=True)
class GroupFile:
    """A task group as known on `today`: who belongs, and its meetings in order."""

    group: TaskGroup
    members: tuple[Membership, ...]
    memberships: tuple[Membership, ...]
    meetings: tuple[MeetingFile, ...]
    today: date

    @property
    def next_meeting(self) -> MeetingFile | None:
        """The first meeting that has not been held or cancelled."""
        return next((each for each in self.meetings if each.state in ("scheduled", "papers_issued")), None)

    @property
    def last_held(self) -> MeetingFile | None:
        held = [each for each in self.meetings if each.step("hold") is not None]
        return held[-1] if held else None

    @property
    def open_items(self) -> tuple[ActionItem, ...]:
        """What meetings asked for and nobody has said is done, the first due first."""
        items = [item for each in self.meetings for item in each.action_items if done_of(item) is None]
        return tuple(sorted(items, key=lambda item: (item.due, item.pk)))


def done_of(item: ActionItem) -> ActionDone | None:
    """What became of an action item; None while it is open."""
    try:
        return item.done
    except ActionDone.DoesNotExist:
        return None


def parts(*, today: date) -> list["Prefetch[Any]"]:
    """What to prefetch with task groups, so that `file` asks nothing more."""

    def told(name: str, rows: QuerySet[Any], *also: str) -> "Prefetch[Any]":
        return Prefetch(name, by_keys(rows.filter(at__lt=end_of(today))).select_related("by", *also))

    return [
        told("memberships", Membership.objects.all(), "user"),
        told("meetings", Meeting.objects.all()),
        told("meetings__steps", MeetingStep.objects.all()),
        told("meetings__invitations", Invitation.objects.all(), "user"),
        told("meetings__papers", Paper.objects.all()),
        told("meetings__attendances", Attendance.objects.all()),
        told("meetings__minutes", Minutes.objects.all()),
        told("meetings__action_items", ActionItem.objects.all()),
        told("meetings__action_items__done", ActionDone.objects.all()),
        told("meetings__impacts", ImpactJudgement.objects.all(), "objective"),
        told("meetings__seen", OutcomeSeen.objects.all()),
    ]


def file(group: TaskGroup, *, today: date) -> GroupFile:
    """Put together a task group that was read with `parts`."""
    memberships = tuple(group.memberships.all())
    members = members_of(memberships)
    return GroupFile(
        group=group,
        members=members,
        memberships=memberships,
        meetings=tuple(
            MeetingFile(
                meeting=row,
                steps=tuple(row.steps.all()),
                members=members_of(
                    each for each in memberships if each.at < end_of(min(row.planned_for, today))
                ),
                invitations=tuple(row.invitations.all()),
                papers=tuple(row.papers.all()),
                attendances=tuple(row.attendances.all()),
                every_minutes=tuple(row.minutes.all()),
                action_items=tuple(row.action_items.all()),
                impacts=tuple(row.impacts.all()),
                seen=tuple(row.seen.all()),
                today=today,
            )
            for row in group.meetings.all()
            if row.steps.all()
        ),
        today=today,
    )


def members_of(memberships: Iterable[Membership]) -> tuple[Membership, ...]:
    """Those who belong, from every joining and leaving in order."""
    held = {(each.seat, each.name): each for each in memberships}
    return tuple(each for each in held.values() if not each.leaves)
