"""Progress is seen at meetings and by the school; each termly review judges everything and opens the next version."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.casework import acting, planning
from trellis.activity.models import Event, Verb
from trellis.casework import wording
from trellis.casework.actions import objectives, plans, progress, reviews
from trellis.casework.actions.progress import Seen
from trellis.casework.actions.reviews import Judgement
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import ObjectiveJudgement, Progress, ProgressMeeting, Review, Version
from trellis.casework.queries import cases
from trellis.casework.queries import plans as kept
from trellis.casework.queries.plans import PlanFile
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
AT = planning.AT
LATER = AT + planning.TERMS


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def _seen(**more: Any) -> Seen:
    given: dict[str, Any] = {"number": 1, "rating": "slow", "words": "Half are made.", "evidence": "The log."}
    return Seen(**{**given, **more})


def _meet(plan: PlanFile, *seen: Seen, **more: Any) -> PlanFile:
    given: dict[str, Any] = {
        "held_on": AT.date(),
        "present": "Ada Lovell",
        "by": planning.senior(),
        "at": AT,
    }
    return progress.record_meeting(plan, seen=seen, **{**given, **more})


def test_a_meeting_rates_the_objectives_that_were_looked_at_with_its_evidence() -> None:
    plan = _meet(planning.active(objectives_wanted=2), _seen(), _seen(number=2, rating="ahead"), note="Calm.")
    assert [each.present for each in plan.meetings] == ["Ada Lovell"]
    first, second = plan.holds.objectives
    assert [(p.rating, p.evidence, p.at_school) for p in first.progress] == [("slow", "The log.", False)]
    assert second.progress[0].meeting == plan.meetings[0]
    event = Event.objects.get(verb=Verb.PROGRESS_RECORDED)
    assert event.subject == "a meeting about objectives 1, 2"


@pytest.mark.parametrize(
    ("seen", "more", "says"),
    [
        ((), {}, "at least one objective"),
        ((_seen(), _seen()), {}, "once"),
        ((_seen(rating=""),), {}, "how objective 1 goes"),
        ((_seen(words=" "),), {}, "what was seen"),
        ((_seen(evidence=""),), {}, "rests on"),
        ((_seen(number=4),), {}, "no objective 4"),
        ((_seen(),), {"present": ""}, "who took part"),
        ((_seen(),), {"held_on": AT.date() + timedelta(days=1)}, "after today"),
        ((_seen(),), {"held_on": AT.date() - timedelta(days=1)}, "before the plan was begun"),
    ],
)
def test_a_meeting_that_leaves_something_out_is_refused_whole(
    seen: tuple[Seen, ...], more: dict[str, Any], says: str
) -> None:
    plan = planning.active()
    with pytest.raises(CannotTake, match=says):
        _meet(plan, *seen, **more)
    assert not ProgressMeeting.objects.exists()
    assert not Progress.objects.exists()


def test_the_school_records_what_it_has_done_and_is_told_apart() -> None:
    plan = planning.active()
    for by in (acting.head(), acting.chair()):
        plan = progress.record_at_school(plan, seen=_seen(), seen_on=AT.date(), by=by, at=AT)
    assert [p.at_school for p in plan.holds.objectives[0].progress] == [True, True]
    for role in ("ssa", "pa", "sia", "auditor"):
        by = builders.person(role, urns=(builders.OAK,) if role == "sia" else ())
        with pytest.raises(PermissionDenied):
            progress.record_at_school(plan, seen=_seen(), seen_on=AT.date(), by=by, at=AT)
    with pytest.raises(PermissionDenied):
        _meet(plan, _seen(), by=acting.head())
    with pytest.raises(PermissionDenied):
        progress.record_at_school(plan, seen=_seen(), seen_on=AT.date(), by=acting.head(builders.ELM), at=AT)


def test_progress_is_recorded_once_the_plan_is_in_action_and_until_it_is_closed() -> None:
    plan = planning.agreed()
    with pytest.raises(CannotTake, match="once the plan has been put into action"):
        _meet(plan, _seen())
    plan = planning.reviewed(plans.activate(plan, by=planning.senior(), at=AT))
    plan = _meet(plan, _seen())  # of the version that was reviewed, while the next is a draft
    assert plan.holds.version.number == 1
    plan = plans.close(plan, outcome="met", reasons="Lasted.", by=planning.senior(), at=AT)
    with pytest.raises(CannotTake, match="is closed"):
        progress.record_at_school(plan, seen=_seen(), seen_on=AT.date(), by=acting.head(), at=AT)


def test_progress_of_an_objective_is_read_through_every_version() -> None:
    plan = planning.reviewed(_meet(planning.active(), _seen()))
    plan = planning.next_active(plan, at=LATER)
    plan = _meet(plan, _seen(rating="ahead"), held_on=LATER.date(), at=LATER)
    objective = plan.holds.objectives[0].objective
    assert [each.rating for each in plan.progress_of(objective)] == ["slow", "ahead"]


# Reviews


def test_a_review_judges_everything_ends_the_version_and_opens_the_next_with_the_same_words() -> None:
    plan = planning.reviewed(planning.active(objectives_wanted=2), judged="partly")
    first, second = plan.versions
    assert (first.state, second.state) == ("reviewed", "draft")
    assert first.review is not None
    assert (first.review.term, first.review.stakeholders) == (
        "Autumn 2026",
        "Ada Lovell (headteacher), Ben Marsh (chair), Sam Senior",
    )
    assert [each.judgement.judged for each in first.objectives if each.judgement] == ["partly", "partly"]
    assert first.conditions[0].judgement is not None
    assert [wording.of(each.text) for each in second.objectives] == [
        wording.of(each.text) for each in first.objectives
    ]
    assert [each.text.words for each in second.conditions] == [each.text.words for each in first.conditions]
    assert plan.conditions_met == (0, 1)
    assert Event.objects.filter(verb=Verb.PLAN_REVIEWED, urn=builders.OAK).count() == 1


def test_what_is_written_in_the_next_version_leaves_the_reviewed_one_as_it_was() -> None:
    plan = planning.reviewed(planning.active())
    plan = objectives.write(
        plan,
        number=1,
        wording=planning.wording(target="Absence is 4%."),
        seen=1,
        by=planning.senior(),
        at=AT,
    )
    assert [v.objectives[0].text.target for v in plan.versions] == [
        "Absence is 6% or less.",
        "Absence is 4%.",
    ]
    assert plan.holds.version.number == 1
    plan = planning.next_active(plan)
    assert plan.holds.version.number == 2


SAID = Judgement(judged="met")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"objectives": {1: Judgement(judged="")}}, "whether objective 1 is met"),
        ({"objectives": {1: Judgement(judged="not_met")}}, "still missing from objective 1"),
        ({"objectives": {1: Judgement(judged="met", words="x" * 4001)}}, "characters or fewer"),
        ({"objectives": {1: SAID, 2: SAID}}, "no objective 2"),
        ({"conditions": {3: SAID}}, "no condition 3"),
        ({"stakeholders": " "}, "who took part"),
        ({"headway": "huge"}, "how much progress"),
        ({"summary": ""}, "what the review found"),
        ({"held_on": AT.date() + timedelta(days=1)}, "after today"),
        ({"held_on": AT.date() - timedelta(days=1)}, "before the version was put into action"),
    ],
)
def test_a_review_that_leaves_something_out_is_refused_whole(more: dict[str, Any], says: str) -> None:
    plan = planning.active()
    with pytest.raises(CannotTake, match=says):
        planning.reviewed(plan, **more)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("left_out", "says"),
    [({"objectives": {}}, "nothing yet of objective 1"), ({"conditions": {}}, "nothing yet of condition 1")],
)
def test_a_review_says_something_of_every_objective_and_condition(
    left_out: dict[str, Any], says: str
) -> None:
    plan = planning.active()
    with pytest.raises(TransitionRefused, match=says):
        planning.reviewed(plan, **left_out)
    assert not Review.objects.exists()
    assert Version.objects.count() == 1


@pytest.mark.parametrize("role", ["sia", "sitl", "headteacher", "chair", "auditor", "director", "spa"])
def test_only_the_senior_adviser_of_the_phase_and_the_principal_review(role: str) -> None:
    plan = planning.active()
    urns = (builders.OAK,) if role in ("sia", "headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        planning.reviewed(plan, by=builders.person(role, urns=urns))


def test_only_an_active_version_is_reviewed_and_once() -> None:
    with pytest.raises(CannotTake, match="with the school"):
        planning.reviewed(planning.shared())
    plan = planning.both_agree(kept.of_school(School.objects.get(pk=builders.OAK), today=AT.date())[0])
    plan = plans.activate(plan, by=planning.senior(), at=AT)
    planning.reviewed(plan)
    with pytest.raises(CannotTake, match="step further"):
        planning.reviewed(plan)


@pytest.mark.django_db(transaction=True)
def test_two_who_review_at_once_leave_one_review_and_one_new_version() -> None:
    plan = planning.active()
    people = (planning.senior(), acting.principal())
    told = at_once.told([partial(planning.reviewed, plan, by=by) for by in people])
    assert "step further" in told[0]
    assert told[1] == "done"
    assert Review.objects.count() == 1
    assert Version.objects.count() == 2


def test_the_database_itself_keeps_one_review_of_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planning.active()
    planning.reviewed(plan)
    monkeypatch.setattr(reviews, "hold", lambda plan, *, at: plan)  # as though nothing had been locked
    with pytest.raises(CannotTake, match="reviewed this version meanwhile"):
        planning.reviewed(plan)


def test_a_process_killed_within_a_review_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planning.active()

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reviews, "_open_next", dies)
    with pytest.raises(KeyboardInterrupt):
        planning.reviewed(plan)
    assert not Review.objects.exists()
    assert not ObjectiveJudgement.objects.exists()
    assert kept.one(plan.plan.pk, schools=School.objects.all(), today=AT.date()).active is not None  # type: ignore[union-attr]


def test_two_reviews_in_special_measures_without_progress_demand_a_decision() -> None:
    plan = planning.active()
    for at in (AT, LATER):
        if at == LATER:
            plan = planning.next_active(plan, at=at)
        plan = planning.reviewed(plan, at=at, headway="none", in_special_measures=True, judged="not_met")
    found = cases.one(plan.plan.case_id, schools=School.objects.all(), today=LATER.date())
    assert found is not None
    assert found.decision_is_due


def test_a_review_belongs_to_the_term_of_its_day() -> None:
    plan = planning.active()
    plan = planning.reviewed(plan, at=LATER, held_on=date(2027, 3, 1))
    assert plan.reviews[0].term == "Spring 2027"


def test_reading_a_plan_asks_as_many_questions_however_many_versions_it_has(
    django_assert_max_num_queries: Any,
) -> None:
    plan = planning.active()
    at = AT
    for _ in range(3):
        plan = planning.reviewed(planning.met_about(plan, at=at), at=at)
        at += planning.TERMS
        plan = planning.next_active(plan, at=at)
    assert len(plan.versions) == 4
    with django_assert_max_num_queries(14):
        read = kept.of_school(plan.school, today=at.date())
        assert [len(each.objectives) for each in read[0].versions] == [1, 1, 1, 1]
        assert str(read[0].newest.steps[0].by) == "Sam Senior"
