"""The sandbox: who may, what a change answers, what is refused and with which status."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from tests import builders
from tests.web.test_pages import MATRIX as ROLES
from tests.web.test_pages import Outline, signed_in
from tests.web.trying import CHANGED, MARGIN, MAY, Held, kept_by, queries_of, text, whole_form
from trellis.activity.models import Event, Verb
from trellis.drafts.models import Draft
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_open_the_sandbox_and_the_drafts(role: str) -> None:
    client = signed_in(role)
    status = 200 if role in MAY else 403
    for address in ("/what-if/", f"/what-if/{CHANGED}", "/what-if/drafts/"):
        assert client.get(address).status_code == status, address
    kept = client.post("/what-if/keep/", {"pack": "test-pack", MARGIN: "3.5", "title": "Mine", "as": "new"})
    assert kept.status_code == (302 if role in MAY else 403)
    assert Draft.objects.count() == (role in MAY)
    linked = b'href="/what-if/"' in client.get("/account/").content
    assert linked == (role in MAY)


@pytest.mark.parametrize("role", sorted(MAY))
def test_a_second_authority_sees_nothing_of_the_first(role: str) -> None:
    draft_id = kept_by("pa")
    client = signed_in(role, authority="802")
    assert client.get(f"/what-if/{CHANGED}&authority=801").status_code == 404
    assert client.get(f"/what-if/schools/{builders.ACADEMY}/{CHANGED}").status_code == 404
    assert client.get(f"/what-if/drafts/{draft_id}/").status_code == 404
    assert client.get(f"/what-if/?draft={draft_id}").status_code == 404
    assert client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "1"}).status_code == 404
    assert b"A wider margin" not in client.get("/what-if/drafts/").content
    said = text(client.get(f"/what-if/{CHANGED}").content)
    assert not any(row["name"] in said for row in builders.SCHOOLS if row["authority"] == "801")
    posted = client.post(
        "/what-if/keep/", {"pack": "test-pack", "authority": "801", MARGIN: "3", "title": "x"}
    )
    assert posted.status_code == 404


def test_a_change_says_who_moves_from_where_to_where_and_why() -> None:
    said = text(signed_in("pa").get(f"/what-if/{CHANGED}").content)
    assert "1 of 5 schools would move: 1 towards less." in said
    assert "In all England 1 of 6 schools would move." in said
    assert "Juniper Academy Primary, Community school" in said
    assert "Concern, band 2: Vulnerable L2-8: Absence is well above the national median." in said
    assert "Between bands 1 and 2" in said
    assert "2 percentage points 3.5 percentage points" in said
    assert "Level 2: Vulnerable 2 1 −1" in said
    assert "Primary 1 0 1 → 0" in said


def test_without_a_change_the_page_says_what_to_do_and_that_nothing_live_changes() -> None:
    said = text(signed_in("pa").get("/what-if/").content)
    assert "Nothing you do here changes how any school is judged" in said
    assert "Open a criterion" in said
    assert "What would follow" not in said


def test_the_form_leads_to_an_address_that_holds_the_changes_alone() -> None:
    client = signed_in("pa")
    sent = whole_form(client, **{MARGIN: "3.5"})
    del sent["L2-8.key"]
    response = client.post("/what-if/", sent)
    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"/what-if/?pack=test-pack&authority=801&L2-8.key=no&{MARGIN}=3.5#result"
    )
    stamped = client.post("/what-if/", {**whole_form(client), "shown_to": "somebody"})
    assert stamped.headers["Location"] == "/what-if/?pack=test-pack&authority=801#result"
    unchanged = client.post("/what-if/", whole_form(client))
    assert unchanged.headers["Location"] == "/what-if/?pack=test-pack&authority=801#result"


def test_a_form_with_mistakes_tells_each_in_a_sentence_beside_its_field() -> None:
    client = signed_in("pa")
    sent = whole_form(client, **{MARGIN: "lots", "rule.others": "0"})
    response = client.post("/what-if/", sent)
    said = text(response.content)
    assert response.status_code == 422
    assert "<title>Error: What if" in re.sub(r"\s+", " ", response.content.decode())
    assert f'href="#{MARGIN}"' in response.content.decode()
    assert said.count("“lots” is not one") == 2
    assert "enter a number from 1 to" in said
    assert 'value="lots"' in response.content.decode()
    assert "Schools that would move" not in said


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("L9-9.x.y=1", 400),
        (f"{MARGIN}=abc", 400),
        (f"{MARGIN}=1e400", 400),
        (f"{MARGIN}=-3", 400),
        (f"{MARGIN}=999999", 400),
        ("rule.others=0", 400),
        ("L2-8.absence_overall.above.than=moon", 400),
        ("L1-8.key=no", 400),
        ("hello=there", 400),
        ("x=%00%27%3Cscript%3Ealert(1)%3C/script%3E", 400),
        (MARGIN + "=" + "9" * 4000, 400),
        ("pack=nowhere", 404),
        ("pack=../../etc", 404),
        ("pack=%00", 404),
        ("authority=999", 404),
        ("draft=1", 404),
        ("draft=abc", 404),
        ("draft=99999999999999999999", 404),
    ],
)
def test_a_hand_edited_address_is_answered_with_a_sentence_and_the_right_status(
    query: str, status: int
) -> None:
    asked = query if query.startswith("pack=") else f"pack=test-pack&{query}"
    response = signed_in("pa").get(f"/what-if/?{asked}")
    assert response.status_code == status
    assert b"<script>alert" not in response.content
    if status == 400:
        assert "There is a problem" in text(response.content)
        assert "Schools that would move" not in text(response.content)


@pytest.mark.parametrize("urn", [1, builders.OTHER, builders.BEECH])
def test_only_a_school_one_works_with_is_explained(urn: int) -> None:
    status = signed_in("ssa").get(f"/what-if/schools/{urn}/{CHANGED}").status_code
    assert status == 404


def test_one_school_is_explained_by_both_packs_in_its_own_values_and_the_look_is_recorded() -> None:
    client = signed_in("pa")
    response = client.get(f"/what-if/schools/{builders.ACADEMY}/{CHANGED}")
    said = text(response.content)
    assert "With your changes this school would move." in said
    assert "Met. " in said
    assert "Not met. " in said
    assert "8.0%" in said
    assert Event.objects.filter(verb=Verb.LOOKED, urn=builders.ACADEMY).count() == 1
    bad = client.get(f"/what-if/schools/{builders.ACADEMY}/{CHANGED}&nonsense=1")
    assert bad.status_code == 400


def test_a_senior_adviser_sees_the_names_of_their_phase_and_the_counts_of_all() -> None:
    said = text(signed_in("ssa").get(f"/what-if/{CHANGED}").content)
    assert "Juniper Academy" not in said
    assert "1 school outside your phase would move too." in said
    assert "1 of 5 schools would move" in said


def test_pages_have_a_title_one_heading_unique_ids_and_nothing_inline() -> None:
    draft_id = kept_by("pa")
    client = signed_in("pa")
    school = f"/what-if/schools/{builders.ACADEMY}/{CHANGED}"
    for address in (
        "/what-if/",
        f"/what-if/{CHANGED}",
        school,
        "/what-if/drafts/",
        f"/what-if/drafts/{draft_id}/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        outline = Outline(response.content.decode())
        assert outline.h1 == 1, address
        assert outline.inline == [], address
        assert len(outline.ids) == len(set(outline.ids)), address
        assert outline.title.endswith("– Severnshire – Trellis")


def test_nobody_opens_the_sandbox_without_signing_in() -> None:
    for address in (
        "/what-if/",
        "/what-if/drafts/",
        "/what-if/drafts/1/",
        f"/what-if/schools/{builders.OAK}/",
    ):
        assert Client().get(address).headers["Location"].startswith("/sign-in/?next="), quote(address)


def test_the_pages_take_as_many_queries_for_many_as_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("pa")
    client.get("/accessibility/")  # the header counts what is new once a minute
    kept_by("director")
    few = [
        queries_of(client, address) for address in (f"/what-if/{CHANGED}", "/what-if/", "/what-if/drafts/")
    ]
    many = tuple({**builders.SCHOOLS[3], "urn": 910000 + i, "name": f"School {i}"} for i in range(60))
    warehouse = Held((*builders.SCHOOLS, *many))
    warehouse.__dict__["build_id"] = "b2"
    builders.screened(data=warehouse)
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    for _ in range(5):
        kept_by("director")
    more = [
        queries_of(client, address) for address in (f"/what-if/{CHANGED}", "/what-if/", "/what-if/drafts/")
    ]
    assert b"School 59" in client.get(f"/what-if/{CHANGED}").content
    assert more == few
    assert max(few) <= 11


def test_before_anything_is_built_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    client = signed_in("pa")
    assert data.REBUILDING in text(client.get(f"/what-if/{CHANGED}").content)
    assert client.get(f"/what-if/schools/{builders.OAK}/{CHANGED}").status_code == 503
    kept = client.post("/what-if/keep/", {"pack": "test-pack", MARGIN: "3.5", "title": "Mine", "as": "new"})
    assert kept.status_code == 422
    assert Draft.objects.count() == 0
