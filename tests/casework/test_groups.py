"""A task group is set up by rule, meets each term on the plan's objectives, and its outcomes are seen; all of it is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.casework import acting, meeting
from tests.casework.meeting import AT, DAY, HELD_AT, the
from trellis.accounts import finding
from trellis.activity.models import Event, Verb
from trellis.casework.actions import groups, meeting_papers, meetings
from trellis.casework.actions.groups import Member
from trellis.casework.actions.meeting_papers import ChangedMeanwhile
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import ActionDone, Membership, Minutes, Seat, TaskGroup
from trellis.casework.queries import cases as kept
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()
    builders.screened(authority="802")


def test_a_meeting_goes_from_its_call_to_the_executive_member_and_every_step_is_kept() -> None:
    file = meeting.sent()
    director = builders.person("director")
    meetings.mark_seen(file, the(file), words="Thank you.", by=director, at=HELD_AT)
    file = meeting.again(file, at=HELD_AT)
    meetings.report(file, the(file), told="Termly report", told_on=HELD_AT.date(), by=director, at=HELD_AT)
    file = meeting.again(file, at=HELD_AT)
    assert the(file).state == "reported"
    assert [step.name for step in the(file).steps] == [
        "call",
        "issue_papers",
        "hold",
        "draft_minutes",
        "agree_minutes",
        "send_outcomes",
        "report",
    ]
    assert Event.objects.filter(verb=Verb.MEETING_MOVED, urn=builders.OAK).count() == 7
    assert Event.objects.filter(verb=Verb.OUTCOMES_SEEN, urn=builders.OAK).count() == 1


def test_a_task_group_has_the_head_the_chair_and_the_senior_adviser_and_the_principal_adviser_chairs_it() -> (
    None
):
    file = meeting.set_up()
    assert file.group is not None
    assert {m.seat for m in file.group.members} == {s.value for s in Seat} - {"other"}


def test_another_chair_than_the_principal_adviser_needs_a_reason() -> None:
    file = acting.with_plan(acting.confirmed())
    deputy = builders.person("ssa", name="Dee Deputy")
    wrong = [
        Member(seat=m.seat, name=m.name, user=deputy if m.seat == Seat.GROUP_CHAIR else m.user)
        for m in meeting.members()
    ]
    with pytest.raises(CannotTake, match="principal adviser chairs"):
        groups.set_up(file, members=wrong, by=acting.principal(), at=AT)
    assert not TaskGroup.objects.exists()  # nothing half done
    told = [
        Member(seat=m.seat, name=m.name, user=m.user, reasons="She is on leave.")
        if m.seat == Seat.GROUP_CHAIR
        else m
        for m in wrong
    ]
    groups.set_up(file, members=told, by=acting.principal(), at=AT)
    assert Membership.objects.get(seat="group_chair").reasons == "She is on leave."


def test_a_group_without_one_of_the_four_seats_is_refused_by_name() -> None:
    file = acting.with_plan(acting.confirmed())
    with pytest.raises(CannotTake, match="Name the chair of governors"):
        groups.set_up(
            file,
            members=[m for m in meeting.members() if m.seat != Seat.CHAIR],
            by=acting.principal(),
            at=AT,
        )


@pytest.mark.parametrize("role", ["sia", "sitl", "ssa", "headteacher", "chair", "director", "auditor"])
def test_only_the_principal_adviser_sets_up_a_task_group(role: str) -> None:
    file = acting.with_plan(acting.confirmed())
    urns = (builders.OAK,) if role in ("sia", "headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        groups.set_up(file, members=meeting.members(), by=builders.person(role, urns=urns), at=AT)


def test_somebody_of_another_authority_sets_up_nothing() -> None:
    file = acting.with_plan(acting.confirmed())
    with pytest.raises(PermissionDenied):
        groups.set_up(file, members=meeting.members(), by=builders.person("pa", authority="802"), at=AT)


def test_a_seat_given_to_somebody_else_keeps_who_had_it() -> None:
    file = meeting.set_up()
    new = Member(seat=Seat.HEAD, name="Nell New")
    groups.join(file, member=new, by=acting.principal(), at=AT + DAY)
    file = meeting.again(file, at=AT + DAY)
    assert file.group is not None
    assert [m.name for m in file.group.members if m.seat == "headteacher"] == ["Nell New"]
    assert len([m for m in file.group.memberships if m.seat == "headteacher"]) == 3
    before = kept.open_of(file.case.school, today=AT.date())
    assert before is not None
    assert before.group is not None
    assert [m.name for m in before.group.members if m.seat == "headteacher"] != ["Nell New"]


def test_a_meeting_that_was_held_keeps_the_members_of_its_day() -> None:
    file = meeting.sent()
    before = {each.name for each in the(file).members}
    later = HELD_AT + 3 * DAY
    groups.join(
        file,
        member=Member(seat=Seat.HEAD, name="A New Head", reasons="The head moved."),
        by=acting.principal(),
        at=later,
    )
    file = meeting.again(file, at=later)
    assert {each.name for each in the(file).members} == before
    assert file.group is not None
    assert "A New Head" in {each.name for each in file.group.members}


def test_somebody_who_left_meanwhile_does_not_leave_again_from_an_older_page() -> None:
    file, chair = meeting.set_up(), acting.principal()
    guest = Member(seat=Seat.OTHER, name="A Partner", reasons="A school nearby.")
    groups.join(file, member=guest, by=chair, at=AT)
    shown = meeting.again(file, at=AT)
    groups.leave(shown, seat=Seat.OTHER, name="A Partner", reasons="It is done.", by=chair, at=AT)
    with pytest.raises(CannotTake, match="does not belong to the task group"):
        groups.leave(shown, seat=Seat.OTHER, name="A Partner", reasons="It is done.", by=chair, at=AT)
    assert Membership.objects.filter(name="A Partner", leaves=True).count() == 1


def test_the_agenda_has_an_item_for_each_objective_of_the_plan() -> None:
    file = meeting.issued()
    agenda = the(file).agenda
    assert agenda is not None
    assert [item["objective"] for item in agenda.items if item["objective"]] == [1]


def test_papers_are_due_five_working_days_before_and_late_ones_need_a_reason() -> None:
    file = meeting.called()
    meeting_papers.make_agenda(file, the(file), by=acting.senior(), at=AT)
    due = meetings.papers_due(file, the(file))
    assert (due.isoformat(), meeting.PLANNED.isoformat()) == ("2026-12-03", "2026-12-10")
    late = AT + timedelta(days=18)
    file = meeting.again(file, at=late)
    with pytest.raises(CannotTake, match="5 working days"):
        meetings.issue_papers(file, the(file), by=acting.senior(), at=late)
    made = meetings.issue_papers(file, the(file), late="The data came late.", by=acting.senior(), at=late)
    assert made.details["late"] == "The data came late."


def test_papers_are_not_issued_without_an_agenda() -> None:
    file = meeting.called()
    with pytest.raises(TransitionRefused, match="agenda"):
        meetings.issue_papers(file, the(file), by=acting.senior(), at=AT)


def test_a_meeting_is_not_held_before_its_day() -> None:
    file = meeting.issued()
    with pytest.raises(TransitionRefused, match="cannot have been held before"):
        meetings.hold(file, the(file), without="All away.", by=acting.principal(), at=AT + DAY)


def test_a_meeting_without_its_quorum_needs_a_reason() -> None:
    with pytest.raises(CannotTake, match="no quorum without the headteacher"):
        meeting.held(absent=frozenset({"headteacher"}))


def test_a_meeting_without_its_quorum_may_be_held_for_a_reason_that_is_kept() -> None:
    file = meeting.held(absent=frozenset({"headteacher"}), without="The deputy came in her place.")
    step = the(file).step("hold")
    assert step is not None
    assert step.details["without"] == "The deputy came in her place."


def test_minutes_are_not_circulated_before_the_impact_on_each_objective_is_judged() -> None:
    file = meeting.held()
    meeting_papers.write_minutes(file, the(file), text="We met.", seen=0, by=acting.senior(), at=HELD_AT)
    file = meeting.again(file, at=HELD_AT)
    with pytest.raises(TransitionRefused, match="objective 1"):
        meetings.draft_minutes(file, the(file), by=acting.senior(), at=HELD_AT)


def test_somebody_who_saves_minutes_over_unseen_ones_is_shown_them_and_loses_nothing() -> None:
    file = meeting.held()
    meeting_papers.write_minutes(file, the(file), text="Theirs.", seen=0, by=acting.principal(), at=HELD_AT)
    with pytest.raises(ChangedMeanwhile) as refused:  # the file is as it was before
        meeting_papers.write_minutes(file, the(file), text="Mine.", seen=0, by=acting.senior(), at=HELD_AT)
    assert refused.value.theirs == "Theirs."
    file = meeting.again(file, at=HELD_AT)
    with pytest.raises(ChangedMeanwhile):
        meeting_papers.write_minutes(file, the(file), text="Mine.", seen=0, by=acting.senior(), at=HELD_AT)
    meeting_papers.write_minutes(file, the(file), text="Both.", seen=1, by=acting.senior(), at=HELD_AT)
    assert list(Minutes.objects.values_list("text", flat=True)) == ["Theirs.", "Both."]


def test_the_first_minutes_are_the_first_revision_whatever_a_form_says_that_was_seen() -> None:
    file = meeting.held()
    made = meeting_papers.write_minutes(
        file, the(file), text="We met.", seen=10**12, by=acting.senior(), at=HELD_AT
    )
    assert made.revision == 1


def test_the_outcomes_are_reported_only_once_the_leadership_team_has_seen_them() -> None:
    file = meeting.sent()
    with pytest.raises(TransitionRefused, match="not marked the outcomes as seen"):
        meetings.report(
            file,
            the(file),
            told="Termly report",
            told_on=HELD_AT.date(),
            by=builders.person("director"),
            at=HELD_AT,
        )


def test_what_a_meeting_asked_for_is_open_until_somebody_says_that_it_is_done_and_only_once() -> None:
    file = meeting.held()
    item = meeting_papers.ask(
        file,
        the(file),
        what="Share the plan with staff.",
        owner="Ada",
        due=HELD_AT.date() + DAY,
        by=acting.senior(),
        at=HELD_AT,
    )
    file = meeting.again(file, at=HELD_AT)
    assert file.group is not None
    assert [each.pk for each in file.group.open_items] == [item.pk]
    done = {"item": item, "words": "At Monday’s meeting.", "done_on": HELD_AT.date(), "at": HELD_AT}
    meeting_papers.finish(file, by=acting.head(), **done)  # type: ignore[arg-type]
    with pytest.raises(CannotTake, match="already"):
        meeting_papers.finish(file, by=acting.senior(), **done)  # type: ignore[arg-type]
    file = meeting.again(file, at=HELD_AT)
    assert file.group is not None
    assert file.group.open_items == ()
    assert ActionDone.objects.count() == 1


def test_one_meeting_waits_at_a_time_and_a_cancelled_one_makes_room() -> None:
    file = meeting.called()
    again = {"planned_for": meeting.PLANNED + DAY, "place": "", "by": acting.principal(), "at": AT}
    with pytest.raises(CannotTake, match="planned for 10 December 2026"):
        meetings.call(file, **again)  # type: ignore[arg-type]
    meetings.cancel(file, the(file), reasons="Snow.", by=acting.principal(), at=AT)
    file = meeting.again(file, at=AT)
    assert meetings.call(file, **again).number == 2  # type: ignore[arg-type]


def test_a_guest_is_found_only_among_the_people_of_the_authority() -> None:
    stranger = builders.person("pa", authority="802", name="Charlie")
    with pytest.raises(finding.NobodyThere):
        finding.with_email(stranger.email, authority="801", on=AT.date())
    ours = acting.principal()
    assert finding.with_email(ours.email.upper(), authority="801", on=AT.date()) == ours
    assert finding.with_email("  ", authority="801", on=AT.date()) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_the_minutes_at_one_moment_one_is_first_and_the_other_is_told() -> None:
    file = meeting.minuted()
    chair = acting.principal()

    def agree() -> object:
        return meetings.agree_minutes(file, the(file), by=chair, at=HELD_AT)

    told = at_once.told([agree, agree])
    assert told[1:] == ["done"]
    assert "Somebody else has taken this a step further" in told[0]
    assert [s.name for s in the(meeting.again(file, at=HELD_AT)).steps].count("agree_minutes") == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_one_group_at_one_moment_one_is_first() -> None:
    file = acting.with_plan(acting.confirmed())
    chair, people = acting.principal(), meeting.members()

    def make() -> object:
        return groups.set_up(file, members=people, by=chair, at=AT)

    told = at_once.told([make, make])
    assert told[1:] == ["done"]
    assert "Somebody else has set up the task group meanwhile" in told[0]
    assert TaskGroup.objects.count() == 1
    assert Membership.objects.count() == 4


def test_the_school_of_a_case_reads_its_group_as_of_a_day() -> None:
    file = meeting.called()
    yesterday = kept.of_school(School.objects.get(pk=builders.OAK), today=(AT - DAY).date())
    assert yesterday == []
    assert file.group is not None
    assert file.group.next_meeting is not None
