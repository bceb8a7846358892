"""The pages of the directory: found by words, area and place; one entry through its steps; and no level anywhere."""

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.casework import acting as casework
from tests.practice import acting
from tests.visits import acting as visiting
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.practice.models import ContactRequest, Entry
from trellis.schools import data
from trellis.screening.models import Run
from trellis.visits.actions import notes

pytestmark = pytest.mark.django_db
LIST, MAP = "/good-practice/", "/good-practice/map/"
BEECH = f"/schools/{builders.BEECH}/good-practice/"


class Ground(builders.HeldData):
    """Beech Lane and Oak Road 5 km apart, Elm 20 km away, and Juniper nowhere; Oak Road is like Beech Lane."""

    def schools_of(self, urns: Any) -> list[Any]:
        places = {
            builders.BEECH: (370_000, 210_000),
            builders.OAK: (373_000, 214_000),
            builders.ELM: (390_000, 210_000),
        }
        return [
            SimpleNamespace(
                urn=urn,
                release=None,
                row=None,
                easting=places.get(urn, (None,))[0],
                northing=places.get(urn, (None, None))[1],
            )
            for urn in urns
        ]

    def similar(self, urn: int) -> list[Any]:
        return [SimpleNamespace(urn=builders.OAK)] if urn == builders.BEECH else []

    def standings(self, urn: int, *, authority: str) -> list[Any]:
        return []

    def lineage(self, urn: int) -> list[Any]:
        return []

    def inspections(self, urn: int) -> list[Any]:
        return []

    as_of = builders.AS_OF


@pytest.fixture(autouse=True)
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    held = Ground()
    monkeypatch.setattr(data, "warehouse", lambda: held)
    builders.screened(authority="802")
    return builders.screened()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return text(answer.content)


def main(client: Client, address: str) -> str:
    """The main part of a page as it was sent."""
    whole = client.get(address).content.decode()
    found = re.search(r"<main.*</main>", whole, re.DOTALL)
    assert found is not None
    return found[0]


def words(**more: Any) -> Mapping[str, Any]:
    given = {
        "title": "Talk before writing",
        "what": "Children say a sentence before they write it.",
        "whom": "Years 1 to 4",
        "shows": "Books of three years.",
        "see": "A lesson.",
        "contact": "The leader of English",
        "areas": ["oracy", "writing"],
        "phases": ["primary"],
        "why": "I saw it.",
    }
    return {**given, **more}


def test_an_entry_goes_from_its_nomination_to_an_answer_by_the_forms_of_its_pages() -> None:
    adviser, head, principal = (signed_in(role) for role in ("sia", "headteacher", "pa"))
    answer = adviser.post(f"{BEECH}nominate/", {**words(), "seen": builders.BEECH})
    entry = Entry.objects.get()
    here = f"/good-practice/{entry.pk}/"
    assert answer.headers["Location"] == here
    for client, step in ((head, "consent"), (principal, "verify"), (principal, "publish")):
        form = client.get(f"{here}{step}/").content.decode()
        seen = re.search(r'name="seen"\s+value="(\d+)"', form)
        assert seen is not None
        sent = {"reasons": "It was so.", "seen": seen[1]}
        assert client.post(f"{here}{step}/", sent).headers["Location"] == here
    asker = Client()
    asker.force_login(acting.head(builders.OAK), backend="trellis.accounts.sign_in.EmailBackend")
    assert "Ask for contact" in page(asker, here)
    asked = {"asker": builders.OAK, "wishes": "A visit.", "seen": entry.pk}
    assert asker.post(f"{here}ask/", asked).status_code == 302
    request = ContactRequest.objects.get()
    assert "Asked 1 time this school year" in page(asker, here)
    told = page(head, here)
    assert "A visit." in told
    given = {"agrees": "yes", "words": "Come on Tuesday.", "seen": request.pk}
    assert head.post(f"/good-practice/requests/{request.pk}/", given).status_code == 302
    assert "Yes: Come on Tuesday." in page(asker, here)


