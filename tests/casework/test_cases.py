"""The case of a school at risk, from its identification to its end: who, what must hold, and what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions import cases, evaluations
from trellis.casework.actions.cases import CannotIdentify
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Case, CaseStep, Outcome
from trellis.casework.queries import advisers
from trellis.casework.queries import cases as kept
from trellis.schools.models import Interest, School
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
AT = acting.AT


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()
    builders.screened(authority="802")


def _oak() -> School:
    return School.objects.get(pk=builders.OAK)


def test_a_case_goes_round_the_whole_diagram_and_every_step_is_kept() -> None:
    file = acting.stepped_down()
    assert file.state == "follow_up"
    assert [step.name for step in file.steps] == [
        "identify",
        "inform",
        "confirm",
        "support",
        "evaluate",
        "change",
        "step_down",
    ]
    assert file.level == 1
    later = AT + timedelta(days=200)
    file = acting.again(file, at=later)
    with pytest.raises(TransitionRefused, match="Record the visit that looks whether improvement has lasted"):
        cases.close(file, by=acting.senior(), at=later)
    file = acting.visited(file, at=later, lines=False)
    closed = cases.close(file, by=acting.senior(), at=later)
    assert (closed.state, closed.is_open) == ("closed", False)
    assert Event.objects.filter(verb=Verb.CASE_IDENTIFIED, urn=builders.OAK).count() == 1
    assert Event.objects.filter(verb=Verb.VISIT_RECORDED, urn=builders.OAK).count() == 2
    assert kept.open_of(_oak(), today=later.date()) is None


def test_the_clock_of_the_pack_and_the_school_s_calendar_set_the_day_of_the_visit_once() -> None:
    file = acting.identified(level=2)  # Friday 20 November 2026: ten school days
    assert file.visit_due == date(2026, 12, 4)
    assert file.steps[0].details["estimated"] is True  # nobody has entered the terms
    assert acting.identified(builders.BEECH, level=3).visit_due == date(2026, 11, 27)
    assert acting.again(file, at=AT + timedelta(days=90)).visit_due == date(2026, 12, 4)


def test_a_case_is_opened_for_a_maintained_open_school_from_a_source_of_the_pack_at_level_2_or_3() -> None:
    for change, said in (
        ({"source": "rumour"}, "Choose where the risk was seen"),
        ({"level": 1}, "a school at level 1 has no case"),
        ({"seen_on": AT.date() + timedelta(days=1)}, "cannot be after today"),
    ):
        with pytest.raises(CannotIdentify, match=said):
            acting.identified(**{"level": 2, **change})
    with pytest.raises(CannotTake, match="Say what was seen"):
        acting.identified(seen="  ")
    with pytest.raises(CannotIdentify, match="raised with its trust"):
        acting.identified(builders.ACADEMY, by=acting.principal())
    School.objects.filter(pk=builders.ELM).update(is_open=False)
    with pytest.raises(CannotIdentify, match="has closed"):
        acting.identified(builders.ELM, by=acting.principal())
    assert not Case.objects.exists()


def test_a_school_has_one_open_case_and_another_after_it_is_closed() -> None:
    acting.identified()
    with pytest.raises(CannotIdentify, match="open case already"):
        acting.identified()
    file = kept.open_of(_oak(), today=AT.date())
    file = acting.visited(cases.inform(file, adviser=acting.senior(), by=acting.leader(), at=AT), found=False)
    cases.not_at_risk(file, reasons="Teaching was secure in every room.", by=acting.senior(), at=AT)
    assert acting.identified().case.pk != file.case.pk


@pytest.mark.parametrize("role", ["headteacher", "chair", "data_officer", "director", "auditor"])
def test_only_those_who_work_with_schools_identify_one(role: str) -> None:
    urns = (builders.OAK,) if role in ("headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        acting.identified(by=builders.person(role, urns=urns))


def test_nobody_of_another_authority_opens_or_moves_a_case() -> None:
    stranger = builders.person("pa", authority="802")
    with pytest.raises(PermissionDenied):
        acting.identified(by=stranger)
    file = acting.identified()
    with pytest.raises(TransitionRefused, match="Team Leader"):
        cases.inform(file, adviser=acting.senior(), by=stranger, at=AT)


def test_the_senior_adviser_of_the_phase_is_told_unless_somebody_else_is_chosen() -> None:
    spa, ssa, pa = builders.person("spa"), builders.person("ssa"), acting.principal()
    found = advisers.of_school(_oak(), on=AT.date())
    assert [each.user for each in found] == [ssa, pa]  # the primary adviser does not reach a secondary school
    assert advisers.usual(found).user == ssa
    beech = advisers.of_school(School.objects.get(pk=builders.BEECH), on=AT.date())
    assert advisers.usual(beech).user == spa
    with pytest.raises(CannotTake, match="cannot work this case"):
        cases.inform(acting.identified(), adviser=spa, by=acting.leader(), at=AT)


def test_an_adviser_with_an_interest_is_not_given_the_case() -> None:
    ssa = builders.person("ssa")
    acting.principal()
    Interest.objects.create(
        school=_oak(), user=ssa, kind="child", reason="Year 8", from_date=AT.date(), by=ssa, at=AT
    )
    file = acting.identified()
    assert advisers.usual(advisers.of_school(_oak(), on=AT.date())).user == acting.principal()
    with pytest.raises(CannotTake, match="stands aside from this school"):
        cases.inform(file, adviser=ssa, by=acting.leader(), at=AT)
    given = cases.inform(file, adviser=acting.principal(), by=acting.leader(), at=AT)
    with pytest.raises(StandsAside, match="declared an interest in Oak Road School"):
        acting.visited(given)


def test_a_case_is_given_to_another_adviser_with_a_reason() -> None:
    file = acting.informed()
    with pytest.raises(CannotTake, match="Say why"):
        cases.reassign(file, adviser=acting.principal(), reasons="", by=acting.leader(), at=AT)
    with pytest.raises(CannotTake, match="works this case already"):
        cases.reassign(file, adviser=acting.senior(), reasons="Leave.", by=acting.leader(), at=AT)
    given = cases.reassign(file, adviser=acting.principal(), reasons="Leave.", by=acting.leader(), at=AT)
    assert given.adviser == acting.principal()
    with pytest.raises(CannotTake, match="another adviser since you opened"):
        cases.reassign(file, adviser=acting.principal(), reasons="Leave.", by=acting.leader(), at=AT)


def test_the_risk_is_confirmed_after_the_visit_the_plan_of_action_and_the_ratified_level() -> None:
    file = acting.informed()
    with pytest.raises(TransitionRefused, match="Record the visit"):
        cases.confirm(file, by=acting.senior(), at=AT)
    file = acting.visited(file, lines=False)
    with pytest.raises(TransitionRefused, match="Draw up the plan of action"):
        cases.confirm(file, by=acting.senior(), at=AT)
    other = acting.visited(acting.informed(builders.BEECH))
    with pytest.raises(TransitionRefused, match="has not been ratified"):
        cases.confirm(other, by=acting.senior(builders.BEECH), at=AT)
    acting.in_force(builders.BEECH)
    confirmed = cases.confirm(acting.again(other), by=acting.senior(builders.BEECH), at=AT)
    assert confirmed.state == "planning"


def test_an_older_level_of_another_number_does_not_stand_for_the_entry() -> None:
    acting.in_force(level=2)
    later = AT + timedelta(days=60)
    file = acting.visited(acting.informed(level=3, at=later), at=later)
    file = acting.again(file, at=later)
    assert (file.entry, file.level) == (None, 3)
    with pytest.raises(TransitionRefused, match="has not been ratified"):
        cases.confirm(file, by=acting.senior(), at=later)
    acting.in_force(level=3, at=later)
    assert cases.confirm(acting.again(file, at=later), by=acting.senior(), at=later).level == 3


def test_where_no_risk_was_found_the_case_is_closed_with_reasons_and_cannot_be_confirmed() -> None:
    file = acting.visited(found=False)
    with pytest.raises(TransitionRefused, match="is not a step of this one"):
        cases.confirm(file, by=acting.senior(), at=AT)
    with pytest.raises(CannotTake, match="Say why the school is not at risk"):
        cases.not_at_risk(file, reasons=" ", by=acting.senior(), at=AT)
    closed = cases.not_at_risk(file, reasons="Secure in every room.", by=acting.senior(), at=AT)
    assert (closed.state, closed.steps[-1].reasons) == ("closed", "Secure in every room.")


def test_support_begins_with_an_active_plan_and_a_task_group() -> None:
    file = acting.confirmed()
    with pytest.raises(TransitionRefused, match="Write the support plan first"):
        cases.begin_support(file, by=acting.senior(), at=AT)
    file = acting.with_plan(file)
    with pytest.raises(
        TransitionRefused, match="Set up the task group first: every school at level 2 has one"
    ):
        cases.begin_support(file, by=acting.senior(), at=AT)
    assert cases.begin_support(acting.with_group(file), by=acting.senior(), at=AT).state == "supported"


def test_a_case_is_paused_for_a_reason_of_the_pack_until_a_day_to_come_and_goes_on_where_it_stood() -> None:
    file = acting.supported()
    given = {
        "reason": "inspection",
        "review_on": AT.date() + timedelta(days=30),
        "reasons": "Notified today.",
    }
    for change, said in (
        ({"reason": "weather"}, "Choose why"),
        ({"review_on": AT.date()}, "a day after today"),
        ({"reasons": " "}, "Say in words"),
    ):
        with pytest.raises(CannotTake, match=said):
            cases.pause(file, **{**given, **change}, by=acting.senior(), at=AT)
    paused = cases.pause(file, **given, by=acting.senior(), at=AT)
    assert (paused.state, paused.paused_from) == ("paused", "supported")
    assert paused.review_on == AT.date() + timedelta(days=30)
    assert cases.resume(paused, by=acting.senior(), at=AT).state == "supported"
    with pytest.raises(CannotTake, match="cannot be done now"):
        cases.resume(file, by=acting.senior(), at=AT)


def test_a_review_made_before_a_pause_still_counts_after_it() -> None:
    file = acting.with_review(acting.supported())
    later = AT + timedelta(days=10)
    paused = cases.pause(
        file,
        reason="appeal",
        review_on=later.date(),
        reasons="An appeal is being heard.",
        by=acting.senior(),
        at=AT,
    )
    resumed = cases.resume(paused, by=acting.senior(), at=later)
    assert acting.again(resumed, at=later).review_since_support is not None


def test_a_paused_case_is_closed_with_reasons_alone() -> None:
    paused = cases.pause(
        acting.identified(),
        reason="structural_change",
        review_on=AT.date() + timedelta(days=5),
        reasons="The school is to merge.",
        by=acting.senior(),
        at=AT,
    )
    with pytest.raises(CannotTake, match="Say why"):
        cases.close_paused(paused, reasons="", by=acting.senior(), at=AT)
    closed = cases.close_paused(paused, reasons="It merged.", by=acting.senior(), at=AT)
    assert closed.state == "closed"


def test_stepping_down_sets_the_check_in_the_term_two_terms_later() -> None:
    file = acting.stepped_down()
    assert file.steps[-1].details["term"] == "Summer 2027"
    assert file.follow_up_due == date(2027, 4, 12)
    assert file.follow_up_by is not None
    assert file.follow_up_due < file.follow_up_by < date(2027, 8, 1)


def test_a_case_that_is_opened_again_begins_with_a_visit_on_a_clock_of_its_own() -> None:
    file = acting.stepped_down()
    later = AT + timedelta(days=60)
    file = acting.again(file, at=later)
    with pytest.raises(CannotTake, match="opened again"):
        cases.reopen(file, reasons="", by=acting.senior(), at=later)
    opened = acting.again(
        cases.reopen(file, reasons="Absence is up.", by=acting.senior(), at=later), at=later
    )
    assert (opened.state, opened.visit, opened.entry, opened.has_plan_of_action) == (
        "visit_due",
        None,
        None,
        False,
    )
    assert opened.visit_due == date(2027, 2, 2)


def test_a_comment_of_the_school_is_kept_once_however_often_it_is_sent() -> None:
    file = acting.identified()
    said = cases.comment(file, words="We saw this too.", by=acting.head(), at=AT)
    assert [each.words for each in said.comments] == ["We saw this too."]
    with pytest.raises(CannotTake, match="kept, once"):
        cases.comment(file, words="We saw this too.", by=acting.head(), at=AT)
    with pytest.raises(PermissionDenied):
        cases.comment(file, words="Hello.", by=acting.head(builders.ELM), at=AT)


def test_of_two_who_take_one_step_the_second_is_told_and_nothing_of_theirs_is_kept() -> None:
    stale = acting.identified()
    cases.inform(stale, adviser=acting.senior(), by=acting.leader(), at=AT)
    with pytest.raises(CannotTake, match="since you opened the page"):
        cases.inform(stale, adviser=acting.principal(), by=acting.leader(), at=AT)
    assert CaseStep.objects.filter(name="inform").count() == 1
    assert acting.again(stale).adviser == acting.senior()


def test_what_was_written_is_never_changed() -> None:
    file = acting.visited()
    for row in (file.case, file.steps[0], file.visits[0], file.plans_of_action[0], file.assignments[0]):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()


def test_a_case_reads_as_it_stood_on_a_day() -> None:
    file = acting.identified()
    later = AT + timedelta(days=3)
    cases.inform(file, adviser=acting.senior(), by=acting.leader(), at=later)
    assert acting.again(file, at=later).state == "visit_due"
    assert acting.again(file, at=AT).state == "identified"
    assert kept.of_school(_oak(), today=(AT - timedelta(days=1)).date()) == []


def test_a_case_that_is_evaluated_goes_on_only_as_the_evaluation_says() -> None:
    file = acting.evaluated(Outcome.KEEP)
    with pytest.raises(TransitionRefused, match="came to “keep the level"):
        evaluations.change(file, by=acting.senior(), at=AT)
    assert evaluations.keep(file, by=acting.senior(), at=AT).state == "supported"
