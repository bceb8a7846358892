"""Questioning the set of similar schools: looking at another, and keeping it with a reason."""

import html
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests import builders
from tests.analysis.small_nation import AT, Nation
from tests.analysis.whole_nation import CLOSED, OWN, PRIMARY, whole_nation
from tests.web.test_pages import MATRIX
from tests.web.trying import queries_of
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.analysis.store import warehouse
from trellis.interfaces.web.schools import own_set
from trellis.schools.actions import own_sets, register
from trellis.schools.models import ChosenSet

pytestmark = pytest.mark.django_db
SIX = PRIMARY[10:16]
ADDRESS = f"/schools/{OWN}/own-set/"
WHY = "They serve the same estate"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    made = whole_nation(tmp_path_factory.mktemp("nation"))
    warehouse.build(made.home, at=AT)
    return made


@pytest.fixture
def held(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(nation.home.root))
    with warehouse.open(nation.home) as opened:
        for authority in ("901", "902"):
            register.sync(authority=authority, warehouse=opened, by=None, at=AT)


def signed_in(role: str, *, authority: str = "901", urn: int = OWN) -> Client:
    client = Client()
    urns = (urn,) if role in {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"} else ()
    client.force_login(
        builders.person(role, authority=authority, urns=urns),
        backend="trellis.accounts.sign_in.EmailBackend",
    )
    return client


def said(response: object) -> str:
    content = response.content.decode()  # type: ignore[attr-defined]
    main = content[content.index("<main") : content.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def query(*urns: int) -> str:
    return "?w=1&" + "&".join(f"urn={urn}" for urn in urns)


def test_it_begins_with_the_systems_set_and_shows_the_school_against_both(held: None) -> None:
    page = said(signed_in("pa").get(ADDRESS))
    assert "In the set: 30 schools" in page
    assert "Overall absence" in page
    assert "It never changes the suggested level by itself" in page


def test_another_set_moves_the_middle_and_the_place_in_it(held: None) -> None:
    # The school is the lowest of all: absence 3.0 against 4.0 to 4.5 of these six
    page = said(signed_in("pa").get(ADDRESS + query(*SIX)))
    assert re.search(r"Overall absence 2018/19 3.0% [\d.]+% 0% 4.2% 0% 6", page)


def test_a_set_is_kept_with_who_when_and_why_and_both_sides_stand_beside_each_other(held: None) -> None:
    adviser, head = signed_in("pa"), signed_in("headteacher")
    for client, urns, reason in ((adviser, SIX, WHY), (head, PRIMARY[20:28], "Our families come from there")):
        response = client.post(ADDRESS, {"urn": list(urns), "reason": reason})
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"/schools/{OWN}/similar/#chosen",
        )
    page = said(adviser.get(f"/schools/{OWN}/similar/"))
    assert f"Chosen by the authority: 6 schools Holds now {WHY} Pa, " in page
    assert "Chosen by the school: 8 schools Holds now Our families come from there Headteacher, " in page
    assert said(head.get(f"/schools/{OWN}/similar/")) == page
    assert [each.side for each in ChosenSet.objects.all()] == ["school", "authority"]
    event = Event.objects.filter(verb=Verb.SET_CHOSEN).last()
    assert event is not None
    assert (event.urn, event.authority_code, event.subject) == (OWN, "901", "6 schools, for the authority")
    kept = ChosenSet.objects.get(side="authority")
    assert "In the set: 6 schools" in said(head.get(f"{ADDRESS}?set={kept.pk}"))
    assert "In the set: 8 schools" in said(head.get(ADDRESS))  # each side begins with its own


def test_a_later_set_takes_the_earliers_place_and_a_set_is_taken_back_with_a_reason(held: None) -> None:
    client = signed_in("sia")
    client.post(ADDRESS, {"urn": SIX, "reason": WHY})
    client.post(ADDRESS, {"urn": PRIMARY[10:17], "reason": "One more"})
    assert said(client.get(f"/schools/{OWN}/similar/")).count("Holds now") == 1
    assert client.post(ADDRESS, {"take_back": "1", "reason": ""}).status_code == 400
    assert client.post(ADDRESS, {"take_back": "1", "reason": "It was wrong"}).status_code == 302
    page = said(client.get(f"/schools/{OWN}/similar/"))
    assert "Taken back by the authority It was wrong" in page
    assert "Holds now" not in page
    assert WHY in page  # nothing is lost
    again = client.post(ADDRESS, {"take_back": "1", "reason": "Twice"})
    assert again.status_code == 400
    assert "There is no chosen set to take back." in said(again)


@pytest.mark.parametrize(
    ("urns", "answer"),
    [
        ((*SIX, OWN), f"URN {OWN} is the school itself, and cannot be in its own set."),
        ((*SIX, 999999), "URN 999999: no such school is in the register."),
        ((*SIX, CLOSED), f"URN {CLOSED}: closed, so nothing is published of it now."),
        (SIX[:4], "Choose 5 to 50 schools, so that the middle of them means something. 4 are chosen now."),
        ((), "None is chosen now."),
        (("abc", *SIX), "Not a URN: abc."),
        (("9" * 30, *SIX), "Not a URN: 99999999999999999999."),
    ],
)
def test_a_set_that_cannot_be_is_answered_with_a_sentence_that_names_which(
    held: None, urns: tuple[object, ...], answer: str
) -> None:
    response = signed_in("pa").post(ADDRESS, {"urn": urns, "w": "1", "reason": WHY})
    assert response.status_code == 400
    assert answer in said(response)
    assert (
        b"<title>\n        Error:" in response.content or b"Error:" in response.content.split(b"</title>")[0]
    )
    assert not ChosenSet.objects.exists()


def test_more_than_fifty_are_too_many() -> None:
    with pytest.raises(own_sets.CannotChoose, match=r"5 to 50 schools.* 51 are chosen now"):
        own_sets.checked(range(1, 52), own=99, known=dict.fromkeys(range(1, 52), True))
    assert own_sets.checked([9, 3, 3, 1, 2, 4], own=99, known=dict.fromkeys(range(10), True)) == (
        1,
        2,
        3,
        4,
        9,
    )


def test_a_reason_is_asked_for_and_has_an_end(held: None) -> None:
    client = signed_in("pa")
    assert "Say why these schools" in said(client.post(ADDRESS, {"urn": SIX, "reason": "  "}))
    assert "1,000 characters or fewer" in said(client.post(ADDRESS, {"urn": SIX, "reason": "x" * 1001}))
    assert not ChosenSet.objects.exists()


def test_schools_are_found_by_words_and_added_by_number(held: None) -> None:
    client = signed_in("pa")
    page = said(client.get(f"{ADDRESS}{query(*SIX)}&q=authority+902"))
    assert "Found for “authority 902”" in page
    assert "School 100021" in page
    assert "In the set: 7 schools" in said(client.get(f"{ADDRESS}{query(*SIX)}&more={PRIMARY[30]}%2C%0A"))
    assert "No other open school has all of these words" in said(client.get(f"{ADDRESS}?w=1&q=%00zz%25%27"))
    assert "No school is in it yet" in said(client.get(f"{ADDRESS}?w=1"))


@pytest.mark.parametrize("role", [role for role in MATRIX if MATRIX[role][1] == 200])
def test_who_may_choose(held: None, role: str) -> None:
    client = signed_in(role)
    if role == "ssa":
        pytest.skip("sees secondary schools")
    response = client.post(ADDRESS, {"urn": SIX, "reason": WHY})
    assert response.status_code == (403 if role in {"auditor", "leadership_team", "trust_officer"} else 302)
    assert ("Keep this set" in said(client.get(ADDRESS))) is (response.status_code == 302)


@pytest.mark.parametrize("role", ["pa", "headteacher", "sia"])
def test_a_second_authority_and_another_school_choose_nothing_here(held: None, role: str) -> None:
    client = signed_in(role, authority="902", urn=PRIMARY[-1])
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"urn": SIX, "reason": WHY}).status_code == 404
    signed_in("pa").post(ADDRESS, {"urn": SIX, "reason": WHY})
    kept = ChosenSet.objects.get()
    assert client.get(f"/schools/{PRIMARY[-1]}/own-set/?set={kept.pk}").status_code == 404