def test_whoever_reads_the_directory_reads_an_entry_once_it_is_published_and_not_before_or_after() -> None:
    file = acting.verified()
    here, governor = f"/good-practice/{file.entry.pk}/", signed_in("governor")
    assert "Phonics" not in page(governor, LIST)
    page(governor, here, 404)
    file = acting.take(file, "publish", acting.principal())
    assert "Phonics from the first week" in page(governor, LIST)
    said = page(governor, here)
    assert "The leader of early reading" in said
    assert "Every step so far" not in said
    acting.take(file, "withdraw", acting.principal())
    assert "Phonics" not in page(governor, LIST)
    page(governor, here, 404)
    assert "Withdrawn" in page(signed_in("headteacher"), here)


def test_another_authority_reads_nothing_of_it() -> None:
    file = acting.published()
    for role in ("pa", "headteacher"):
        client = Client()
        urns = (builders.OTHER,) if role == "headteacher" else ()
        client.force_login(
            builders.person(role, authority="802", urns=urns), backend="trellis.accounts.sign_in.EmailBackend"
        )
        assert "Phonics" not in page(client, LIST)
        page(client, f"{LIST}?authority=801", 404)
        page(client, f"/good-practice/{file.entry.pk}/", 404)
        page(client, BEECH, 404)


def test_members_see_how_many_there_are_by_area_and_phase_and_no_school() -> None:
    file = acting.published()
    for role in ("executive_member", "scrutiny_member", "forum_member"):
        client = signed_in(role)
        said = page(client, LIST)
        assert "1 entry of good practice is published" in said
        assert "Early reading 1" in said
        assert "Beech" not in said
        assert "Phonics" not in said
        for address in (MAP, f"/good-practice/{file.entry.pk}/", BEECH):
            page(client, address, 403)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=phonics", True),
        ("q=blending", True),
        ("q=teaches", True),
        ("q=beech", True),
        ("q=chemistry", False),
        ("area=early-reading", True),
        ("area=science", False),
        ("phase=primary", True),
        ("phase=secondary", False),
        (f"near={builders.OAK}&within=10", True),
        (f"near={builders.ELM}&within=10", False),
        (f"near={builders.BEECH}&like=yes", False),
        (f"near={builders.ACADEMY}&within=5", False),
    ],
)
def test_the_directory_is_narrowed_by_words_area_phase_distance_and_likeness(query: str, found: bool) -> None:
    acting.published()
    client = signed_in("pa")
    for address in (LIST, MAP):
        assert ("Phonics from the first week" in page(client, f"{address}?{query}")) is found, address


def test_schools_like_the_one_looked_from_are_found_and_said_to_be() -> None:
    acting.published(builders.OAK, phases=("secondary",), title="Quiet corridors")
    client = signed_in("pa")
    said = page(client, f"{LIST}?near={builders.BEECH}&like=yes")
    assert "Quiet corridors" in said
    assert "Like the school looked from" in said
    assert "5.0 km" in said


def test_a_headteacher_looks_from_their_own_school_unasked() -> None:
    acting.published(builders.OAK, phases=("secondary",))
    assert "5.0 km" in page(signed_in("headteacher"), LIST)


@pytest.mark.parametrize(
    "query",
    [
        "area=level-3",
        "phase=%00",
        "near=999999",
        "within=1e9",
        "like=no",
        "within=5",
        "q=%00%27%22%3Cscript%3E",
        "q=" + "a%20" * 400,
        "near=-1&within=-5&like=yes&area[]=x",
    ],
)
def test_odd_addresses_are_answered_in_words(query: str) -> None:
    acting.published()
    client = signed_in("pa")
    for address in (LIST, MAP):
        sent = client.get(f"{address}?{query}")
        assert sent.status_code == 200
        assert b"<script>" not in sent.content.split(b"<main")[1]


