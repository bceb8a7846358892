"""Asking a school for contact: who may, who is told, who answers, and how much is asked of a school."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import builders
from tests.casework import acting as casework
from tests.practice import acting
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.casework.actions.taking import CannotTake
from trellis.notices.queries import news
from trellis.practice.actions import contact
from trellis.practice.models import ContactReply, ContactRequest
from trellis.practice.queries import contact as kept
from trellis.practice.queries import due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
TODAY = acting.TODAY


def told(user: User) -> list[tuple[str, str]]:
    found = news.of(user, held=access.of(user, on=TODAY), at=AT + timedelta(hours=1))
    return [(each.did, each.school) for each in found.notices]


def waits(user: User) -> list[str]:
    return [each.what for each in due.of(user, access.of(user, on=TODAY), TODAY)]


def test_the_headteacher_of_the_school_that_is_asked_is_told_and_answers_and_who_asked_is_told() -> None:
    file, giver, asker = acting.published(), acting.head(), acting.head(builders.OAK)
    asked = acting.asked(file, by=asker)
    assert ("asked for contact about the good practice of", "Beech Lane Primary School") in told(giver)
    assert waits(giver) == ["Answer a request for contact about your practice"]
    contact.answer(asked, agrees=True, words="Come on a Tuesday.", by=giver, at=AT)
    assert waits(giver) == []
    assert ("answered a request for contact of", "Oak Road School") in told(asker)
    again = kept.of_school(acting.school(), today=TODAY)[0]
    assert (again.reply.agrees, again.reply.words) == (True, "Come on a Tuesday.")


def test_an_adviser_asks_for_a_school_or_for_themselves() -> None:
    file = acting.published()
    assert acting.asked(file, urn=None, by=acting.senior()).asker is None
    assert acting.asked(file, urn=builders.ELM, by=acting.senior()).asker == acting.school(builders.ELM)


@pytest.mark.parametrize(
    "role", ["chair", "governor", "data_officer", "director", "auditor", "executive_member"]
)
def test_others_ask_nobody(role: str) -> None:
    user = builders.person(role, urns=(builders.OAK,) if role in ("chair", "governor") else ())
    with pytest.raises(PermissionDenied):
        acting.asked(acting.published(), by=user)
    assert not ContactRequest.objects.exists()


def test_nobody_asks_for_a_school_that_is_not_theirs_or_from_another_authority() -> None:
    file = acting.published()
    with pytest.raises(PermissionDenied):
        acting.asked(file, urn=builders.ELM)
    stranger = builders.person("headteacher", authority="802", urns=(builders.OTHER,))
    with pytest.raises(PermissionDenied):
        acting.asked(file, urn=builders.OTHER, by=stranger)
    with pytest.raises(PermissionDenied):
        acting.asked(file, urn=builders.OTHER, by=acting.principal())


def test_a_headteacher_asks_for_a_school_and_never_for_the_one_that_is_asked() -> None:
    file = acting.published()
    with pytest.raises(CannotTake, match="for which school"):
        acting.asked(file, urn=None)
    with pytest.raises(CannotTake, match="own practice"):
        acting.asked(file, urn=builders.BEECH, by=acting.head())
    row = {
        "authority_id": "801",
        "school": acting.school(),
        "entry": file.entry,
        "by": acting.head(),
        "at": AT,
    }
    for odd in ({"asker": acting.school(), "wishes": "x"}, {"asker": None, "wishes": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactRequest.objects.create(**row, **odd)


def test_nobody_is_asked_about_what_the_directory_does_not_show() -> None:
    with pytest.raises(CannotTake, match="not in the directory"):
        acting.asked(acting.verified())


def test_the_same_request_is_kept_once_until_it_is_answered_and_an_answer_once() -> None:
    file = acting.published()
    asked = acting.asked(file)
    with pytest.raises(CannotTake, match="asked already"):
        acting.asked(file)
    contact.answer(asked, agrees=False, words="Not this term.", by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="answered already"):
        contact.answer(asked, agrees=True, words="After all.", by=acting.head(), at=AT)
    acting.asked(file)
    assert ContactReply.objects.count() == 1


@pytest.mark.parametrize("role", ["sia", "pa", "chair", "headteacher"])
def test_only_the_headteacher_of_the_school_answers(role: str) -> None:
    urn = builders.OAK if role == "headteacher" else builders.BEECH
    user = builders.person(role, urns=() if role == "pa" else (urn,))
    asked = acting.asked(acting.published())
    with pytest.raises(PermissionDenied):
        contact.answer(asked, agrees=True, words="Yes.", by=user, at=AT)


def test_a_request_and_an_answer_say_something() -> None:
    file = acting.published()
    with pytest.raises(CannotTake, match="what you would like"):
        contact.ask(file, asker=acting.school(builders.OAK), wishes=" ", by=casework.head(), at=AT)
    with pytest.raises(CannotTake, match="when and how"):
        contact.answer(acting.asked(file), agrees=True, words="", by=acting.head(), at=AT)


def test_the_load_on_a_school_is_what_it_was_asked_since_the_school_year_began() -> None:
    file = acting.published()
    acting.asked(file)
    acting.asked(file, urn=None, by=acting.principal())
    assert kept.load([builders.BEECH, builders.OAK], today=TODAY) == {builders.BEECH: 2}
    next_year = TODAY.replace(year=2027, month=9, day=1)
    assert kept.load([builders.BEECH], today=next_year) == {}
    assert kept.year_began(TODAY.replace(month=8)).year == TODAY.year - 1
