"""The page of what is due as each reader has it: what they may choose, what a bad address is told, and what nobody is shown."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting as casework
from tests.casework import meeting
from tests.documents import drawing_up
from tests.intake import returned
from tests.interventions import acting as interventions
from tests.visits import acting as visits
from tests.web.notice_pages import client as client_of
from tests.web.notice_pages import text
from tests.web.test_due import heard, listed
from tests.web.test_pages import signed_in
from trellis.accounts.actions import accounts
from trellis.accounts.models import User
from trellis.casework.actions import cases
from trellis.documents.actions import moving
from trellis.interfaces.web.cases import due_filters
from trellis.interventions.actions import notices
from trellis.notices.actions import choosing
from trellis.schools.actions import interests
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
OAK, BEECH = builders.OAK, builders.BEECH
BAD = ("x", "-1", "0", "٣", "99999999999999999999999", "\0", "<script>alert(1)</script>", "' OR 1=1")


@pytest.fixture(autouse=True)
def screened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened()
    builders.screened(authority="802")


def _pa() -> User:
    return builders.person("pa")


def _ssa() -> User:
    return builders.person("ssa")


def test_the_reader_is_one_of_the_choices_by_name_or_by_number() -> None:
    casework.informed(OAK)
    casework.identified(BEECH)
    senior = _ssa()
    for query in ("?person=me", f"?person={senior.pk}"):
        page = listed(client_of(senior), query)
        assert "Of whom: You" in page
        assert "Visit the headteacher and the chair" in page
        assert "What needs others" not in page
    others = listed(signed_in("sitl"), "?person=me")
    assert "Tell the senior adviser" in others
    assert "Visit the headteacher" not in others


def test_what_somebody_had_who_has_left_is_nobody_s_and_still_found_by_their_name() -> None:
    visits.drafted()
    lead = visits.adviser()
    visits.other_adviser()
    reader = signed_in("auditor")
    assert "Write the note" not in listed(reader, "?person=nobody&kind=visits")
    for post in lead.posts.all():
        accounts.end_post(post, to_date=builders.AS_OF - timedelta(days=1))
    for query in ("?person=nobody", "?team=nobody", f"?person={lead.pk}"):
        assert "Write the note of visit" in listed(reader, f"{query}&kind=visits"), query
    assert f"{lead.name} Nobody yet" in listed(reader, "?person=nobody&kind=visits")
    page = reader.get("/due/").content.decode()
    assert re.search(rf'label="With no post here now">\s*<option value="{lead.pk}"', page)


def test_a_step_for_either_senior_adviser_is_of_the_one_of_the_school_s_phase() -> None:
    primary = builders.person("spa")
    meeting.called()  # at a secondary school
    reader = signed_in("auditor")
    assert "Issue the papers" in listed(reader, f"?person={_ssa().pk}")
    assert "Issue the papers" in listed(reader, "?team=secondary")
    assert "Issue the papers" not in listed(reader, "?team=primary")
    assert f'value="{primary.pk}"' not in reader.get("/due/?kind=groups").content.decode()
    assert "Spa or Ssa" not in listed(reader)


def test_filters_narrow_together_and_each_can_be_taken_away_alone() -> None:
    casework.informed(OAK)
    casework.identified(BEECH)
    reader = signed_in("auditor")
    senior = _ssa()
    page = reader.get(f"/due/?person={senior.pk}&school={OAK}&kind=visits")
    said = text(page)
    every = int(re.search(r"1 of ([\d,]+) things is shown\.", said)[1])  # type: ignore[index]
    assert every > 2
    assert "School: Oak Road School Take away : School, Oak Road School" in said
    body = page.content.decode()
    assert f'href="?kind=visits&amp;person={senior.pk}&amp;authority=801"' in body
    assert f'href="?person={senior.pk}&amp;school={OAK}&amp;authority=801"' in body
    assert 'href="?authority=801"' in body
    assert re.search(rf'<option value="{OAK}" selected>', body)


def test_a_page_of_which_nothing_is_left_says_so_and_how_to_see_everything() -> None:
    casework.informed(OAK)
    senior = _ssa()
    page = listed(signed_in("auditor"), f"?person={senior.pk}&kind=notices")
    assert "Nothing that you may see is due now of what you asked for" in page
    assert "Of whom: Ssa" in page
    assert "show everything that is due" in page
    assert "0 of" in page
    assert "What needs others" not in page


def test_a_school_of_which_nothing_is_due_is_named_to_those_who_may_see_it() -> None:
    page = listed(signed_in("auditor"), f"?school={OAK}")
    assert "School: Oak Road School" in page
    assert "Nothing that you may see is due now" in page
    own = signed_in("sia")  # of Beech Lane
    page = listed(own, f"?school={OAK}", status=400)
    assert "Oak Road" not in page
    assert "not one of those you work with" in page


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("name", due_filters.LABELS)
def test_a_value_that_is_no_choice_is_told_in_a_sentence_and_narrows_nothing(name: str, value: str) -> None:
    casework.informed(OAK)
    response = signed_in("auditor").get("/due/", {name: value})
    assert response.status_code == 400
    page = response.content.decode()
    assert "There is a problem" in page
    assert f'href="#{name}"' in page
    assert f'id="{name}"' in page
    assert "<title>Error: What is due" in " ".join(page.split()).replace("<title> ", "<title>")
    assert "alert(1)" not in page
    assert "Visit the headteacher and the chair" in page


def test_people_and_schools_of_another_authority_are_as_good_as_none() -> None:
    casework.informed(OAK)
    senior, stranger = _ssa(), signed_in("auditor", authority="802")
    nobody = text(stranger.get("/due/?person=99999999"))
    for query in (f"person={senior.pk}", f"school={OAK}"):
        page = stranger.get(f"/due/?{query}")
        assert page.status_code == 400
        for secret in ("Oak Road", "Ssa", "Visit the headteacher"):
            assert secret not in text(page), query
    # Whether there is such an account is not told
    assert text(stranger.get(f"/due/?person={senior.pk}")) == nobody
    assert stranger.get(f"/due/?authority=801&person={senior.pk}").status_code == 404


def test_choices_are_of_what_the_reader_may_see_alone() -> None:
    casework.informed(OAK)
    casework.identified(BEECH)
    visits.drafted()
    page = signed_in("spa", email="second@example.org").get("/due/").content.decode()
    assert f'value="{BEECH}"' in page
    assert f'value="{OAK}"' not in page
    assert f'value="{_ssa().pk}"' not in page
    assert f'value="{visits.adviser().pk}"' in page
    page = signed_in("auditor").get("/due/").content.decode()
    assert f'value="{BEECH}"' in page
    assert f'value="{OAK}"' in page
    assert "Far Away" not in page


def test_what_the_school_does_not_know_of_stays_with_those_whose_step_it_is() -> None:
    interventions.drafted(OAK)
    drafts = "checked by a lawyer"
    assert drafts in listed(client_of(_ssa()), f"?school={OAK}&person=me")
    reader = signed_in("data_officer")
    for query in ("", f"?person={_ssa().pk}", f"?school={OAK}", "?team=secondary"):
        assert drafts not in text(reader.get(f"/due/{query}")), query


def test_nobody_is_asked_to_give_a_notice_that_they_drafted() -> None:
    drafter = builders.person("pa", email="drafter@example.org")
    file = notices.draft(
        interventions.considered(OAK, by=drafter),
        words=interventions.words(),
        by=drafter,
        at=builders.AT,
    )
    interventions.sound(file)
    reader, other = client_of(builders.person("director")), _pa()
    assert "Give the warning notice" in listed(reader, "?person=me")
    # Both answer for duties, and so are choices
    assert "Give the warning notice" in listed(reader, f"?person={other.pk}")
    assert "Give the warning notice" not in listed(reader, f"?person={drafter.pk}")


REVIEW = "Review the soft intelligence"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("sia", "mine"),  # of the school
        ("spa", "mine"),
        ("pa", "mine"),
        ("sitl", "others"),
        ("director", "others"),
        ("auditor", "others"),
        ("ssa", ""),  # of the other phase
        ("data_officer", ""),
        ("leadership_team", ""),
    ],
)
def test_soft_intelligence_that_asks_for_a_look_is_told_to_those_who_may_read_it(
    role: str, sees: str
) -> None:
    heard()
    builders.person("sia", urns=(BEECH,))
    page = listed(signed_in(role))
    mine, _, others = page.partition("What needs others")
    assert (REVIEW in mine, REVIEW in others) == (sees == "mine", sees == "others")
    assert "The head shouts" not in page
    if sees:
        row = page.split(REVIEW)[1][:200]
        assert "3 corroborated entries within 12 months" in row
        assert "As soon as can be" in row


def test_soft_intelligence_is_not_told_to_those_of_another_school_authority_or_with_an_interest() -> None:
    heard()
    partner = builders.person("pa")
    assert REVIEW in listed(client_of(partner), "?person=me")
    interests.declare(
        school=School.objects.get(pk=BEECH),
        user=partner,
        kind="family",
        reason="Partner works there",
        from_date=builders.AS_OF,
        to_date=None,
        by=partner,
        at=builders.AT,
    )
    for reader in (
        client_of(partner),
        client_of(builders.person("sia", urns=(OAK,))),
        signed_in("auditor", authority="802"),
    ):
        assert REVIEW not in text(reader.get("/due/"))
        assert REVIEW not in text(reader.get("/due/?kind=intelligence"))


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("pa", "mine"),
        ("director", "mine"),
        ("sitl", "others"),
        ("leadership_team", "others"),
        ("spa", ""),  # of the other phase
        ("sia", ""),  # of another school
    ],
)
def test_a_document_that_waits_is_told_to_those_who_may_read_it(role: str, sees: str) -> None:
    drawing_up.submitted()
    mine, _, others = listed(signed_in(role)).partition("What needs others")
    what = "Approve the document, or send it back"
    assert (what in mine, what in others) == (sees == "mine", sees == "others")


def test_a_document_is_not_asked_of_whoever_wrote_it_nor_told_of_where_it_is_restricted() -> None:
    wrote = builders.person("pa", email="wrote@example.org")
    casework.in_force()
    moving.submit(drawing_up.made(by=wrote), by=wrote, at=builders.AT)
    reader = client_of(wrote)
    other = _pa()
    assert "Approve the document" not in listed(reader, "?person=me")
    assert "Approve the document" in listed(reader, f"?person={other.pk}")
    assert "It waits since 20 November 2026." in listed(reader)
    assert listed(client_of(other), "?kind=documents").count("Approve the document") == 1
    pack = drawing_up.made("briefing-pack", by=casework.senior())
    moving.submit(pack, by=casework.senior(), at=builders.AT)
    for role in ("pa", "director", "auditor"):
        page = listed(signed_in(role), "?kind=documents")
        assert page.count("Approve the document") == 1, role
        assert "riefing" not in page, role


def test_a_return_leads_whoever_imports_to_it_and_others_to_when_it_last_came() -> None:
    returned.came("local_governance", on=date(2026, 6, 1))
    officer = signed_in("data_officer").get("/due/?person=me&kind=returns")
    assert "Import a return: Governors" in text(officer)
    assert "Each term. Last came on 1 June 2026." in text(officer)
    assert "31 October 2026 20 days overdue" in text(officer)
    assert 'href="/data/imports/new/"' in officer.content.decode()
    adviser = signed_in("sia")
    page = adviser.get("/due/?kind=returns")
    assert 'href="/data/#returns"' in page.content.decode()
    assert adviser.get("/data/").status_code == 200
    assert "Import a return" not in listed(adviser, "?person=me")
    far = listed(signed_in("auditor", authority="802"), "?kind=returns")
    assert "Governors" not in far
    assert "It has not come yet." in far


def test_returns_that_cannot_be_told_are_said_to_be_so() -> None:
    returned.came("local_governance", on=date(2026, 6, 1)).write_text("{ half")
    page = listed(signed_in("data_officer"))
    assert "Which returns are due cannot be told now" in page
    assert "Import a return" not in page


def test_home_and_due_ask_the_same_of_each_reader() -> None:
    heard()
    drawing_up.submitted()
    returned.came("local_governance", on=date(2026, 6, 1))
    for role in ("sia", "ssa", "pa", "data_officer", "director", "auditor"):
        reader = signed_in(role)
        home = text(reader.get("/home/")).split("What changed since")[0]
        due = listed(reader, "?person=me")
        for what in (
            REVIEW,
            "Approve the document",
            "Import a return: Governors",
            "Import a return: Budgets",
        ):
            assert (what in home) == (what in due), (role, what)


def test_documents_soft_intelligence_and_returns_leave_the_service_by_no_calendar() -> None:
    heard()
    drawing_up.submitted()
    for role in ("pa", "data_officer"):
        reader = builders.person(role)
        token = choosing.make_feed(by=reader, at=builders.AT)
        written = client_of(reader).get(f"/calendar/{token}.ics").content.decode()
        for word in ("VCALENDAR", "intelligence", "document", "return"):
            assert (word in written) == (word == "VCALENDAR"), (role, word)


def test_how_much_is_due_of_each_person_and_team_leads_to_what_it_is() -> None:
    casework.informed(OAK)
    senior = _ssa()
    page = signed_in("auditor").get("/due/")
    body, said = page.content.decode(), text(page).split("How much is due of whom")[1]
    assert f'href="?person={senior.pk}&amp;authority=801"' in body
    assert 'href="?team=secondary&amp;authority=801"' in body
    assert "Ssa 1 0" in said
    assert "Secondary advisers 1 0" in said


def test_nothing_due_at_all_is_said_without_a_count() -> None:
    page = text(signed_in("spa").get("/due/?kind=notices"))
    assert "Nothing that you may see is due now of what you asked for" in page
    only_school = text(client_of(builders.person("sia", urns=(BEECH,))).get("/due/?kind=visits"))
    assert "Nothing that you may see is due now of what you asked for" in only_school


def test_an_adviser_of_one_school_is_not_asked_which() -> None:
    page = signed_in("sia").get("/due/").content.decode()
    assert 'id="person"' in page
    assert 'name="school"' not in page


@pytest.mark.parametrize("role", ["headteacher", "chair", "governor"])
def test_a_school_is_told_that_the_page_is_for_the_authority(role: str) -> None:
    response = signed_in(role).get(f"/due/?school={BEECH}&person=me")
    assert response.status_code == 403
    assert "Oak Road" not in response.content.decode()


def test_the_pages_of_a_school_lead_to_what_is_due_of_it_for_those_who_may_open_that() -> None:
    casework.informed(OAK)
    address = f'href="/due/?school={OAK}&amp;authority=801"'
    for page in ("where-we-are/", "case/"):
        assert address in client_of(_ssa()).get(f"/schools/{OAK}/{page}").content.decode(), page
        assert "/due/" not in client_of(casework.head(OAK)).get(f"/schools/{OAK}/{page}").content.decode()
    assert 'href="/due/"' in client_of(_ssa()).get("/home/").content.decode()


def test_allocation_leads_to_what_is_due_of_each_adviser_even_where_nothing_is() -> None:
    adviser = builders.person("sia", urns=(OAK,), name="Ada Adviser")
    leader = signed_in("sitl")
    assert f'href="/due/?person={adviser.pk}&amp;authority=801"' in (
        leader.get("/people/allocation/").content.decode()
    )
    page = listed(leader, f"?person={adviser.pk}&authority=801")
    assert "Of whom: Ada Adviser" in page
    assert "Nothing that you may see is due now" in page
    colleague = signed_in("sia")
    assert "Ada Adviser" not in listed(colleague, f"?person={adviser.pk}", status=400)


def test_the_number_of_queries_grows_with_no_filter_and_with_nothing_that_is_due() -> None:
    def counted(query: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(f"/due/{query}").status_code == 200
        return len(made)

    casework.informed(OAK)
    visits.drafted()
    interventions.raised()
    drawing_up.submitted()
    heard()
    returned.came("local_governance", on=date(2026, 6, 1))
    senior, client = _ssa(), client_of(builders.person("pa"))
    queries = (
        "",
        f"?person={senior.pk}",
        "?person=nobody",
        "?person=me&kind=late",
        f"?school={OAK}",
        "?team=secondary",
        f"?person={senior.pk}&school={OAK}&team=secondary&kind=visits",
    )
    counted("")  # the first page of a session may ask once more
    before = {query: counted(query) for query in queries}
    assert len(set(before.values())) == 1
    for number in range(30):
        school = School.objects.create(
            urn=910000 + number,
            authority_id="801",
            name=f"School {number}",
            phase_group="primary",
            school_type="Community school",
            relationship="maintained",
            is_open=True,
        )
        adviser = builders.person("sia", urns=(school.pk,), name=f"Adviser {number}")
        cases.identify(
            school=school,
            level=2,
            source="adviser_visit",
            seen="Absence.",
            seen_on=builders.AS_OF,
            by=adviser,
            at=builders.AT,
        )
        drawing_up.with_its_approver(school, by=adviser)
        heard(school.pk)
    assert {query: counted(query) for query in queries} == before
