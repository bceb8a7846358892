"""Visits, with both names or the reason for none, and the plan of action that two people may edit at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting
from trellis.casework.actions import cases, visits
from trellis.casework.actions.taking import CannotTake
from trellis.casework.actions.visits import ActionLine, ChangedMeanwhile
from trellis.casework.models import PlanOfAction, Visit

pytestmark = pytest.mark.django_db
AT = acting.AT
NOTE = {"found": True, "note": "We walked the school."}


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def test_a_visit_names_the_head_and_the_chair_or_says_why_not() -> None:
    file = acting.informed()
    who = {"by": acting.senior(), "at": AT, "held_on": AT.date()}
    with pytest.raises(CannotTake, match="Name the headteacher"):
        visits.record(file, chair="Ben Marsh", **NOTE, **who)
    with pytest.raises(CannotTake, match="Name the chair of governors"):
        visits.record(file, head="Ada Lovell", **NOTE, **who)
    made = visits.record(file, head="Ada Lovell", chair_absent="The post is vacant.", **NOTE, **who)
    assert made.visits[0].chair_absent == "The post is vacant."


def test_a_visit_is_neither_in_the_future_nor_before_the_risk_was_found() -> None:
    file = acting.informed()
    given = {**NOTE, "head": "Ada", "chair": "Ben", "by": acting.senior(), "at": AT}
    with pytest.raises(CannotTake, match="cannot be after today"):
        visits.record(file, held_on=AT.date() + timedelta(days=1), **given)
    with pytest.raises(CannotTake, match="before the risk was found, on 20 November 2026"):
        visits.record(file, held_on=AT.date() - timedelta(days=1), **given)
    with pytest.raises(CannotTake, match="this case is identified"):
        acting.visited(acting.identified(builders.BEECH))


def test_whether_improvement_lasted_is_found_in_the_term_of_the_check_and_that_it_did_not_at_any_time() -> (
    None
):
    file = acting.stepped_down()
    with pytest.raises(CannotTake, match="looked at from 12 April 2027"):
        acting.visited(file, lines=False)
    assert acting.visited(file, found=False, lines=False).follow_up_visit.found is False


def test_the_time_from_trigger_to_visit_is_measured_and_is_late_after_the_day() -> None:
    file = acting.informed()
    assert (file.days_to_visit, file.visit_is_late) == (0, False)
    late = AT + timedelta(days=20)
    file = acting.again(file, at=late)
    assert (file.days_to_visit, file.visit_is_late) == (20, True)
    visited = acting.visited(file, at=late)
    assert (visited.days_to_visit, visited.visit_is_late) == (20, True)
    assert acting.again(visited, at=late + timedelta(days=90)).days_to_visit == 20


def test_a_visit_that_is_sent_twice_is_kept_once() -> None:
    file = acting.informed()
    acting.visited(file)
    with pytest.raises(CannotTake, match="recorded already"):
        acting.visited(file)
    assert (Visit.objects.count(), PlanOfAction.objects.count()) == (1, 1)


def test_a_visit_whose_plan_of_action_is_refused_is_not_kept_either() -> None:
    file = acting.informed()
    with pytest.raises(CannotTake, match="who at the school owns line 1"):
        visits.record(
            file,
            held_on=AT.date(),
            head="Ada",
            chair="Ben",
            lines=[ActionLine(what="Plan", owner_school=" ", by_when=AT.date())],
            by=acting.senior(),
            at=AT,
            **NOTE,
        )
    assert not Visit.objects.exists()


def test_every_line_of_a_plan_of_action_has_an_owner_at_the_school() -> None:
    file = acting.visited(lines=False)
    who = {"by": acting.senior(), "at": AT}
    with pytest.raises(CannotTake, match="at least one thing"):
        visits.draw_up(file, lines=[], after=0, **who)
    with pytest.raises(CannotTake, match="what is to be done in line 2"):
        visits.draw_up(file, lines=[acting.line(), acting.line(" ")], after=0, **who)
    with pytest.raises(CannotTake, match="lines at most"):
        visits.draw_up(file, lines=[acting.line()] * 31, after=0, **who)
    made = visits.draw_up(file, lines=[acting.line()], after=0, **who)
    assert made.plan_of_action.lines[0]["owner_school"] == "Ada Lovell, headteacher"


def test_of_two_who_edit_one_plan_of_action_the_second_is_told_and_neither_is_lost() -> None:
    file = acting.visited()
    visits.draw_up(file, lines=[acting.line("Theirs")], after=1, by=acting.principal(), at=AT)
    with pytest.raises(ChangedMeanwhile, match="nothing of either is lost"):
        visits.draw_up(file, lines=[acting.line("Mine")], after=1, by=acting.senior(), at=AT)
    newest = acting.again(file)
    made = visits.draw_up(
        newest, lines=[acting.line("Theirs"), acting.line("Mine")], after=2, by=acting.senior(), at=AT
    )
    assert [p.revision for p in made.plans_of_action] == [1, 2, 3]


def test_only_those_who_work_cases_record_and_draw_up() -> None:
    file = acting.informed()
    for who in (acting.head(), acting.adviser(), acting.leader(), builders.person("pa", authority="802")):
        with pytest.raises(PermissionDenied):
            visits.record(file, held_on=AT.date(), head="Ada", chair="Ben", by=who, at=AT, **NOTE)
        with pytest.raises(PermissionDenied):
            visits.draw_up(file, lines=[acting.line()], after=0, by=who, at=AT)


def test_no_plan_of_action_is_written_before_the_visit_is_due() -> None:
    with pytest.raises(CannotTake, match="this is identified"):
        visits.draw_up(acting.identified(), lines=[acting.line()], after=0, by=acting.senior(), at=AT)


def test_a_process_that_is_killed_between_two_rows_leaves_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    file = acting.informed()

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(visits, "_draw_up", die)
    with pytest.raises(Killed):
        acting.visited(file)
    assert not Visit.objects.exists()
    identified = acting.identified(builders.BEECH)
    monkeypatch.setattr(cases.Assignment.objects, "create", die)
    with pytest.raises(Killed):
        cases.inform(identified, adviser=acting.senior(builders.BEECH), by=acting.leader(), at=AT)
    assert acting.again(identified).state == "identified"
