"""A note is kept while it is written: through its page, for whoever writes it, until they save it or leave it out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.visits import acting
from tests.web.trying import text
from trellis.accounts.models import User
from trellis.visits.actions import in_hand, notes
from trellis.visits.models import InHand, NoteRevision

pytestmark = pytest.mark.django_db
BEECH = f"/schools/{builders.BEECH}/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: acting.AT)
    builders.screened()
    builders.screened(authority="802")


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def page_of(file: Any) -> str:
    return f"{BEECH}visits/{file.visit.pk}/note/"


def typed(**changes: str) -> dict[str, str]:
    return {
        "seen": "0",
        "action_count": "3",
        "met": "Hanna Head",
        "found-attendance": "Fewer are late.",
        "action1-by": "some time in January",
        "action3-what": "Ring home",
        **changes,
    }


def keep(user: User, address: str, **changes: str) -> Any:
    answer = client(user).post(address, typed(keep="1", **changes))
    return answer.status_code, answer.json()


def read(user: User, address: str) -> tuple[str, str]:
    """The page as text, and as it was sent."""
    answer = client(user).get(address)
    assert answer.status_code == 200
    return text(answer.content), answer.content.decode()


def test_what_is_kept_is_on_the_page_again_as_it_was_typed_and_is_no_draft() -> None:
    at, adviser = page_of(acting.held()), acting.adviser()
    status, said = keep(adviser, at)
    assert (status, said["told"]) == (200, "")
    assert re.fullmatch(r"\d+:\d\d[ap]m", said["kept"])
    words, page = read(adviser, at)
    assert "What you wrote up to 20 November 2026 at" in words
    for typed_in in ("Fewer are late.", 'value="some time in January"', "Ring home"):
        assert typed_in in page
    assert "There is a problem" not in words
    assert NoteRevision.objects.count() == 0
    assert "You wrote in the note up to 20 November 2026" in read(adviser, at.removesuffix("note/"))[0]


def test_saving_drops_what_is_in_hand_and_so_does_leaving_it_out() -> None:
    at, adviser = page_of(acting.held()), acting.adviser()
    keep(adviser, at)
    sent = typed(**{"action1-by": "15/1/2027", "go_on": "1"})
    answer = client(adviser).post(at, sent)
    assert answer["Location"] == f"{at}?saved"
    assert InHand.objects.count() == 0
    words, _ = read(adviser, f"{at}?saved")
    assert "Revision 1 is saved, by Sia Adler, 20 November 2026 at" in words
    keep(adviser, at, seen="1", met="Somebody else")
    assert "Somebody else" in read(adviser, at)[1]
    assert client(adviser).post(at, {"forget": "1"})["Location"] == at
    assert "Somebody else" not in read(adviser, at)[1]
    assert "Hanna Head" in read(adviser, at)[1]


def test_what_says_the_same_as_the_newest_draft_is_not_told_of_as_unsaved() -> None:
    at, adviser = page_of(acting.held()), acting.adviser()
    right = {"action1-by": "15/1/2027"}
    client(adviser).post(at, typed(**right))
    keep(adviser, at, seen="1", **right)
    assert "is not saved yet" not in read(adviser, at)[0]


def test_a_form_that_could_not_be_saved_is_kept_too() -> None:
    at, adviser = page_of(acting.held()), acting.adviser()
    assert client(adviser).post(at, typed()).status_code == 400
    assert 'value="some time in January"' in read(adviser, at)[1]
    assert client(adviser).post(at, typed(more="1", met="Two people")).status_code == 200
    assert "Two people" in read(adviser, at)[1]


def test_whoever_is_overtaken_is_told_at_once_and_shown_both_when_they_come_back() -> None:
    file = acting.drafted()
    at, leader = page_of(file), acting.leader()
    right = {"action1-by": "15/1/2027", "seen": "0"}
    _, said = keep(leader, at, **right)
    assert "Sia Adler saved revision 1 since you opened this page" in said["told"]
    words, page = read(leader, at)
    assert "Somebody saved another revision" in words
    assert "Reading in years 2 and 3." in words
    assert "Fewer are late." in words
    assert 'name="seen" value="1"' in page
    answer = client(leader).post(
        at, typed(**{**right, "seen": "1", "looked_at": "Reading in years 2 and 3."})
    )
    assert answer.status_code == 302
    assert [row.by for row in NoteRevision.objects.order_by("number")] == [acting.adviser(), leader]


def test_two_who_write_are_told_of_one_another_and_not_what_the_other_writes() -> None:
    at, adviser, leader = page_of(acting.held()), acting.adviser(), acting.leader()
    keep(adviser, at, met="A word to the wise")
    _, said = keep(leader, at)
    assert said["told"].startswith("Sia Adler (last at ")
    assert "is writing in this note too" in said["told"]
    words, page = read(leader, at)
    assert "Sia Adler (last at" in words
    assert "A word to the wise" not in page


def test_words_are_not_lost_when_the_note_is_shared_by_another_meanwhile() -> None:
    file, adviser = acting.drafted(), acting.adviser()
    at = page_of(file)
    notes.share(
        file,
        seen=1,
        reply_by=acting.TODAY + timedelta(days=7),
        by=acting.leader(),
        at=acting.AT,
    )
    _, said = keep(adviser, at, met="Two governors too", seen="1")
    assert said["told"].startswith("This visit stands at “Note with the school” now")
    assert "What you wrote here is kept for you" in said["told"]
    words, _ = read(adviser, at)
    assert "You had written this and not saved it." in words
    assert "Two governors too" in words
    client(adviser).post(at, {"forget": "1"})
    assert "Two governors too" not in read(adviser, at)[1]


def test_a_correction_of_a_final_note_is_kept_with_its_reasons() -> None:
    at, adviser = page_of(acting.finished()), acting.adviser()
    keep(adviser, at, seen="3", reasons="Singing was left out.", met="Hanna Head, headteacher")
    assert "Singing was left out." in read(adviser, at)[1]


def test_what_was_sent_after_the_session_ended_is_in_hand_once_they_sign_in_again() -> None:
    at, adviser = page_of(acting.held()), acting.adviser()
    mine = client(adviser)
    stamp = re.findall(r'name="shown_to"\s+value="([^"]*)"', mine.get(at).content.decode())[0]
    mine.logout()
    answer = mine.post(at, typed(keep="1", shown_to=stamp))
    assert answer.status_code == 403
    assert InHand.objects.count() == 0
    mine.post(f"/sign-in/?next={at}", {"email": adviser.email, "password": builders.PASSWORD})
    assert "Fewer are late." in mine.get(at).content.decode()
    assert "Fewer are late." in read(adviser, at)[1]  # and in any other browser from then on


def test_what_is_too_long_to_keep_is_told_and_not_kept() -> None:
    at = page_of(acting.held())
    status, said = keep(acting.adviser(), at, met="a" * (in_hand.MOST + 1))
    assert status == 409
    assert said["kept"] == ""
    assert "longer than can be kept as you write" in said["told"]


@pytest.mark.parametrize("role", ["spa", "headteacher", "chair", "governor", "auditor", "director"])
def test_only_those_who_write_in_the_note_keep_anything(role: str) -> None:
    at = page_of(acting.held())
    urns = (builders.BEECH,) if role in ("headteacher", "chair", "governor") else ()
    assert client(builders.person(role, urns=urns)).post(at, typed(keep="1")).status_code == 403
    assert client(acting.other_adviser()).post(at, typed(keep="1")).status_code == 403
    assert client(builders.person("pa", authority="802")).post(at, typed(keep="1")).status_code == 404
    assert InHand.objects.count() == 0


def test_the_page_of_a_note_may_send_to_its_own_address_and_no_other_page_sends_anything() -> None:
    file, mine = acting.held(), client(acting.adviser())
    policy = mine.get(page_of(file)).headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "connect-src" not in mine.get(BEECH + "visits/").headers["Content-Security-Policy"]
