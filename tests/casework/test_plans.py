"""A support plan is begun, written, shared, heard, agreed or issued, put into action and closed; every wording stays."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.utils import IntegrityError

from tests import at_once, builders
from tests.casework import acting, planning
from tests.casework.planning import wording
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions import objectives, plan_answers, plans
from trellis.casework.actions.objectives import ChangedMeanwhile
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import (
    ObjectiveText,
    Party,
    Plan,
    PlanPosition,
    VersionStep,
)
from trellis.casework.queries import plans as kept
from trellis.casework.queries.plans import PlanFile
from trellis.casework.wording import Milestone, PlanAction
from trellis.schools.actions import interests
from trellis.schools.models import Interest
from trellis.schools.standing_aside import StandsAside
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


def test_a_plan_goes_from_its_first_draft_to_action_and_every_step_is_kept() -> None:
    plan = planning.active()
    assert plan.holds.state == "active"
    assert [step.name for step in plan.newest.steps] == ["begin", "share", "agree", "activate"]
    assert plan.newest.step("agree").by is None  # type: ignore[union-attr]
    verbs = Event.objects.filter(urn=builders.OAK, at=AT)
    assert verbs.filter(verb=Verb.PLAN_MOVED).count() == 3
    assert verbs.filter(verb=Verb.PLAN_WRITTEN).count() == 3
    assert verbs.filter(verb=Verb.PLAN_COMMENTED).count() == 2


@pytest.mark.parametrize("state", ["identified", "visit_due", "supported", "closed"])
def test_a_plan_is_begun_in_planning_alone(state: str) -> None:
    case = planning.in_planning(state=state)
    with pytest.raises(CannotTake, match="once the risk is confirmed"):
        plans.begin(case, by=planning.senior(), at=AT)


def test_a_case_has_one_plan() -> None:
    plan = planning.begun()
    with pytest.raises(CannotTake, match="already"):
        plans.begin(planning.case_of(plan.plan.case), by=planning.senior(), at=AT)


@pytest.mark.parametrize(
    "role", ["sia", "sitl", "headteacher", "chair", "data_officer", "director", "auditor", "spa"]
)
def test_only_the_senior_adviser_of_the_phase_and_the_principal_write(role: str) -> None:
    plan = planning.written()
    urns = (builders.OAK,) if role in ("headteacher", "chair", "sia") else ()
    by = builders.person(role, urns=urns)
    case = planning.in_planning(builders.BEECH)
    tries: list[Callable[[], object]] = [
        lambda: plans.begin(
            case, by=by if role != "spa" else builders.person("ssa", name="Sam Senior"), at=AT
        ),
        lambda: _write(plan, by=by),
        lambda: objectives.drop(plan, number=1, reasons="Done.", seen=1, by=by, at=AT),
        lambda: objectives.settle_support(
            plan, number=1, brokering="found", support="A mentor.", seen=1, by=by, at=AT
        ),
        lambda: objectives.write_condition(plan, number=None, said="Calm.", seen=0, by=by, at=AT),
        lambda: objectives.drop_condition(plan, number=1, reasons="Done.", seen=1, by=by, at=AT),
        lambda: plans.share(plan, by=by, at=AT),
        lambda: plans.redraft(plan, reasons="Again.", by=by, at=AT),
        lambda: plans.issue(plan, reasons="Time.", by=by, at=AT),
        lambda: plans.activate(plan, by=by, at=AT),
        lambda: plans.close(plan, outcome="met", reasons="Done.", by=by, at=AT),
    ]
    before = Event.objects.exclude(verb=Verb.SIGNED_IN).count()
    for each in tries:
        with pytest.raises(PermissionDenied):
            each()
    assert Event.objects.exclude(verb=Verb.SIGNED_IN).count() == before


def test_the_principal_adviser_writes_for_every_phase() -> None:
    plan = plans.begin(planning.in_planning(), by=acting.principal(), at=AT)
    assert _write(plan, by=acting.principal()).newest.objectives


def test_nobody_of_another_authority_writes_comments_or_answers() -> None:
    plan = planning.shared()
    stranger = builders.person("pa", authority="802")
    head = builders.person("headteacher", authority="802", urns=(builders.OAK,))
    for each in (
        lambda: plans.redraft(plan, reasons="Again.", by=stranger, at=AT),
        lambda: plan_answers.comment(plan, version=1, objective=None, words="Hm.", by=stranger, at=AT),
        lambda: plan_answers.answer(
            plan, party=Party.HEAD, position=PlanPosition.AGREES, said="", by=head, at=AT
        ),
    ):
        with pytest.raises(PermissionDenied):
            each()


def test_somebody_with_an_interest_in_the_school_stands_aside_from_its_plan() -> None:
    plan = planning.written()
    by = planning.senior()
    interests.declare(
        school=plan.school,
        user=by,
        kind=Interest.Kind.FAMILY,
        reason="My child is at the school.",
        from_date=date(2026, 9, 1),
        to_date=None,
        by=by,
        at=AT,
    )
    with pytest.raises(StandsAside, match="stand aside"):
        plans.share(plan, by=by, at=AT)
    with pytest.raises(StandsAside):
        _write(plan, by=by)


# What an objective must say


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("area", " ", "area of the school’s work"),
        ("what", "", "what is to improve"),
        ("lever", "", "how it is to improve"),
        ("baseline", "", "where it stands now"),
        ("target", "", "where it is to stand"),
        ("success_test", "", "how success will be seen"),
        ("owner_school", " ", "the school owns its improvement"),
        ("owner_authority", "", "at the authority supports and challenges"),
        ("milestones", (), "at least one milestone"),
        (
            "milestones",
            (Milestone(what="", by_when=date(2027, 1, 8)),),
            "what is to be seen by 8 January 2027",
        ),
        ("milestones", (Milestone(what="x", by_when=date(2026, 11, 19)),), "cannot be before the plan"),
        ("milestones", (Milestone(what="x", by_when=date(2030, 1, 1)),), "within three years"),
        ("milestones", (Milestone(what="x" * 4001, by_when=date(2027, 1, 1)),), "characters or fewer"),
        ("actions", (), "at least one action"),
        ("actions", (PlanAction(what=" ", owner_school="Ada"),), "what is done"),
        ("actions", (PlanAction(what="Calls", owner_school=" "),), "Name who at the school owns"),
        ("actions", (PlanAction(what="Calls", owner_school="A", support="x" * 4001),), "characters or fewer"),
        ("brokering", "", "has been found"),
        ("brokering", "wanted", "what support is needed"),
        ("target_value", None, "own target for the indicator"),
        ("indicator", "", "Choose the indicator"),
        ("articles", (43,), "no article 43"),
        ("area", "x" * 121, "120 characters"),
        ("what", "x" * 4001, "4,000 characters"),
        ("criteria", ("L3-1",), "not met by the school: L3-1"),
    ],
)
def test_an_objective_that_leaves_out_what_it_needs_is_refused_with_the_reason(
    part: str, value: Any, says: str
) -> None:
    plan = planning.begun()
    with pytest.raises(CannotTake, match=says):
        _write(plan, **{part: value})
    assert not ObjectiveText.objects.exists()


def test_objectives_are_numbered_in_the_order_in_which_they_come_and_a_number_is_not_given_again() -> None:
    plan = _write(_write(planning.begun()), what="More children stay in class.")
    plan = objectives.drop(plan, number=2, reasons="It is in the first.", seen=1, by=planning.senior(), at=AT)
    plan = _write(plan, what="Parents hear early.")
    assert [each.objective.number for each in plan.newest.objectives] == [1, 3]
    assert [(each.objective.number, each.text.reasons) for each in plan.newest.dropped] == [
        (2, "It is in the first.")
    ]
    with pytest.raises(CannotTake, match="no objective 2"):
        _write(plan, number=2, seen=2)


def test_a_new_wording_leaves_the_one_before_and_says_why() -> None:
    plan = _write(
        _write(planning.begun()), number=1, seen=1, target="Absence is 5%.", reasons="A year later."
    )
    now = plan.newest.objectives[0]
    assert (now.text.target, now.text.revision, now.text.reasons) == ("Absence is 5%.", 2, "A year later.")
    assert [each.target for each in now.earlier] == ["Absence is 6% or less."]
    with pytest.raises(CannotChange):
        now.text.save()
    with pytest.raises(CannotTake, match="Nothing is different"):
        _write(plan, number=1, seen=2, target="Absence is 5%.")


def test_an_objective_is_not_dropped_without_reasons_by_anybody() -> None:
    plan = _write(planning.begun())
    with pytest.raises(CannotTake, match="why the objective is dropped"):
        objectives.drop(plan, number=1, reasons=" ", seen=1, by=planning.senior(), at=AT)
    text = plan.newest.objectives[0].text
    with pytest.raises(IntegrityError):
        ObjectiveText.objects.create(
            **{f.name: getattr(text, f.name) for f in text._meta.fields if f.name not in ("id", "revision")}
            | {"revision": 2, "is_dropped": True}
        )


def test_a_criterion_that_an_objective_answers_stays_when_the_school_no_longer_meets_it() -> None:
    plan = _write(planning.begun())
    secure = builders.HeldData(
        schools_held=tuple(
            {**row, **builders._SECURE} if row["urn"] == builders.OAK else row for row in builders.SCHOOLS
        )
    )
    builders.screened(at=AT + DAY, data=secure)
    plan = _write(plan, number=1, seen=1, target="Absence is 5%.", at=AT + DAY)
    assert plan.newest.objectives[0].text.criteria == ["L2-8"]
    with pytest.raises(CannotTake, match="not met by the school: L2-8"):
        _write(plan, at=AT + DAY)


# Two people at once


def test_the_second_to_save_sees_the_wording_of_the_first_and_loses_nothing() -> None:
    plan = _write(planning.begun())
    mine = _write(plan, number=1, seen=1, target="Absence is 5%.", by=acting.principal())
    with pytest.raises(ChangedMeanwhile, match="has changed this since") as refused:
        _write(plan, number=1, seen=1, lever="Breakfast club.")
    assert refused.value.newest.pk == mine.newest.objectives[0].text.pk
    over = _write(plan, number=1, seen=2, lever="Breakfast club.")
    texts = [(each.lever, each.target) for each in ObjectiveText.objects.order_by("revision")]
    assert texts == [
        ("A call home on the first day of every absence.", "Absence is 6% or less."),
        ("A call home on the first day of every absence.", "Absence is 5%."),
        ("Breakfast club.", "Absence is 6% or less."),
    ]
    assert over.newest.objectives[0].text.revision == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_word_one_objective_at_once_leave_one_wording_and_the_other_is_shown_it() -> None:
    plan = _write(planning.begun())
    people = (planning.senior(), acting.principal())
    told = at_once.told([partial(_write, plan, number=1, seen=1, target=by.name, by=by) for by in people])
    assert told[1] == "done"
    assert "has changed this since you opened it" in told[0]
    assert ObjectiveText.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_objectives_written_at_once_both_stay() -> None:
    plan = planning.begun()
    people = (planning.senior(), acting.principal())
    assert at_once.told([partial(_write, plan, what=by.name, by=by) for by in people]) == ["done", "done"]
    found = kept.of_school(plan.school, today=AT.date())[0]
    assert [each.objective.number for each in found.newest.objectives] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_who_share_at_once_share_once() -> None:
    plan = planning.written()
    people = (planning.senior(), acting.principal())
    told = at_once.told([partial(plans.share, plan, by=by, at=AT) for by in people])
    assert "Somebody else has taken this a step further" in told[0]
    assert told[1] == "done"
    assert VersionStep.objects.filter(name="share").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_plan() -> None:
    case = planning.in_planning()
    people = (planning.senior(), acting.principal())
    told = at_once.told([partial(plans.begin, case, by=by, at=AT) for by in people])
    assert told[0].startswith("Somebody else has begun")
    assert told[1] == "done"
    assert Plan.objects.count() == 1


def test_the_database_itself_refuses_a_second_wording_under_one_revision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stale = _write(planning.written(), number=1, seen=1, target="Absence is 5%.")
    monkeypatch.setattr(objectives, "hold", lambda plan, *, at: plan)  # as though nothing had been locked
    _write(stale, number=1, seen=2, target="Absence is 4%.")
    with pytest.raises(ChangedMeanwhile) as refused:
        _write(stale, number=1, seen=2, target="Absence is 3%.")
    assert refused.value.newest.target == "Absence is 4%."  # type: ignore[union-attr]
    by = planning.senior()
    objectives.write_condition(stale, number=1, said="Two calm terms.", seen=1, by=by, at=AT)
    with pytest.raises(ChangedMeanwhile):
        objectives.write_condition(stale, number=1, said="Three calm terms.", seen=1, by=by, at=AT)


def test_what_was_dropped_meanwhile_is_not_written_on() -> None:
    plan = _write(planning.begun())
    objectives.drop(plan, number=1, reasons="Done.", seen=1, by=acting.principal(), at=AT)
    with pytest.raises(CannotTake, match="somebody has dropped it"):
        _write(plan, number=1, seen=1, target="Absence is 5%.")


# Conditions


def test_a_condition_is_worded_anew_and_dropped_like_an_objective() -> None:
    by = planning.senior()
    plan = planning.written()
    plan = objectives.write_condition(plan, number=1, said="Two calm terms.", seen=1, by=by, at=AT)
    assert plan.newest.conditions[0].text.words == "Two calm terms."
    with pytest.raises(ChangedMeanwhile):
        objectives.write_condition(plan, number=1, said="Three calm terms.", seen=1, by=by, at=AT)
    with pytest.raises(CannotTake, match="Nothing is different"):
        objectives.write_condition(plan, number=1, said="Two calm terms. ", seen=2, by=by, at=AT)
    with pytest.raises(CannotTake, match="why the condition is dropped"):
        objectives.drop_condition(plan, number=1, reasons="", seen=2, by=by, at=AT)
    plan = objectives.drop_condition(plan, number=1, reasons="It is met.", seen=2, by=by, at=AT)
    assert not plan.newest.conditions
    assert plan.newest.dropped_conditions[0].text.reasons == "It is met."
    with pytest.raises(CannotTake, match="no condition 1"):
        objectives.write_condition(plan, number=1, said="Again.", seen=3, by=by, at=AT)
    with pytest.raises(TransitionRefused, match="what must be true before the school steps down"):
        plans.share(plan, by=by, at=AT)