def test_what_is_written_is_shown_as_it_was_written_and_runs_nowhere() -> None:
    odd = '<img src=x onerror="alert(1)"> & {{ 7*7 }}'
    file = acting.published(title=odd, what=odd, see=odd)
    client = signed_in("pa")
    for address in (LIST, MAP, f"/good-practice/{file.entry.pk}/", BEECH):
        sent = client.get(address).content.decode()
        assert "<img src=x" not in sent
        assert "&lt;img src=x" in sent
        assert "49" not in text(sent.encode())


def test_the_map_marks_each_school_once_and_its_table_has_what_the_map_has() -> None:
    acting.published()
    second = acting.published(title="Another practice")
    acting.published(builders.ACADEMY, title="Nowhere to be drawn")
    sent = main(signed_in("pa"), MAP)
    assert sent.count('class="mark-link"') == 1
    assert 'aria-label="Beech Lane Primary School: 2 entries"' in sent
    assert f'href="/good-practice/{second.entry.pk}/"' in sent
    assert "The register gives no place for Juniper Academy" in text(sent.encode())


def test_no_page_of_the_directory_says_or_hints_at_a_level() -> None:
    casework.in_force(builders.BEECH, level=2)
    file = acting.published()
    asked = acting.asked(file)
    here = f"/good-practice/{file.entry.pk}/"
    for role in ("pa", "headteacher", "sia", "governor", "executive_member"):
        client = signed_in(role)
        for address in (
            LIST,
            MAP,
            here,
            f"{here}ask/",
            f"{here}refresh/",
            f"/good-practice/requests/{asked.pk}/",
        ):
            answer = client.get(address)
            if answer.status_code == 200:
                body = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
                assert body is not None
                said = re.sub(r"A level", "", text(body[0].encode())).lower()
                assert not re.search(r"\blevel\b|vulnerable|causing concern|secure\b|mark--[123]", said), (
                    address
                )


def test_an_entry_under_review_is_gone_for_readers_and_its_school_is_not_told_why() -> None:
    file = acting.published(at=acting.AT - acting.A_DAY)
    casework.in_force(builders.BEECH, level=3)
    here = f"/good-practice/{file.entry.pk}/"
    page(signed_in("governor"), here, 404)
    assert "Phonics" not in page(signed_in("pa"), LIST)
    said = re.sub(r"\s+", " ", text(main(signed_in("headteacher"), here).encode()))
    assert "Under review" in said
    assert not re.search(r"level|concern|safeguarding", said, re.IGNORECASE)


def test_the_practice_of_a_visit_s_note_is_nominated_with_its_words_filled_in() -> None:
    content = visiting.content(
        practice="Older pupils read with younger ones.", practice_area="Reading", consent="yes"
    )
    file = visiting.shared(said=content)
    client = signed_in("sia")
    visit = f"/schools/{builders.BEECH}/visits/{file.visit.pk}/"
    link = f"{BEECH}nominate/?visit={file.visit.pk}"
    assert f'href="{link}"' in client.get(visit).content.decode()
    form = client.get(link).content.decode()
    assert "Older pupils read with younger ones." in form
    assert re.search(r'value="reading"\s+checked', form)
    assert "May it be shared: asked: the school agrees" in text(form.encode())
    answer = client.post(link, {**words(), "seen": builders.BEECH})
    assert answer.status_code == 302
    assert Entry.objects.get().origin == "visit"
    assert Entry.objects.get().visit == file.visit


def test_the_page_of_a_visit_says_that_a_final_note_nominated_its_practice() -> None:
    content = visiting.content(practice="Older pupils read.", practice_area="Reading", consent="yes")
    file = notes.correct(visiting.shared(said=content), by=visiting.head(), at=builders.AT)
    visit = f"/schools/{builders.BEECH}/visits/{file.visit.pk}/"
    asked = signed_in("sia").get(f"{visit}finish/").content
    assert "is then nominated for the directory" in text(asked)
    notes.finish(file, by=visiting.adviser(), at=builders.AT)
    said = signed_in("sia").get(visit).content
    assert "Nominated for the directory: Older pupils read" in text(said)
    assert f'href="/good-practice/{Entry.objects.get().pk}/"' in said.decode()
    assert "nominate/?visit=" not in said.decode()
    assert "Nominated for the directory" not in text(signed_in("governor").get(visit).content)


