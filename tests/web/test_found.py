"""The pages of support that a school found itself: what is logged, who reads it, and who says how it was used."""

import pytest
from django.test import Client

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import HELPED, HELPS
from tests.web.trying import text as words_of
from trellis.accounts.models import User
from trellis.brokering.models import FoundSupport
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
PAGE = f"/schools/{HELPED}/support/"
WHO = "A therapist from Hereshire"


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def text(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return words_of(answer.content)


def sent(**more: object) -> dict[str, object]:
    given: dict[str, object] = {
        "seen": 1,
        "who": WHO,
        "what": "Talk in Reception.",
        "areas": ["early-reading"],
        "days": "2.5",
        "cost": "",
        "begun": "1/1/2026",
        "ended": "",
        "came": "",
        "helped": "",
    }
    return {**given, **more}


def test_a_head_logs_what_the_school_found_and_the_page_says_that_nobody_assured_its_quality() -> None:
    head = client(acting.head())
    assert "Log support that we found ourselves" in text(head, PAGE)
    answer = head.post(f"{PAGE}found/", sent())
    assert answer.headers["Location"] == f"{PAGE}#found"
    said = text(head, PAGE)
    assert WHO in said
    assert "Not said yet" in said
    assert "the authority has not assured its quality" in said
    number = FoundSupport.objects.get().pk
    impact = {"seen": 0, "came": "Adults wait longer.", "helped": "4", "ended": ""}
    assert head.post(f"/support/found/{number}/impact/", impact).status_code == 302
    said = text(head, PAGE)
    assert "Adults wait longer." in said
    assert "It helped well" in said


def test_what_came_of_it_can_be_said_with_the_entry_and_not_by_half() -> None:
    head = client(acting.head())
    answer = head.post(f"{PAGE}found/", sent(came="Adults wait longer."))
    assert answer.status_code == 409
    assert "Say both what came of it and how far it helped" in words_of(answer.content)
    assert head.post(f"{PAGE}found/", sent(came="Adults wait longer.", helped="5")).status_code == 302
    assert "It made a great difference" in text(head, PAGE)


def test_an_adviser_reads_it_and_says_how_it_was_used_and_the_head_reads_that() -> None:
    number = acting.found_itself(came="Adults wait longer.").found.pk
    adviser = client(acting.adviser())
    said = text(adviser, PAGE)
    assert WHO in said
    assert "Log support that we found ourselves" not in said
    used = f"/support/found/{number}/used/"
    assert used in adviser.get(PAGE).content.decode()
    assert adviser.post(used, {"seen": 0, "agrees": "yes", "words": "Seen in Reception."}).status_code == 302
    assert "Used effectively. Seen in Reception." in text(client(acting.head()), PAGE)
    assert used not in client(acting.head()).get(PAGE).content.decode()


def test_no_other_school_and_no_other_authority_reads_of_it() -> None:
    number = acting.found_itself(came="Adults wait longer.").found.pk
    elsewhere = builders.person("pa", authority="802")
    for reader in (client(acting.head(HELPS)), client(elsewhere)):
        assert reader.get(PAGE).status_code in (403, 404)
        for part in ("impact", "used"):
            assert reader.get(f"/support/found/{number}/{part}/").status_code in (403, 404)
    assert WHO not in text(client(acting.head(HELPS)), f"/schools/{HELPS}/support/")
    for address in ("/support/impact/", "/support/load/", "/support/brokered/"):
        assert WHO not in text(client(acting.principal()), address)


def test_what_is_sent_twice_is_kept_once_and_a_last_day_can_be_taken_out_again() -> None:
    head = client(acting.head())
    assert (
        head.post(f"{PAGE}found/", sent(ended="1/2/2026", came="More talk.", helped="4")).status_code == 302
    )
    assert (
        head.post(f"{PAGE}found/", sent(ended="1/2/2026", came="More talk.", helped="4")).status_code == 409
    )
    assert FoundSupport.objects.count() == 1
    assert "until 1 February 2026" in text(head, PAGE)
    address = f"/support/found/{FoundSupport.objects.get().pk}/impact/"
    again = {"seen": 1, "came": "It goes on.", "helped": "4", "ended": ""}
    assert head.post(address, again).status_code == 302
    assert "until 1 February 2026" not in text(head, PAGE)


def test_an_entry_that_was_a_mistake_is_taken_back_with_a_reason_that_the_adviser_reads_too() -> None:
    number = acting.found_itself(came="Adults wait longer.").found.pk
    head, address = client(acting.head()), f"/support/found/{number}/take-back/"
    assert address in head.get(PAGE).content.decode()
    answer = head.post(address, {"seen": 1, "reasons": ""})
    assert answer.status_code == 400
    assert "Say why it is taken back" in words_of(answer.content)
    assert head.post(address, {"seen": 1, "reasons": "It was for another school."}).status_code == 302
    for reader in (head, client(acting.adviser())):
        said = text(reader, PAGE)
        assert f"{WHO}: taken back on" in said
        assert "It was for another school." in said
        assert "Adults wait longer." not in said
        assert f"/support/found/{number}/" not in reader.get(PAGE).content.decode()
    for part in ("impact", "take-back"):
        assert head.get(f"/support/found/{number}/{part}/").status_code == 403
