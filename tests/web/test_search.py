"""The search box and the page of what it finds."""

import re
from html import unescape

import pytest
from django.test import Client

from tests import builders
from tests.search import written
from tests.web.test_pages import LEVEL_ALONE, MATRIX, signed_in
from tests.web.trying import text
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]


@pytest.mark.parametrize("role", MATRIX)
def test_the_box_is_there_for_whoever_may_see_a_school_and_for_nobody_else(role: str) -> None:
    client = signed_in(role)
    sees = MATRIX[role][1] == 200 or MATRIX[role][2] == 200 or role in LEVEL_ALONE
    assert ('role="search"' in client.get("/account/").content.decode()) is sees
    assert client.get("/search/?q=beech").status_code == (200 if sees else 403)


def test_a_school_is_found_and_leads_to_the_page_that_the_reader_may_open() -> None:
    for role, page in (("pa", "where-we-are"), ("governor", "level")):
        client = signed_in(role)
        found = client.get("/search/?q=Beech+La").content.decode()
        assert f'href="/schools/{builders.BEECH}/{page}/"' in found
        assert client.get(f"/schools/{builders.BEECH}/{page}/").status_code == 200


def test_words_that_were_found_stand_out_and_nothing_that_was_written_is_markup() -> None:
    client = signed_in("pa")
    oak = School.objects.get(pk=builders.OAK)
    written.heard(oak, "<b>Unicorns</b> & others were seen", by=builders.person("sitl"))
    page = client.get("/search/?q=unicorn").content.decode()
    assert "<b>" not in page
    assert "<strong>&lt;b&gt;Unicorns" in page
    assert "that you read them is kept" in page
    assert f'href="/schools/{builders.OAK}/intelligence/"' in page


def test_who_may_not_read_what_is_restricted_is_told_the_same_as_where_there_is_nothing() -> None:
    oak = School.objects.get(pk=builders.OAK)
    written.heard(oak, "Unicorns were seen", by=builders.person("pa"))
    client = signed_in("leadership_team")
    nothing = text(client.get("/search/?q=gryphon").content).replace("gryphon", "unicorn")
    assert text(client.get("/search/?q=unicorn").content) == nothing


def test_no_words_and_no_finds_are_each_told_what_to_do_next() -> None:
    client = signed_in("pa")
    assert "Type a name, a URN, a town" in text(client.get("/search/").content)
    assert "Try fewer words" in text(client.get("/search/?q=qqqq").content)
    assert client.get("/search/?q=%00%27").status_code == 200
    assert client.post("/search/?q=a").status_code == 405


def test_a_colleague_is_found_with_an_address_and_opened_by_whoever_manages_accounts() -> None:
    builders.person("sitl", name="Wilhelmina Späth")
    page = signed_in("pa").get("/search/?q=spath").content.decode()
    assert "Wilhelmina Späth" in page
    assert "mailto:" in page
    assert "Wilhelmina" not in signed_in("headteacher").get("/search/?q=spath").content.decode()


def test_nobody_signed_out_searches() -> None:
    assert Client().get("/search/?q=beech").status_code == 302


@pytest.mark.parametrize("role", MATRIX)
def test_everything_that_a_role_finds_opens_for_it(role: str) -> None:
    written.everything(builders.person("pa"))
    client = signed_in(role)
    for typed in (
        "attendance",
        "absent",
        "exclusion",
        "literacy",
        "governors",
        "safeguarding",
        "nothing see",
    ):
        answer = client.get("/search/", {"q": typed})
        if answer.status_code == 403:
            return
        page = answer.content.decode().split("<main")[1].split("</main>")[0]
        for address in set(re.findall(r'href="(/[^"#]*)', page)):
            assert client.get(unescape(address)).status_code == 200, (typed, address)


def test_a_note_and_a_letter_lead_to_where_they_are_read() -> None:
    by = builders.person("pa")
    beech = School.objects.get(pk=builders.BEECH)
    note, letter = written.noted(beech, "A heron", by=by), written.issued(beech, "A heron", by=by)
    page = signed_in("headteacher").get("/search/?q=heron").content.decode()
    assert f'href="/schools/{builders.BEECH}/visits/{note.visit_id}/"' in page
    assert f'href="/documents/{letter.document_id}/issued/"' in page
