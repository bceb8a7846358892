"""What a term’s support comes to: next steps or another level, never taken before it is ratified; and decisions demanded."""

from datetime import timedelta

import pytest

from tests import builders
from tests.casework import acting
from trellis.casework.actions import evaluations, levels
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Evaluation, Outcome, Proposal
from trellis.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
AT = acting.AT


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def _evaluate(file, outcome=Outcome.KEEP, level=2, **more):
    given = {"reasons": "Books show it.", "next_steps": "Go on.", "by": acting.senior(), "at": AT}
    return evaluations.evaluate(file, outcome=outcome, level=level, **{**given, **more})


def test_an_evaluation_rests_on_a_review_made_since_support_began() -> None:
    file = acting.supported()
    with pytest.raises(TransitionRefused, match="Review the support plan first"):
        _evaluate(file)
    assert not Evaluation.objects.exists()
    assert _evaluate(acting.with_review(file)).state == "evaluation"


@pytest.mark.parametrize(
    ("outcome", "level", "said"),
    [
        (Outcome.KEEP, 3, "stay at level 2"),
        (Outcome.LOWER, 3, "a lower level of support is a lower number"),
        (Outcome.LOWER, 2, "a lower level"),
        (Outcome.RAISE, 2, "a higher level"),
        (Outcome.RAISE, 4, "Choose level"),
    ],
)
def test_the_level_follows_from_the_outcome(outcome: Outcome, level: int, said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        _evaluate(acting.with_review(acting.supported()), outcome, level)


def test_a_level_is_kept_with_next_steps() -> None:
    with pytest.raises(CannotTake, match="Write the next steps"):
        _evaluate(acting.with_review(acting.supported()), next_steps=" ")


def test_a_new_evaluation_takes_the_place_of_the_first_and_a_stale_one_is_refused() -> None:
    first = _evaluate(acting.with_review(acting.supported()))
    second = _evaluate(first, Outcome.LOWER, 1)
    assert second.evaluation.outcome == Outcome.LOWER
    with pytest.raises(CannotTake, match="since you opened the page"):
        _evaluate(first, Outcome.RAISE, 3)


def test_a_change_makes_a_proposal_and_waits_for_its_ratification() -> None:
    file = evaluations.change(acting.evaluated(Outcome.RAISE, 3), by=acting.senior(), at=AT)
    assert file.state == "ratification"
    assert (file.change.state, file.change.level) == ("proposed", 3)
    assert file.change.proposal.result is not None  # beside the screening that everybody sees
    with pytest.raises(TransitionRefused, match="waits for its ratification: it is proposed now"):
        evaluations.go_on(file, by=acting.senior(), at=AT)
    file = acting.ratified_change(file)
    gone_on = evaluations.go_on(file, by=acting.senior(), at=AT)
    assert (gone_on.state, gone_on.level) == ("supported", 3)


def test_a_proposal_under_way_at_that_level_is_taken_and_another_must_be_settled_first() -> None:
    file = acting.evaluated(Outcome.LOWER, 1)
    under_way = acting.proposed(level=1)
    linked = evaluations.change(acting.again(file), by=acting.senior(), at=AT)
    assert linked.change.proposal == under_way.proposal
    beech = acting.evaluated(Outcome.LOWER, 1, urn=builders.BEECH)
    acting.proposed(builders.BEECH, level=3)
    with pytest.raises(CannotTake, match="Level 3 is under way"):
        evaluations.change(acting.again(beech), by=acting.senior(builders.BEECH), at=AT)


def test_a_change_that_cannot_be_taken_leaves_no_proposal() -> None:
    before = Proposal.objects.count()
    file = acting.evaluated(Outcome.KEEP)
    with pytest.raises(TransitionRefused):
        evaluations.change(file, by=acting.senior(), at=AT)
    assert Proposal.objects.count() == before + 1  # the entry level’s alone


def test_where_the_proposal_is_withdrawn_the_case_is_evaluated_again() -> None:
    file = evaluations.change(acting.evaluated(Outcome.LOWER, 1), by=acting.senior(), at=AT)
    with pytest.raises(TransitionRefused, match="has not been withdrawn"):
        evaluations.evaluate_again(file, by=acting.senior(), at=AT)
    levels.withdraw(file.change, reasons="The tests were marked wrongly.", by=acting.adviser(), at=AT)
    later = AT + timedelta(hours=1)
    again = evaluations.evaluate_again(acting.again(file), by=acting.senior(), at=later)
    assert (again.state, again.evaluation) == ("evaluation", None)
    kept = _evaluate(again, at=later)
    assert evaluations.keep(kept, by=acting.senior(), at=later).state == "supported"


def _stuck(reviews: int = 2):
    file = acting.supported()
    for number in range(reviews):
        file = acting.with_review(file, headway="none", special=True, at=AT + timedelta(hours=number))
    return file


def test_two_reviews_in_special_measures_without_progress_demand_a_decision_before_the_case_goes_on() -> None:
    assert not _stuck(1).decision_is_due
    later = AT + timedelta(hours=2)
    file = acting.again(acting.with_review(acting.again(_only()), headway="none", special=True, at=later))
    assert file.decision_is_due
    evaluated = _evaluate(file, at=later)
    with pytest.raises(TransitionRefused, match="special measures for 2 reviews without progress"):
        evaluations.keep(evaluated, by=acting.senior(), at=later)
    given = {
        "taken": "interim_board",
        "reasons": "Governors cannot.",
        "best_interests": "Pupils are safe sooner.",
    }
    for change, said in (
        ({"taken": "hope"}, "Choose the option"),
        ({"reasons": " "}, "why this option is taken"),
        ({"best_interests": " "}, "best interests"),
    ):
        with pytest.raises(CannotTake, match=said):
            evaluations.decide(evaluated, **{**given, **change}, by=acting.senior(), at=later)
    decided = evaluations.decide(evaluated, **given, by=acting.senior(), at=later)
    assert ["interim_board", "Apply for an interim executive board"] in [
        list(each) for each in decided.decisions[0].options
    ]
    assert evaluations.keep(decided, by=acting.senior(), at=later).state == "supported"


def _only():
    from trellis.casework.queries import cases
    from trellis.schools.models import School

    return cases.open_of(School.objects.get(pk=builders.OAK), today=AT.date())
