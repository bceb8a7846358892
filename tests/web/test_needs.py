"""The strengths and needs of an area: who sees what, how a need is marked, and what is never shown."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import area, builders
from tests.web.test_pages import MATRIX, signed_in
from tests.web.trying import text
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.priorities import queries, state
from trellis.priorities.models import Marking, Need
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held_area")]

MAY_MARK = {"spa", "ssa", "pa"}
NOTHING = {"governor", "clerk", "traded_services", "system_leader", "administrator"}
READS_NOTES = {"sia", "sitl", "spa", "ssa", "pa", "data_officer", "director", "leadership_team", "auditor"}
PAGE = f"/area/{area.BAD}/"
WHOLE = {"state": "complete", "risk": "high", "response": "challenge", "following": "0", "note": "By Easter."}


@pytest.fixture
def held_area(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.screened(authority="802")
    builders.screened()
    warehouse = area.HeldArea()
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    monkeypatch.setattr(state, "_figures", None)
    monkeypatch.setattr(state, "_standings", {})


def owner(role: str = "sitl", **more: str) -> str:
    return str(builders.person(role, **more).pk)


def marked(client: Client, **changes: str) -> None:
    response = client.post(f"{PAGE}mark/", {**WHOLE, "owner": owner(), **changes})
    assert response.status_code == 302, text(response.content)


# Who sees what


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_sees_the_area_and_only_senior_advisers_mark(role: str) -> None:
    somebody = owner()  # before signing in: a password given anew ends a session
    client = signed_in(role)
    seen = 403 if role in NOTHING else 200
    for address in ("/area/", "/area/scorecard/", PAGE, "/area/?group=social_worker"):
        assert client.get(address).status_code == seen, address
    may = 200 if role in MAY_MARK else 403
    assert client.get(f"{PAGE}mark/").status_code == may
    sent = client.post(f"{PAGE}mark/", {**WHOLE, "owner": somebody})
    assert sent.status_code == (302 if role in MAY_MARK else 403)
    assert Marking.objects.count() == (role in MAY_MARK)
    link = b'href="/area/"' in client.get("/account/").content
    assert link == (role not in NOTHING)
    assert (b"/mark/" in client.get(PAGE).content) == (role in MAY_MARK)


@pytest.mark.parametrize("role", [role for role in MATRIX if role not in NOTHING])
def test_nobody_sees_anothers_area_or_its_marks(role: str) -> None:
    marked(signed_in("pa"))
    client = signed_in(role, authority="802")
    for address in ("/area/?authority=801", f"{PAGE}?authority=801", "/area/scorecard/?authority=801"):
        assert client.get(address).status_code == 404, address
    for address in ("/area/", PAGE, "/area/scorecard/"):
        assert "Severnshire (this area)" not in text(client.get(address).content)
        assert "By Easter" not in text(client.get(address).content)
    assert "Nobody has marked this as a need." in text(client.get(PAGE).content)


@pytest.mark.parametrize("role", [role for role in MATRIX if role not in NOTHING])
def test_no_school_and_no_level_is_named_on_any_page_of_the_area(role: str) -> None:
    marked(signed_in("pa"))
    client = signed_in(role)
    for address in ("/area/", "/area/scorecard/", PAGE):
        said = text(client.get(address).content)
        for school in builders.SCHOOLS:
            assert school["name"] not in said
        assert "Level 3:" not in said
        assert "Causing concern" not in said


@pytest.mark.parametrize("role", [role for role in MATRIX if role not in NOTHING])
def test_a_note_is_read_by_the_authoritys_officers_and_not_by_schools_or_members(role: str) -> None:
    marked(signed_in("pa"))
    said = text(signed_in(role).get(PAGE).content)
    assert ("By Easter." in said) == (role in READS_NOTES)
    assert "High risk" in said
    assert "Challenge" in said


# What the pages say


def test_strengths_and_needs_are_named_with_their_figures_comparators_interval_and_source() -> None:
    page = signed_in("headteacher").get("/area/").content.decode()
    said = text(page.encode())
    assert "Needs: 1" in said
    assert "Strengths: 1" in said
    need = page[page.index('id="needs"') : page.index('id="strengths"')]
    assert "Persistent absence, children in need" in need
    for figure in ("69.6%", "49.5%", "50.5%", "50.0%"):
        assert figure in need, figure
    assert "/area/source/lait-figures-1/802/" in need
    assert "bds_long_0.parquet" in need
    assert "trellis-strip" in need
    assert "compared here" in said
    assert "a figure is a reason to look, not a finding" in said


def test_a_missing_figure_is_said_in_words_and_is_on_neither_list() -> None:
    said = text(signed_in("pa").get("/area/").content)
    proposed = said[said.index("Needs: 1") : said.index("Neither clearly a strength nor clearly a need: 1")]
    assert "looked after" not in proposed
    rest = said[said.index("Not compared:") :]
    assert "Attainment 8, children looked after" in rest
    assert "Suppressed by the publisher, because few children are behind it." in rest
    assert "Not held: no file that is held has it for any authority." in rest


def test_a_group_shows_what_is_held_of_it_and_what_would_fill_the_rest() -> None:
    said = text(signed_in("pa").get("/area/?group=social_worker").content)
    held = said[said.index("Children with a social worker: what is held") : said.index("Needs: 1")]
    assert "Persistent absence, children in need 69.6%" in held
    assert "Suspensions Not held: no file that is held has it for any authority." in held
    assert "Outcomes for children in need" in held
    assert "Strengths: 0" in said


def test_filters_stand_in_the_address_and_nonsense_in_it_is_passed_over() -> None:
    client = signed_in("pa")
    assert "Needs: 0" in text(client.get("/area/?phase=early_years").content)
    assert "Strengths: 1" in text(client.get("/area/?phase=early_years&theme=attainment").content)
    assert "Needs: 1" in text(client.get("/area/?phase=moon&theme=<x>&group=%00").content)
    for missing in (
        "/area/nothing/",
        "/area/nothing/mark/",
        "/area/?authority=xyz",
        "/area/source/lait-figures-1/99999999999/",
    ):
        assert client.get(missing).status_code == 404, missing


def test_the_scorecard_is_for_partners_and_lists_complete_needs_alone() -> None:
    pa = signed_in("pa")
    marked(pa, state="draft")
    head = signed_in("headteacher")
    said = text(head.get("/area/scorecard/").content)
    assert "Good level of development at five" in said
    assert "None has been marked as complete yet." in said
    assert "1 need is marked as a draft" in said
    marked(pa, following="1")
    assert "High risk Challenge" in text(head.get("/area/scorecard/").content)


def test_local_targets_are_beside_the_national_figures_and_hidden_where_few_schools_set_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in("chair")
    said = text(client.get("/area/ks2_rwm_expected/").content)
    assert "The local target for 2026/27 is 64%: what 8 schools of the authority aim for together" in said
    monkeypatch.setattr(area.HeldArea, "targets", 4)
    said = text(client.get("/area/ks2_rwm_expected/").content)
    assert "Fewer than 5 schools have returned a target" in said
    assert "64%" not in said


def test_a_figure_put_together_from_schools_says_so_and_of_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        area.HeldArea,
        "area_figures",
        lambda _, measures: area.figures(
            measures, {"parent_view_happy": 80.0}, pooled=("parent_view_happy",)
        ),
    )
    client = signed_in("headteacher")
    said = text(client.get("/area/parent_view_happy/").content)
    assert "80.4%" not in said
    assert "79.6% in 2025/26 (95% interval 78.6 to 80.6)" in said
    assert "put together from 8 schools of it" in said
    assert "Too few years for a chart." in said
    listed = text(client.get("/area/").content)
    assert "Put together from 8 schools of the authority" in listed
    for school in builders.SCHOOLS:
        assert school["name"] not in said + listed


def test_pages_say_so_where_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    client = signed_in("pa")
    for address in ("/area/", "/area/scorecard/", PAGE):
        response = client.get(address)
        assert response.status_code == 200
        assert "The figures are being rebuilt" in text(response.content)
    assert "Strengths: 0" in text(client.get("/area/").content)
    assert client.get("/area/source/lait-figures-1/2/").status_code == 404


def test_only_rows_of_areas_are_opened_here() -> None:
    assert signed_in("executive_member").get("/area/source/lait-figures-1/5000/").status_code == 404
    assert signed_in("executive_member").get("/area/source/own-return/5/").status_code == 404


# Marking


def test_a_need_of_high_risk_must_have_a_response_and_an_owner_before_it_is_complete() -> None:
    client = signed_in("pa")
    sent = client.post(f"{PAGE}mark/", {"state": "complete", "risk": "high", "following": "0"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "<title>Error: Mark a need" in " ".join(page.split()).replace("<title> ", "<title>")
    for field, sentence in (
        ("response", "Choose a response: a need of high risk must have one"),
        ("owner", "Choose an owner: a need of high risk must have one"),
    ):
        assert text(sent.content).count(sentence) == 2
        assert f'href="#id_{field}"' in page
        assert f'id="id_{field}"' in page
    assert Marking.objects.count() == 0
    draft = client.post(f"{PAGE}mark/", {"state": "draft", "risk": "high", "following": "0"})
    assert draft.status_code == 302
    assert Marking.objects.get().state == "draft"


def test_the_database_itself_refuses_a_complete_need_of_high_risk_without_an_owner() -> None:
    marked(signed_in("pa"))
    need, pa = Need.objects.get(), builders.person("pa")
    with pytest.raises(DatabaseError), transaction.atomic():
        Marking.objects.create(
            need=need,
            number=2,
            state="complete",
            risk="high",
            response="watch",
            evidence={},
            by=pa,
            at=builders.AT,
        )


def test_a_complete_marking_says_the_risk_and_other_risk_needs_no_owner() -> None:
    client = signed_in("pa")
    silent = client.post(f"{PAGE}mark/", {"state": "complete", "following": "0"})
    assert "Choose how high the risk is, or save it as a draft" in text(silent.content)
    other = client.post(f"{PAGE}mark/", {"state": "complete", "risk": "other", "following": "0"})
    assert other.status_code == 302


def test_every_marking_is_kept_with_its_figures_and_the_newest_holds() -> None:
    client = signed_in("pa")
    marked(client)
    marked(client, following="1", risk="other", response="watch", note="Better now.")
    newest = queries.marked("801", area.BAD)
    assert newest is not None
    assert [each.number for each in newest.markings] == [2, 1]
    assert newest.newest.evidence["verdict"] == "need"
    assert newest.newest.evidence["said"].startswith("69.6% in 2025/26")
    said = text(client.get(PAGE).content)
    assert said.index("Better now.") < said.index("Earlier markings") < said.index("By Easter.")
    events = Event.objects.filter(verb=Verb.NEED_MARKED)
    assert [(e.authority_code, e.by.name) for e in events] == [("801", "Pa")] * 2
    assert "Marked by people" not in text(client.get("/area/").content)
    for row in (newest.need, newest.newest):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
        for statement in (f"UPDATE {row._meta.db_table} SET at = at", f"DELETE FROM {row._meta.db_table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_marking_made_meanwhile_is_shown_before_another_is_added() -> None:
    client = signed_in("pa")
    marked(client)
    late = client.post(f"{PAGE}mark/", {**WHOLE, "owner": owner(), "following": "0", "note": "Mine."})
    assert late.status_code == 409
    said = text(late.content)
    assert "Somebody has marked this need since you opened the form" in said
    assert "Last marked by Pa" in said
    assert "Mine." in late.content.decode()
    assert Marking.objects.count() == 1


@pytest.mark.parametrize(("role", "where"), [("headteacher", "801"), ("pa", "802")])
def test_an_owner_is_somebody_with_a_post_at_the_authority(role: str, where: str) -> None:
    outside = (
        owner(role, authority=where)
        if role == "pa"
        else str(builders.person(role, urns=(builders.BEECH,)).pk)
    )
    sent = signed_in("pa").post(f"{PAGE}mark/", {**WHOLE, "owner": outside})
    assert sent.status_code == 422
    assert "Choose an owner from the list" in text(sent.content)
    assert Marking.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"risk": "vast"}, {"response": "ignore"}, {"owner": "x"}, {"note": "x" * 3000}, {"following": "-1"}],
)
def test_a_form_edited_by_hand_is_refused_in_words(changes: dict[str, str]) -> None:
    sent = signed_in("pa").post(f"{PAGE}mark/", {**WHOLE, "owner": owner(), **changes})
    assert sent.status_code in (409, 422)
    assert "There is a problem" in text(sent.content)
    assert Marking.objects.count() == 0


def test_a_need_that_the_figures_do_not_propose_can_be_marked_and_is_listed_by_itself() -> None:
    client = signed_in("pa")
    sent = client.post(f"/area/{area.ALIKE}/mark/", {"state": "complete", "risk": "other", "following": "0"})
    assert sent.status_code == 302
    said = text(client.get("/area/").content)
    assert "Marked by people, though the figures do not propose it" in said


# Reads


def test_the_first_strengths_and_needs_come_with_what_is_marked() -> None:
    marked(signed_in("pa"))
    found = queries.top("801", today=date(2026, 11, 20))
    assert [each.standing.measure.id for each in found.needs] == [area.BAD]
    assert [each.standing.measure.id for each in found.strengths] == [area.GOOD]
    assert found.needs[0].marked is not None
    assert found.needs[0].marked.newest.response == "challenge"
    assert found.strengths[0].marked is None
    assert (found.all_needs, found.all_strengths, found.compared, found.nothing) == (1, 1, 3, "")
    assert queries.top("802", today=date(2026, 11, 20)).marked_besides == ()


@pytest.mark.parametrize("address", ["/area/", "/area/scorecard/", PAGE])
def test_a_page_takes_as_many_queries_for_many_marked_needs_as_for_one(address: str) -> None:
    client = signed_in("pa")
    marked(client)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for measure in list(state.measures())[:12]:
        if measure != area.BAD:
            client.post(f"/area/{measure}/mark/", {**WHOLE, "owner": owner()})
    for number in range(1, 4):
        marked(client, following=str(number))
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few) <= 12
