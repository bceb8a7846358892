"""A pen portrait: only its person writes it, somebody else verifies it, and what is shown is what was verified."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.leaders import acting
from trellis.accounts.actions import accounts
from trellis.accounts.models import User
from trellis.accounts.roles import ROLES
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.actions import portraits
from trellis.leaders.models import Portrait, PortraitStep
from trellis.leaders.queries.leaders import LeaderFile
from trellis.leaders.workflows.pen_portrait import PEN_PORTRAIT
from trellis.schools.actions import interests
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}
PERSON, JUDGES = {"system_leader"}, {"spa", "ssa", "pa"}


def withdrawn() -> LeaderFile:
    return acting.take(acting.published(), "withdraw", acting.principal())


TAKEN: dict[str, tuple[Callable[[], LeaderFile], set[str]]] = {
    "consent": (acting.written, PERSON),
    "send_back": (acting.consented, JUDGES),
    "verify": (acting.consented, JUDGES),
    "publish": (acting.verified, JUDGES),
    "refresh": (acting.published, JUDGES),
    "take_back": (acting.published, PERSON),
    "withdraw": (acting.published, JUDGES),
    "begin_again": (withdrawn, PERSON),
}


def holder(role: str) -> User:
    return builders.person(role, urns=(builders.BEECH,) if role in OWN else ())


def write(file: LeaderFile, by: User, words: str = "Other words.") -> LeaderFile:
    return portraits.write(file, words=words, offers="", by=by, at=AT)


def test_every_step_but_the_one_that_writing_takes_is_tried_here() -> None:
    assert set(TAKEN) | {"reword"} == set(PEN_PORTRAIT.by_name)
    assert set(TAKEN) == set(portraits.ASKED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_by_those_whose_it_is_and_by_nobody_else(name: str, role: str) -> None:
    made, who = TAKEN[name]
    file, user = made(), holder(role)
    if role in who:
        assert acting.take(file, name, user).portrait_state == PEN_PORTRAIT.by_name[name].target
    else:
        with pytest.raises(TransitionRefused):
            acting.take(file, name, user)
        assert acting.again(file).portrait_steps == file.portrait_steps


@pytest.mark.parametrize("role", sorted(set(ROLES) - PERSON))
def test_nobody_but_its_person_writes_it_whatever_their_role(role: str) -> None:
    with pytest.raises(PermissionDenied):
        write(acting.own(), holder(role))
    assert not Portrait.objects.exists()


def test_another_system_leader_neither_writes_nor_consents_nor_takes_it_back() -> None:
    file = acting.published()
    other = User.objects.create_user(email="other@801.example", name="Other", password=None)
    accounts.give_posts(user=other, role="system_leader", authority_code="801", from_date=AT.date(), urns=())
    with pytest.raises(PermissionDenied):
        write(file, other)
    with pytest.raises(TransitionRefused):
        acting.take(file, "take_back", other)


def test_nobody_verifies_their_own_even_with_the_post_for_it() -> None:
    file = acting.consented()
    accounts.give_posts(user=acting.person(), role="pa", authority_code="801", from_date=AT.date(), urns=())
    with pytest.raises(TransitionRefused, match="this is your own"):
        acting.take(file, "verify", acting.person())


def test_who_has_an_interest_in_the_leaders_school_does_not_verify() -> None:
    file, principal = acting.consented(), acting.principal()
    interests.declare(
        school=acting.school(),
        user=principal,
        kind="child",
        reason="A child there.",
        from_date=AT.date(),
        to_date=None,
        by=principal,
        at=AT,
    )
    with pytest.raises(StandsAside):
        acting.take(file, "verify", principal)


def test_what_is_shown_stays_until_new_words_are_looked_at_and_every_version_is_kept() -> None:
    file = acting.published()
    assert file.portrait is not None
    assert file.portrait.words == acting.WORDS
    file = write(file, acting.person())
    assert file.portrait_state == "published"
    assert (file.portrait.words if file.portrait else "", file.has_new_words) == (acting.WORDS, True)
    file = acting.take(file, "refresh", acting.principal())
    assert (file.portrait.words if file.portrait else "", file.has_new_words) == ("Other words.", False)
    assert [each.words for each in file.portraits] == [acting.WORDS, "Other words."]


@pytest.mark.parametrize("made", [acting.consented, acting.verified])
def test_new_words_before_it_is_published_are_consented_to_anew(made: Callable[[], LeaderFile]) -> None:
    file = write(made(), acting.person())
    assert (file.portrait_state, file.portrait) == ("draft", None)
    assert file.portrait_steps[-1].name == "reword"


@pytest.mark.parametrize("made", [acting.own, acting.written, acting.consented, acting.verified])
def test_nothing_is_shown_before_it_is_published(made: Callable[[], LeaderFile]) -> None:
    assert made().portrait is None


def test_nothing_is_shown_after_it_was_taken_back_and_it_is_begun_again_before_it_is_written() -> None:
    file = acting.take(acting.published(), "take_back", acting.person())
    assert file.portrait is None
    with pytest.raises(CannotTake, match="begin again"):
        write(file, acting.person())


def test_a_portrait_that_was_withdrawn_and_begun_again_shows_nothing_until_it_is_published_anew() -> None:
    file = acting.take(withdrawn(), "begin_again", acting.person())
    file = acting.take(write(file, acting.person()), "consent", acting.person())
    assert file.portrait is None
    file = acting.take(acting.take(file, "verify", acting.principal()), "publish", acting.principal())
    assert file.portrait is not None
    assert file.portrait.words == "Other words."


def test_its_review_falls_due_a_year_after_it_was_published_or_refreshed() -> None:
    file = acting.published()
    assert not acting.again(file, days=364).is_portrait_review_due
    later = acting.again(file, days=365)
    assert later.is_portrait_review_due
    assert later.portrait is not None  # it says that it is due, and nothing changes by itself
    again = acting.take(later, "refresh", acting.principal(), at=AT + 365 * acting.A_DAY)
    assert not again.is_portrait_review_due


@pytest.mark.parametrize("name", portraits.ASKED)
def test_each_step_says_why(name: str) -> None:
    made, who = TAKEN[name]
    user = acting.person() if who == PERSON else acting.principal()
    with pytest.raises(CannotTake, match=r"^Say "):
        portraits.take(made(), name, reasons=" ", by=user, at=AT)


def test_words_say_something_are_not_too_long_and_are_not_sent_twice() -> None:
    file = acting.written()
    for words, said in ((" ", "who you are"), ("x" * 4001, "4,000"), (acting.WORDS, "already")):
        with pytest.raises(CannotTake, match=said):
            portraits.write(file, words=words, offers="Phonics.", by=acting.person(), at=AT)


def test_a_step_about_words_that_were_written_over_meanwhile_is_refused() -> None:
    file = acting.consented()
    write(file, acting.person())
    with pytest.raises(CannotTake, match="written anew"):
        acting.take(file, "verify", acting.principal())


@pytest.mark.django_db(transaction=True)
def test_of_words_and_a_verification_at_once_one_is_told() -> None:
    file, person, principal = acting.consented(), acting.person(), acting.principal()
    said = at_once.told([lambda: write(file, person), lambda: acting.take(file, "verify", principal)])
    assert [each == "done" for each in said].count(True) == 1
    assert PortraitStep.objects.filter(number=3).count() == 1
