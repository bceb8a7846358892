"""An entry of the directory: who takes each step, what must be said, and what the directory shows of it when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.casework import acting as casework
from tests.interventions import acting as intervening
from tests.practice import acting
from trellis.accounts.roles import ROLES
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.practice.actions import nominations, steps
from trellis.practice.models import Entry, Publication, Wording
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import GOOD_PRACTICE
from trellis.schools import chronology, standing_aside
from trellis.schools.actions import interests
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
HEADS, VERIFIERS = (
    {"headteacher"},
    {"spa", "pa"},
)  # the school is a primary school, so no senior adviser secondary
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}


def under_review() -> EntryFile:
    file = acting.published(builders.ACADEMY, at=AT - timedelta(days=1))
    intervening.noted(builders.ACADEMY, subject="safeguarding")
    held, at = acting.later(file, days=1)
    return steps.hold(held, at=at)


# Each step that somebody takes: from where it is taken, and by whom
TAKEN: dict[str, tuple[Callable[[], EntryFile], set[str]]] = {
    "consent": (acting.nominated, HEADS),
    "decline": (acting.nominated, HEADS),
    "verify": (acting.consented, VERIFIERS),
    "publish": (acting.verified, VERIFIERS),
    "refresh": (acting.published, VERIFIERS),
    "keep": (under_review, VERIFIERS),
    "take_back": (acting.published, HEADS),
    "withdraw": (acting.published, VERIFIERS),
}


def holder(role: str, urn: int) -> Any:
    return builders.person(role, urns=(urn,) if role in OWN else ())


def test_every_step_that_somebody_takes_is_tried_here() -> None:
    assert (
        set(TAKEN) == {step.name for step in GOOD_PRACTICE.transitions if step.permission} == set(steps.ASKED)
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_by_those_whose_it_is_and_by_nobody_else(name: str, role: str) -> None:
    made, who = TAKEN[name]
    file = made()
    user, at = holder(role, file.entry.school_id), AT + timedelta(days=2)
    file = acting.again(file, at=at)
    if role in who:
        done = acting.take(file, name, user, at=at, reasons="It was seen.")
        assert done.state == GOOD_PRACTICE.by_name[name].target
        assert (done.steps[-1].by, done.steps[-1].at, done.steps[-1].reasons) == (user, at, "It was seen.")
        newest = Event.objects.order_by("-pk").first()
        assert newest is not None
        assert (newest.verb, newest.by, newest.urn) == (Verb.PRACTICE_MOVED, user, file.entry.school_id)
    else:
        with pytest.raises(TransitionRefused):
            acting.take(file, name, user, at=at)
        assert acting.again(file, at=at).steps == file.steps


@pytest.mark.parametrize("role", ROLES)
def test_advisers_and_the_headteacher_nominate_and_nobody_else(role: str) -> None:
    user = holder(role, builders.BEECH)
    if role in {"sia", "sitl", "spa", "pa", "headteacher"}:
        assert acting.nominated(by=user).entry.by == user
    else:
        with pytest.raises(PermissionDenied):
            acting.nominated(by=user)
        assert not Entry.objects.exists()


def test_every_role_of_another_authority_is_refused() -> None:
    for role in ("sia", "spa", "pa", "headteacher"):
        user = builders.person(role, authority="802", urns=(builders.OTHER,) if role in OWN else ())
        with pytest.raises(PermissionDenied):
            acting.nominated(by=user)
        with pytest.raises(TransitionRefused):
            acting.take(acting.nominated(title=f"By {role}"), "withdraw", user)


@pytest.mark.parametrize("name", steps.ASKED)
def test_each_step_says_why(name: str) -> None:
    file = TAKEN[name][0]()
    with pytest.raises(CannotTake, match=r"^Say "):
        acting.take(file, name, acting.principal(), reasons=" ")


def test_who_nominated_it_neither_verifies_nor_refreshes_it_and_another_does() -> None:
    nominator = acting.senior()
    file = acting.consented(by=nominator)
    with pytest.raises(TransitionRefused, match="you nominated it"):
        acting.take(file, "verify", nominator)
    file = acting.take(acting.take(file, "verify", acting.principal()), "publish", nominator)
    with pytest.raises(TransitionRefused, match="you nominated it"):
        acting.take(file, "refresh", nominator)
    assert acting.take(file, "refresh", acting.principal()).state == "published"


def test_who_has_an_interest_in_the_school_stands_aside_from_nominating_and_verifying() -> None:
    file = acting.consented()
    for user in (acting.principal(), acting.senior()):
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
            acting.take(file, "verify", user)
        with pytest.raises(standing_aside.StandsAside):
            acting.nominated(by=user, title="Another")


def test_what_the_headteacher_nominates_has_consent_with_it_once_its_words_are_whole() -> None:
    whole = acting.nominated(by=acting.head())
    assert whole.state == "consented"
    assert whole.entry.origin == "school"
    begun = acting.nominated(by=acting.head(), title="Begun", see="")
    assert begun.state == "nominated"


def test_consent_waits_for_words_that_say_what_a_visitor_needs() -> None:
    file = acting.nominated(whom="", see="", contact="")
    with pytest.raises(TransitionRefused, match="for whom it is, what a visitor could see, whom to ask for"):
        acting.take(file, "consent", acting.head())
    file = nominations.word(file, words=acting.words(), by=acting.head(), at=AT)
    assert acting.take(file, "consent", acting.head()).state == "consented"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "called"),
        ({"title": "x" * 121}, "120 characters"),
        ({"what": ""}, "what is done"),
        ({"what": "x" * 4001}, "4,000 characters"),
        ({"see": "x" * 4001}, "4,000 characters"),
        ({"areas": ()}, "area of practice"),
        ({"areas": ("level-3",)}, "area of practice"),
        ({"areas": ("reading", "writing", "oracy", "science", "arts")}, "4 areas"),
        ({"phases": ()}, "phase"),
        ({"phases": ("primary", "independent")}, "phase"),
        ({"contact": "reading@beech.example"}, "no e-mail address"),
        ({"contact": "Ring 01632 960 123"}, "no telephone number"),
        ({"contact": "https://beech.example"}, "no e-mail address"),
    ],
)
def test_words_that_lack_something_or_give_a_private_address_are_not_kept(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.nominated(**given)
    assert not Entry.objects.exists()


def test_a_nomination_says_why_and_is_kept_once() -> None:
    with pytest.raises(CannotTake, match="why you nominate"):
        acting.nominated(why=" ")
    acting.nominated()
    with pytest.raises(CannotTake, match="kept, once"):
        acting.nominated()


def test_the_database_itself_refuses_words_that_say_nothing_and_a_nomination_without_why() -> None:
    file = acting.nominated()
    row = {"entry": file.entry, "number": 2, "by": file.entry.by, "at": AT}
    for odd in ({"title": "", "what": "x"}, {"title": "x", "what": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wording.objects.create(**row, **odd)
    kept = {"authority_id": "801", "school": acting.school(), "by": file.entry.by, "at": AT}
    for odd in ({"origin": "adviser", "why": ""}, {"origin": "rumour", "why": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**kept, **odd)


def test_nothing_of_an_entry_is_written_over() -> None:
    file = acting.published()
    for row in (file.entry, file.wording, file.steps[0], Publication.objects.get()):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()


def test_the_directory_shows_what_is_published_and_nothing_before_or_after() -> None:
    file = acting.nominated()
    assert acting.shown() == []
    for name, who in (("consent", acting.head()), ("verify", acting.principal())):
        file = acting.take(file, name, who)
        assert acting.shown() == []
    file = acting.take(file, "publish", acting.principal())
    assert acting.shown() == ["Phonics from the first week"]
    assert acting.shown(authority="802") == []
    acting.take(file, "withdraw", acting.principal())
    assert acting.shown() == []


def test_new_words_of_the_school_are_shown_once_they_are_verified() -> None:
    file = acting.published()
    file = nominations.word(file, words=acting.words(title="Phonics, taught again"), by=acting.head(), at=AT)
    assert file.has_new_words
    assert acting.shown() == ["Phonics from the first week"]
    file = acting.take(file, "refresh", acting.principal())
    assert not file.has_new_words
    assert acting.shown() == ["Phonics, taught again"]
    assert [each.title for each in file.wordings] == ["Phonics from the first week", "Phonics, taught again"]


def test_a_step_that_rests_on_words_which_were_written_over_meanwhile_is_refused() -> None:
    file = acting.consented()
    nominations.word(file, words=acting.words(title="Something else"), by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="worded this entry anew"):
        acting.take(file, "verify", acting.principal())


def test_only_the_school_words_its_entry_and_never_to_less_than_it_consented_to() -> None:
    file = acting.consented()
    for user in (
        acting.adviser(),
        acting.principal(),
        casework.chair(builders.BEECH),
        acting.head(builders.OAK),
    ):
        with pytest.raises(PermissionDenied):
            nominations.word(file, words=acting.words(title="Ours"), by=user, at=AT)
    with pytest.raises(CannotTake, match="what a visitor could see"):
        nominations.word(file, words=acting.words(see=""), by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="the words that it has"):
        nominations.word(file, words=acting.words(), by=acting.head(), at=AT)
    ended = acting.take(file, "withdraw", acting.principal())
    with pytest.raises(CannotTake, match="has ended"):
        nominations.word(ended, words=acting.words(title="Ours"), by=acting.head(), at=AT)


def test_of_two_who_take_a_step_at_once_the_second_is_told_and_nothing_of_theirs_is_kept() -> None:
    file = acting.consented()
    acting.take(file, "verify", acting.principal())
    with pytest.raises(CannotTake, match="Somebody else"):
        acting.take(file, "withdraw", acting.senior())
    assert acting.again(file).state == "verified"


def test_a_year_after_it_was_published_its_review_is_due_and_a_refreshing_gives_another_year() -> None:
    file, at = acting.later(acting.published(), days=364)
    assert not file.is_review_due
    file, at = acting.later(file, days=365)
    assert file.is_review_due
    assert file.is_current
    file = acting.take(file, "refresh", acting.principal(), at=at)
    assert not file.is_review_due
    assert file.review_by is not None
    assert file.review_by.year == AT.year + 2


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    day = AT.date().replace(year=2028, month=2, day=29)
    assert entries.year_after(day).isoformat() == "2029-02-28"


def test_an_entry_is_read_as_it_stood_on_a_day() -> None:
    acting.published(at=AT)
    assert entries.of_school(acting.school(), today=AT.date() - timedelta(days=1)) == []


def test_the_chronology_of_the_school_tells_each_step_and_the_sight_of_another_nothing() -> None:
    acting.published()
    said = [act.what.lower() for act in chronology.of(acting.school()).acts]
    assert any("nominated good practice of the school" in each for each in said)
    assert any("took a step with the good practice" in each for each in said)
    assert Event.objects.filter(verb=Verb.PRACTICE_MOVED, urn=builders.BEECH).count() == 3
    assert not any("practice" in act.what.lower() for act in chronology.of(acting.school(builders.OAK)).acts)


def test_the_number_of_queries_does_not_grow_with_the_directory() -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            entries.current("801", today=AT.date())
        return len(made)

    acting.published()
    first = asked()
    acting.published(builders.ELM)
    acting.published(builders.BEECH, title="Another")
    assert asked() == first
    assert first <= 8