def test_no_draft_of_a_note_and_no_note_of_another_school_is_nominated_from() -> None:
    draft = visiting.drafted(said=visiting.content(practice="A secret yet."))
    client = signed_in("sia")
    for odd in (draft.visit.pk, 999_999, "x", "1' OR 1=1", "９"):
        page(client, f"{BEECH}nominate/?visit={odd}", 404)
    page(client, f"{BEECH}nominate/?figure=absence_overall", 404)


def test_a_form_that_moved_on_or_lacks_something_keeps_what_was_typed() -> None:
    file = acting.consented()
    here, principal = f"/good-practice/{file.entry.pk}/", signed_in("pa")
    seen = len(file.steps) * 1000 + 1
    acting.take(file, "verify", acting.senior())
    answer = principal.post(f"{here}verify/", {"reasons": "I saw it on Monday.", "seen": seen})
    assert answer.status_code == 409
    assert "I saw it on Monday." in answer.content.decode()
    answer = signed_in("sia").post(
        f"{BEECH}nominate/", {**words(contact="a@b.example"), "seen": builders.BEECH}
    )
    assert answer.status_code == 409
    assert "no e-mail address" in text(answer.content)
    assert "Children say a sentence" in answer.content.decode()
    assert signed_in("sia").post(f"{BEECH}nominate/", {}).status_code == 400


def test_what_waits_is_told_on_the_home_page_and_on_the_page_of_what_is_due() -> None:
    file = acting.nominated()
    what = "Consent to an entry of good practice, or decline: Phonics from the first week"
    assert what in page(signed_in("headteacher"), "/home/")
    assert what in page(signed_in("pa"), "/due/?kind=practice")
    acting.take(file, "consent", acting.head())
    principal = signed_in("pa")
    assert "Verify good practice: Phonics" in page(principal, "/home/")
    assert (
        f'href="/good-practice/{file.entry.pk}/verify/"'
        in principal.get("/due/?kind=practice").content.decode()
    )
    assert "Phonics" in page(principal, "/good-practice/under-way/")


def test_the_one_search_finds_what_the_directory_shows_and_nothing_that_it_does_not() -> None:
    file = acting.published()
    governor = signed_in("governor")
    assert "Phonics from the first week" in page(governor, "/search/?q=blending")
    other = Client()
    other.force_login(acting.head(builders.OAK), backend="trellis.accounts.sign_in.EmailBackend")
    assert f'href="/good-practice/{file.entry.pk}/"' in other.get("/search/?q=blending").content.decode()
    stranger = Client()
    stranger.force_login(
        builders.person("pa", authority="802"), backend="trellis.accounts.sign_in.EmailBackend"
    )
    assert "Phonics" not in page(stranger, "/search/?q=blending")
    acting.take(file, "take_back", acting.head())
    assert "Phonics from the first week" not in page(governor, "/search/?q=blending")


def test_the_number_of_queries_of_the_list_and_the_map_does_not_grow_with_the_entries() -> None:
    client = signed_in("pa")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        return len(made)

    acting.published()
    for address in (LIST, MAP):
        asked(address)
    first = [asked(address) for address in (LIST, MAP, "/good-practice/under-way/")]
    for urn, title in ((builders.BEECH, "Two"), (builders.ELM, "Three"), (builders.OAK, "Four")):
        acting.published(urn, title=title)
        acting.nominated(urn, title=f"{title} more")
    assert [asked(address) for address in (LIST, MAP, "/good-practice/under-way/")] == first
    assert max(first) <= 22
