"""A version of a plan is shared, answered, put into action, commented on and closed; nothing of it is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting, planning
from tests.casework.planning import wording
from trellis.casework.actions import objectives, plan_answers, plans
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import (
    Party,
    Plan,
    PlanAnswer,
    PlanComment,
    PlanPosition,
    Version,
)
from trellis.casework.queries import plans as kept
from trellis.casework.queries.plans import PlanFile
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
AT = planning.AT
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def _write(plan: PlanFile, **more: Any) -> PlanFile:
    given: dict[str, Any] = {"number": None, "seen": 0, "by": planning.senior(), "at": AT}
    changed = {k: more.pop(k) for k in list(more) if k in ("number", "seen", "by", "at", "reasons")}
    return objectives.write(plan, wording=wording(**more), **{**given, **changed})


def test_a_plan_without_an_objective_is_not_shared() -> None:
    with pytest.raises(TransitionRefused, match="at least one objective"):
        plans.share(planning.begun(), by=planning.senior(), at=AT)


# The school’s answers


def test_the_school_is_given_ten_school_days_unless_a_day_is_chosen() -> None:
    plan = planning.shared()
    assert plan.newest.reply_by == date(2026, 12, 4)
    back = plans.redraft(plan, reasons="A figure was wrong.", by=planning.senior(), at=AT)
    again = plans.share(back, reply_by=date(2026, 11, 25), by=planning.senior(), at=AT)
    assert again.newest.reply_by == date(2026, 11, 25)
    with pytest.raises(CannotTake, match="after today"):
        plans.share(
            plans.redraft(again, reasons="Again.", by=planning.senior(), at=AT),
            reply_by=AT.date(),
            by=planning.senior(),
            at=AT,
        )


def test_the_headteacher_and_the_chair_each_answer_for_themselves() -> None:
    plan = planning.shared()
    with pytest.raises(PermissionDenied, match="Only the chair"):
        plan_answers.answer(
            plan, party=Party.CHAIR, position=PlanPosition.AGREES, said="", by=acting.head(), at=AT
        )
    for by in (planning.senior(), acting.adviser()):
        with pytest.raises(PermissionDenied):
            plan_answers.answer(plan, party=Party.HEAD, position=PlanPosition.AGREES, said="", by=by, at=AT)


def test_a_school_that_does_not_agree_says_why_and_the_plan_is_issued_with_reasons() -> None:
    plan = planning.shared()
    with pytest.raises(CannotTake, match="why you do not agree"):
        plan_answers.answer(
            plan, party=Party.HEAD, position=PlanPosition.DISAGREES, said=" ", by=acting.head(), at=AT
        )
    plan = plan_answers.answer(
        plan, party=Party.HEAD, position=PlanPosition.DISAGREES, said="Too soon.", by=acting.head(), at=AT
    )
    assert plan.newest.not_agreed == ("the headteacher", "the chair of governors")
    with pytest.raises(TransitionRefused, match=r"Not heard yet: the chair of governors.*4 December 2026"):
        plans.issue(plan, reasons="Children cannot wait.", by=planning.senior(), at=AT)
    plan = plan_answers.answer(
        plan, party=Party.CHAIR, position=PlanPosition.AGREES, said="", by=acting.chair(), at=AT
    )
    assert plan.newest.state == "school_comment"
    with pytest.raises(CannotTake, match="Write the reasons"):
        plans.issue(plan, reasons="", by=planning.senior(), at=AT)
    plan = plans.issue(plan, reasons="Children cannot wait.", by=planning.senior(), at=AT)
    assert plan.newest.state == "issued"
    assert plan.newest.step("issue").reasons == "Children cannot wait."  # type: ignore[union-attr]
    assert plans.activate(plan, by=planning.senior(), at=AT).active is not None


def test_a_plan_that_nobody_answers_is_issued_once_the_day_has_passed() -> None:
    plan = planning.shared()
    late = AT + timedelta(days=15)
    now = kept.of_school(plan.school, today=late.date())[0]
    assert plans.issue(now, reasons="No answer came.", by=planning.senior(), at=late).newest.state == "issued"


def test_a_mind_that_changes_counts_as_it_is_now() -> None:
    plan = planning.shared()
    for position, said in ((PlanPosition.DISAGREES, "Too soon."), (PlanPosition.AGREES, "I see now.")):
        plan = plan_answers.answer(
            plan, party=Party.HEAD, position=position, said=said, by=acting.head(), at=AT
        )
    assert plan.newest.not_agreed == ("the chair of governors",)
    assert PlanAnswer.objects.count() == 2


def test_answers_to_what_was_taken_back_do_not_agree_to_what_is_shared_next() -> None:
    plan = planning.shared()
    plan = plan_answers.answer(
        plan, party=Party.HEAD, position=PlanPosition.AGREES, said="", by=acting.head(), at=AT
    )
    later = AT + DAY
    plan = plans.redraft(plan, reasons="A figure was wrong.", by=planning.senior(), at=later)
    plan = plans.share(plan, by=planning.senior(), at=later)
    assert plan.newest.not_agreed == ("the headteacher", "the chair of governors")


def test_nothing_is_answered_or_written_while_it_is_not_its_turn() -> None:
    draft = planning.written()
    with pytest.raises(CannotTake, match="while the plan is with it"):
        plan_answers.answer(
            draft, party=Party.HEAD, position=PlanPosition.AGREES, said="", by=acting.head(), at=AT
        )
    shared = plans.share(draft, by=planning.senior(), at=AT)
    with pytest.raises(CannotTake, match="Take it back to draft first"):
        _write(shared, number=1, seen=1, target="Absence is 5%.")
    with pytest.raises(CannotTake, match="once the version is agreed"):
        objectives.settle_support(
            shared, number=1, brokering="found", support="A mentor.", seen=1, by=planning.senior(), at=AT
        )
    agreed = planning.both_agree(shared)
    with pytest.raises(CannotTake, match="next review opens a new version"):
        _write(agreed, number=1, seen=1, target="Absence is 5%.")


@pytest.mark.parametrize("role", ["sia", "ssa", "pa", "headteacher", "chair"])
def test_school_and_advisers_comment_on_a_version_or_an_objective(role: str) -> None:
    plan = planning.shared()
    urns = (builders.OAK,) if role in ("headteacher", "chair", "sia") else ()
    by = builders.person(role, urns=urns)
    plan = plan_answers.comment(plan, version=1, objective=1, words="Mondays are hard.", by=by, at=AT)
    plan = plan_answers.comment(plan, version=1, objective=None, words="Clear.", by=by, at=AT)
    assert [each.objective_id is not None for each in plan.newest.comments] == [True, False]


def test_a_comment_says_something_about_something_that_is_there() -> None:
    plan = planning.shared()
    for version, objective, said in ((2, None, "Hm."), (1, 7, "Hm."), (1, None, " ")):
        with pytest.raises(CannotTake):
            plan_answers.comment(
                plan, version=version, objective=objective, words=said, by=acting.head(), at=AT
            )
    assert not PlanComment.objects.exists()


# Support, activation and close


def test_a_plan_is_put_into_action_once_support_is_found_or_none_is_needed() -> None:
    by = planning.senior()
    plan = planning.agreed(brokering="wanted", support="A mentor for the attendance lead.")
    with pytest.raises(TransitionRefused, match="is to be found for objective 1"):
        plans.activate(plan, by=by, at=AT)
    with pytest.raises(CannotTake, match="from whom"):
        objectives.settle_support(plan, number=1, brokering="found", support="", seen=1, by=by, at=AT)
    with pytest.raises(CannotTake, match="Nothing is different"):
        objectives.settle_support(
            plan,
            number=1,
            brokering="wanted",
            support="A mentor for the attendance lead.",
            seen=1,
            by=by,
            at=AT,
        )
    plan = objectives.settle_support(
        plan, number=1, brokering="found", support="Pat Grey of Elm, six days.", seen=1, by=by, at=AT
    )
    assert plan.newest.support_wanted == ()
    assert plans.activate(plan, by=by, at=AT).active is not None


def test_a_plan_is_closed_once_every_objective_has_been_judged() -> None:
    by = planning.senior()
    plan = planning.active()
    with pytest.raises(TransitionRefused, match="No review has judged objective 1"):
        plans.close(plan, outcome="met", reasons="Absence is down.", by=by, at=AT)
    plan = planning.reviewed(plan)
    with pytest.raises(CannotTake, match="Choose whether"):
        plans.close(plan, outcome="gone", reasons="Absence is down.", by=by, at=AT)
    with pytest.raises(CannotTake, match="why the plan is closed"):
        plans.close(plan, outcome="met", reasons="", by=by, at=AT)
    plan = plans.close(plan, outcome="met", reasons="Absence is down.", by=by, at=AT)
    assert plan.is_closed
    assert plan.holds.version.number == 2
    assert plan.newest.step("close").details == {"outcome": "met"}  # type: ignore[union-attr]
    with pytest.raises(CannotTake, match="It stays as it was"):
        _write(plan)


def test_what_a_closed_case_had_planned_is_closed_and_otherwise_left_alone() -> None:
    from trellis.casework.models import CaseStep

    plan = planning.reviewed(planning.active())
    CaseStep.objects.create(
        case=plan.plan.case, number=9, name="close", state="closed", by=planning.senior(), at=AT
    )
    with pytest.raises(CannotTake, match="case has been closed"):
        _write(plan)
    closed = plans.close(plan, outcome="met", reasons="Lasted.", by=planning.senior(), at=AT)
    assert closed.is_closed


# Reading


def test_a_plan_reads_as_it_stood_on_a_day() -> None:
    plan = planning.written()
    later = AT + timedelta(days=3)
    _write(plan, number=1, seen=1, target="Absence is 5%.", at=later)
    then = kept.of_school(plan.school, today=AT.date())[0]
    now = kept.of_school(plan.school, today=later.date())[0]
    assert then.newest.objectives[0].text.target == "Absence is 6% or less."
    assert now.newest.objectives[0].text.target == "Absence is 5%."
    assert kept.of_school(plan.school, today=AT.date() - DAY) == []


def test_a_plan_is_found_among_the_schools_given_alone() -> None:
    plan = planning.begun()
    oak = School.objects.filter(pk=builders.OAK)
    others = School.objects.exclude(pk=builders.OAK)
    assert kept.one(plan.plan.pk, schools=oak, today=AT.date()) is not None
    assert kept.one(plan.plan.pk, schools=others, today=AT.date()) is None


def test_a_killed_process_leaves_nothing_of_a_step_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    case = planning.in_planning()

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plans, "wrote", dies)
    with pytest.raises(KeyboardInterrupt):
        plans.begin(case, by=planning.senior(), at=AT)
    assert not Plan.objects.exists()
    assert not Version.objects.exists()