def test_a_kept_set_can_be_neither_changed_nor_removed(held: None) -> None:
    signed_in("pa").post(ADDRESS, {"urn": SIX, "reason": WHY})
    kept = ChosenSet.objects.get()
    for attempt in (kept.save, kept.delete, ChosenSet.objects.all().delete):
        with pytest.raises(CannotChange):
            attempt()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE schools_chosenset SET reason = 'other'")


def test_the_page_takes_as_many_queries_however_many_sets_were_kept(held: None) -> None:
    client = signed_in("pa")
    client.post(ADDRESS, {"urn": SIX, "reason": WHY})
    addresses = (ADDRESS, f"/schools/{OWN}/similar/")
    few = [queries_of(client, address) for address in addresses]
    for i in range(3):
        client.post(ADDRESS, {"urn": SIX, "reason": f"Again {i}"})
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 12


def test_without_a_warehouse_the_page_says_so(
    held: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = signed_in("pa")
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    assert "No set can be shown. The figures are being rebuilt" in said(client.get(ADDRESS))
    assert client.post(ADDRESS, {"urn": SIX, "reason": WHY}).status_code == 200
    assert not ChosenSet.objects.exists()


def test_what_was_pasted_is_read_as_numbers_each_once() -> None:
    assert own_set.read_urns(["100001, 100002;100001", "x1 ١٢٣"]) == ((100001, 100002), ("x1", "١٢٣"))
    assert own_set.read_urns([""]) == ((), ())
