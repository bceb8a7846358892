"""A school with its task group and the steps of a meeting, for the tests of task groups."""

from datetime import datetime, timedelta

from tests import builders
from tests.casework import acting
from trellis.casework.actions import groups, meeting_papers, meetings
from trellis.casework.actions.groups import Member
from trellis.casework.actions.meetings import Came
from trellis.casework.models import Impact, Seat
from trellis.casework.queries import cases as kept
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile

AT = builders.AT
DAY = timedelta(days=1)
PLANNED = (AT + 20 * DAY).date()
HELD_AT = AT + 20 * DAY


def members(urn: int = builders.OAK) -> list[Member]:
    people = {
        Seat.HEAD: acting.head(urn),
        Seat.CHAIR: acting.chair(urn),
        Seat.ADVISER: acting.senior(urn),
        Seat.GROUP_CHAIR: acting.principal(),
    }
    return [Member(seat=seat, name=f"{user.name} {seat}", user=user) for seat, user in people.items()]


def set_up(urn: int = builders.OAK, *, at: datetime = AT) -> CaseFile:
    """A case with an active plan and its task group."""
    file = acting.with_plan(acting.confirmed(urn, at=at), at=at)
    groups.set_up(file, members=members(urn), by=acting.principal(), at=at)
    return again(file, at=at)


def again(file: CaseFile, *, at: datetime) -> CaseFile:
    found = kept.open_of(file.case.school, today=at.date())
    assert found is not None
    return found


def the(file: CaseFile) -> MeetingFile:
    assert file.group is not None
    return file.group.meetings[-1]


def called(urn: int = builders.OAK) -> CaseFile:
    file = set_up(urn)
    meetings.call(file, planned_for=PLANNED, place="Council offices", by=acting.principal(), at=AT)
    return again(file, at=AT)


def issued(urn: int = builders.OAK) -> CaseFile:
    file = called(urn)
    meeting_papers.make_agenda(file, the(file), by=acting.senior(urn), at=AT)
    file = again(file, at=AT)
    meetings.issue_papers(file, the(file), by=acting.senior(urn), at=AT + DAY)
    return again(file, at=AT + DAY)


def held(urn: int = builders.OAK, *, absent: frozenset[str] = frozenset(), without: str = "") -> CaseFile:
    file = again(issued(urn), at=HELD_AT)
    came = [Came(seat=m.seat, name=m.name, came=m.seat not in absent) for m in the(file).members]
    meeting_papers.note_attendance(file, the(file), came=came, by=acting.senior(urn), at=HELD_AT)
    file = again(file, at=HELD_AT)
    meetings.hold(file, the(file), without=without, by=acting.principal(), at=HELD_AT)
    return again(file, at=HELD_AT)


def minuted(urn: int = builders.OAK) -> CaseFile:
    file = held(urn)
    by = acting.senior(urn)
    assert file.plan is not None
    judged = [
        (each.objective, Impact.SOME, "Books in two year groups.") for each in file.plan.holds.objectives
    ]
    meeting_papers.judge_impact(file, the(file), judged=judged, by=by, at=HELD_AT)
    meeting_papers.write_minutes(file, the(file), text="We met.", seen=0, by=by, at=HELD_AT)
    file = again(file, at=HELD_AT)
    meetings.draft_minutes(file, the(file), by=by, at=HELD_AT)
    return again(file, at=HELD_AT)


def sent(urn: int = builders.OAK) -> CaseFile:
    file = minuted(urn)
    meetings.agree_minutes(file, the(file), by=acting.principal(), at=HELD_AT)
    file = again(file, at=HELD_AT)
    meetings.send_outcomes(file, the(file), summary="Mathematics moves.", by=acting.principal(), at=HELD_AT)
    return again(file, at=HELD_AT)
