"""A letter of challenge: what it must state, who sends, answers and closes it, and that it is no warning notice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import builders
from tests.casework import acting as casework
from tests.interventions import acting
from trellis.accounts import access
from trellis.casework.actions.taking import CannotTake
from trellis.interventions.actions import challenges
from trellis.interventions.models import ChallengeLetter, Notice
from trellis.interventions.queries import challenges as kept
from trellis.interventions.queries import due, threads
from trellis.schools import chronology, standing_aside
from trellis.schools.actions import interests
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT


def test_a_letter_names_the_duty_that_it_rests_on_and_is_with_the_school() -> None:
    file = acting.challenged()
    assert file.state == "sent"
    assert "Education Act 1996, section 13A" in file.challenge.duty_name
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"duty": "not-a-duty"}, "Choose the duty or the power"),
        ({"matters": " "}, "Say what must get better."),
        ({"evidence": ""}, "Say what shows it."),
        ({"expected": ""}, "Say what the authority asks for."),
        ({"addressee": ""}, "Say to whom it is addressed."),
        ({"means": ""}, "Say by what means it goes."),
        ({"dated": AT.date() + timedelta(days=1)}, "cannot be after today"),
        ({"answer_by": AT.date()}, "a day after the letter"),
    ],
)
def test_a_letter_that_lacks_something_is_not_kept(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.challenged(**given)
    assert not ChallengeLetter.objects.exists()


def test_the_database_itself_refuses_a_letter_that_states_nothing_or_leaves_no_time() -> None:
    kept = acting.challenged().challenge
    fields = [field.attname for field in ChallengeLetter._meta.concrete_fields if not field.primary_key]
    whole = {name: getattr(kept, name) for name in fields}
    for odd in ({"evidence": ""}, {"answer_by": whole["dated"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChallengeLetter.objects.create(**{**whole, **odd})


def test_the_same_letter_sent_twice_is_kept_once() -> None:
    acting.challenged()
    with pytest.raises(CannotTake, match="kept, once"):
        acting.challenged()
    assert ChallengeLetter.objects.count() == 1


def test_an_academy_is_sent_none() -> None:
    with pytest.raises(CannotTake, match="the authority maintains"):
        acting.challenged(builders.ACADEMY)


@pytest.mark.parametrize("role", ["sia", "sitl", "director", "headteacher", "data_officer", "auditor"])
def test_only_the_senior_advisers_and_the_principal_adviser_send_one(role: str) -> None:
    user = builders.person(role, urns=(builders.OAK,) if role in ("sia", "headteacher") else ())
    file = acting.challenged()
    with pytest.raises(PermissionDenied):
        challenges.send(
            school=acting.school(),
            by=user,
            at=AT,
            duty="high-standards",
            matters="x",
            evidence="x",
            expected="x",
            answer_by=AT.date() + timedelta(days=9),
            addressee="x",
            means="x",
            dated=AT.date(),
        )
    with pytest.raises(TransitionRefused):
        challenges.close(file, met=True, words="Done.", by=user, at=AT)


def test_who_has_an_interest_in_the_school_stands_aside() -> None:
    user = acting.senior()
    interests.declare(
        school=acting.school(),
        user=user,
        kind="child",
        reason="A child there.",
        from_date=AT.date(),
        to_date=None,
        by=user,
        at=AT,
    )
    with pytest.raises(standing_aside.StandsAside):
        acting.challenged()


def test_the_school_answers_more_than_once_and_each_answer_stays() -> None:
    file = challenges.answer(acting.challenged(), words="We have begun.", by=casework.head(), at=AT)
    file = challenges.answer(file, words="The plan is agreed.", by=casework.chair(), at=AT)
    assert file.state == "answered"
    assert [step.reasons for step in file.steps[1:]] == ["We have begun.", "The plan is agreed."]
    with pytest.raises(TransitionRefused):
        challenges.answer(file, words="For them.", by=acting.senior(), at=AT)


def test_a_closed_letter_is_answered_no_more_and_closed_once() -> None:
    file = challenges.close(acting.challenged(), met=False, words="A notice.", by=acting.senior(), at=AT)
    assert file.state == "not_met"
    with pytest.raises(TransitionRefused):
        challenges.answer(file, words="Wait.", by=casework.head(), at=AT)
    with pytest.raises(TransitionRefused):
        challenges.close(file, met=True, words="Done.", by=acting.senior(), at=AT)


def test_the_second_of_two_who_close_it_at_once_is_told_and_nothing_of_theirs_is_kept() -> None:
    file = acting.challenged()
    challenges.close(file, met=True, words="Done.", by=acting.senior(), at=AT)
    with pytest.raises(CannotTake, match="Somebody else"):
        challenges.close(file, met=False, words="Not done.", by=acting.principal(), at=AT)
    found = kept.one(file.challenge.pk, school=acting.school(), today=AT.date())
    assert found is not None
    assert [step.name for step in found.steps] == ["send", "meet"]


def test_what_is_due_goes_from_the_school_to_the_authority() -> None:
    file = acting.challenged()
    head, senior = casework.head(), acting.senior()

    def waiting(user: Any, today: Any) -> list[str]:
        return [each.what for each in due.of(user, access.of(user, on=today), today)]

    today = AT.date()
    assert waiting(head, today) == ["Answer the letter of challenge"]
    assert waiting(senior, today) == []
    late = file.challenge.answer_by + timedelta(days=1)
    assert waiting(senior, late) == [
        "No answer to the letter of challenge has come: ask for it, or close the letter"
    ]
    challenges.answer(file, words="Here it is.", by=head, at=AT)
    assert waiting(head, late) == []
    assert "say whether what was asked for is done" in waiting(senior, late)[0]


def test_a_day_before_it_was_sent_knows_nothing_of_it() -> None:
    acting.challenged()
    assert kept.of_school(acting.school(), today=AT.date() - timedelta(days=1)) == []


def test_it_is_under_way_with_the_school_and_in_its_chronology() -> None:
    acting.challenged()
    head = casework.head()
    told = threads.of(acting.school(), held=access.of(head, on=AT.date()), today=AT.date())
    assert [each.title for each in told] == ["Letter of challenge"]
    acts = chronology.of(acting.school()).acts
    assert any("took a step with a letter of challenge" in act.what.lower() for act in acts)
