"""An adviser's judgement shows its evidence and the school's answer, expires, and gives way to a later one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.judgements import acting
from trellis.judgements.actions import intelligence
from trellis.judgements.actions import judgements as actions
from trellis.judgements.models import Entry, Judgement, Review
from trellis.judgements.queries import judgements as kept
from trellis.schools.actions import interests
from trellis.schools.standing_aside import StandsAside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
A_DAY = timedelta(days=1)


def test_a_judgement_counts_for_a_year_where_nobody_says_otherwise() -> None:
    made = acting.judged()
    assert (made.asked, made.role, made.expires_on) == (
        "Do leaders need support?",
        "sia",
        acting.TODAY + timedelta(days=365),
    )
    (held,) = kept.judgements_of(acting.school(), on=made.expires_on)
    assert held.counts
    (held,) = kept.judgements_of(acting.school(), on=made.expires_on + A_DAY)
    assert (held.is_newest, held.has_expired, held.counts) == (True, True, False)


def test_the_one_judged_later_counts_and_both_stay() -> None:
    later = acting.judged(judged_on=acting.TODAY, answer="no")
    acting.judged(judged_on=acting.TODAY - A_DAY, answer="yes")
    held = kept.judgements_of(acting.school(), on=acting.TODAY)
    assert [(each.judgement.answer, each.counts) for each in held] == [("no", True), ("yes", False)]
    assert held[0].judgement == later


def test_of_one_days_the_one_recorded_last_counts() -> None:
    acting.judged(answer="yes")
    acting.judged(answer="no")
    held = kept.judgements_of(acting.school(), on=acting.TODAY)
    assert [(each.judgement.answer, each.counts) for each in held] == [("no", True), ("yes", False)]


def test_the_schools_answer_stands_beside_it_the_newest_first() -> None:
    made = acting.judged()
    for by, said in ((acting.head(), "We have hired a deputy."), (acting.chair(), "Governors agree.")):
        actions.respond(made, said=said, by=by, at=acting.AT)
        actions.respond(made, said=said, by=by, at=acting.AT)  # sent twice
    (held,) = kept.judgements_of(acting.school(), on=acting.TODAY)
    assert [row.said for row in held.responses] == ["Governors agree.", "We have hired a deputy."]
    for by in (acting.adviser(), builders.person("pa"), acting.head(builders.OAK)):
        with pytest.raises(PermissionDenied):
            actions.respond(made, said="For them.", by=by, at=acting.AT)


@pytest.mark.parametrize(
    "role", ["headteacher", "chair", "sitl", "director", "data_officer", "auditor", "ssa"]
)
def test_whoever_may_not_judge_the_school_records_nothing(role: str) -> None:
    urns = (builders.BEECH,) if role in ("headteacher", "chair") else ()
    with pytest.raises(PermissionDenied):
        acting.judged(by=builders.person(role, urns=urns))
    assert not Judgement.objects.exists()


def test_an_adviser_of_another_authority_records_nothing() -> None:
    with pytest.raises(PermissionDenied):
        acting.judged(by=builders.person("pa", authority="802"))


def test_whoever_holds_a_post_at_the_school_stands_aside() -> None:
    from trellis.accounts.actions import accounts

    both = builders.person("pa")
    accounts.give_posts(
        user=both, role="governor", authority_code="801", from_date=date(2026, 9, 1), urns=(builders.BEECH,)
    )
    with pytest.raises(PermissionDenied, match="somebody else judges it"):
        acting.judged(by=both)
    assert acting.judged(builders.OAK, by=both).answer == "yes"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"question": "self_identified_vulnerability"}, "Choose a question"),
        ({"question": "nothing_of_ours"}, "Choose a question"),
        ({"answer": "perhaps"}, "answers that the pack allows"),
        ({"evidence": "  "}, "what the judgement rests on"),
        ({"judged_on": acting.TODAY + A_DAY}, "cannot be after today"),
        ({"judged_on": acting.TODAY - timedelta(days=500)}, "too long ago"),
        ({"expires_on": acting.TODAY - A_DAY}, "three years at the most"),
        ({"expires_on": acting.TODAY + timedelta(days=1200)}, "three years at the most"),
        ({"evidence": "x" * 4001}, "4,000 characters or fewer"),
    ],
)
def test_a_judgement_that_cannot_stand_says_why(said: dict[str, object], why: str) -> None:
    with pytest.raises(actions.CannotJudge, match=why):
        acting.judged(**said)
    assert not Judgement.objects.exists()


def test_whoever_declared_an_interest_in_the_school_judges_nothing_of_it() -> None:
    adviser = acting.adviser()
    acting.heard("The head is seldom seen.")
    interests.declare(
        school=acting.school(),
        user=adviser,
        kind="child",
        reason="My daughter is in Year 4.",
        from_date=acting.TODAY,
        to_date=None,
        by=adviser,
        at=acting.AT,
    )
    with pytest.raises(StandsAside, match="You have declared an interest"):
        acting.judged(by=adviser)
    with pytest.raises(StandsAside, match="You have declared an interest"):
        intelligence.review(
            school=acting.school(),
            seen=tuple(Entry.objects.values_list("pk", flat=True)),
            outcome="nothing",
            decided="It is nothing.",
            by=adviser,
            at=acting.AT,
        )
    assert not Judgement.objects.exists()
    assert not Review.objects.exists()
