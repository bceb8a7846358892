"""The list of cases and of what is due: who sees what, and what each page shows of a case at every stage."""

import html as entities
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.web.test_pages import signed_in
from trellis.activity.models import Event, Verb
from trellis.casework.actions import cases
from trellis.casework.models import Case, CaseStep, Outcome
from trellis.casework.queries import cases as kept
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
OAK = f"/schools/{builders.OAK}/case/"
LINE = {"line1_what": "Plan weekly", "line1_owner": "Ada Lovell", "line1_by": "1/12/2026"}
VISIT = {
    "held_on": "20/11/2026",
    "head": "Ada Lovell",
    "chair": "Ben Marsh",
    "found": "yes",
    "note": "Walked.",
}


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


def _client(user) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def _text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _seen(client: Client, step: str) -> dict[str, str]:
    page = client.get(f"{OAK}{step}/").content.decode()
    named = re.findall(r'<input type="hidden"\s+name="(seen|line_count|shown_to)"\s+value="([^"]*)"', page)
    return dict(named)


def _send(client: Client, step: str, **given: str):
    return client.post(f"{OAK}{step}/", {**_seen(client, step), **given})


def test_the_list_shows_the_most_overdue_first_and_keeps_its_filters_in_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acting.informed()
    acting.identified(builders.BEECH, level=3)
    later = builders.AT + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client = signed_in("pa")
    page = _text(client.get("/cases/"))
    assert page.index("Beech Lane") < page.index("Oak Road")  # due after five school days, and not told yet
    assert "3 days overdue" in page
    assert "10 days, none yet, late" in page
    narrowed = _text(client.get("/cases/?state=visit_due"))
    assert "Oak Road" in narrowed
    assert "Beech Lane" not in narrowed
    assert "Oak Road" not in _text(client.get("/cases/?level=3"))
    assert "Oak Road" not in _text(client.get("/cases/?phase=primary"))
    assert "Beech Lane" in _text(client.get("/cases/?adviser=0"))
    assert "No case is like that." in _text(client.get("/cases/?state=follow_up"))
    assert "Oak Road" in _text(client.get("/cases/?state=nonsense&level=9&adviser=x&page=zz"))


def test_the_list_without_a_case_says_how_one_comes_to_be() -> None:
    assert "No case is open." in _text(signed_in("pa").get("/cases/"))
    assert "Nothing needs you now." in _text(signed_in("spa").get("/due/"))


def test_cases_that_have_ended_are_listed_apart() -> None:
    cases.not_at_risk(acting.visited(found=False), reasons="Secure.", by=acting.senior(), at=builders.AT)
    client = signed_in("pa")
    assert "Oak Road" not in _text(client.get("/cases/"))
    assert "Oak Road" in _text(client.get("/cases/?state=closed"))
    assert b"Oak Road" in client.get("/cases/export/?state=closed").content


def test_the_list_is_exported_as_it_is_narrowed_and_the_export_is_recorded() -> None:
    acting.informed()
    acting.identified(builders.BEECH, seen="=1+1", level=3)
    response = signed_in("pa").get("/cases/export/?level=2")
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("URN,School,Phase,Level,State")
    assert "Oak Road School" in text
    assert "Beech Lane" not in text
    assert Event.objects.filter(verb=Verb.EXPORTED, subject="the list of cases as CSV, 1 case").exists()


def test_what_is_due_is_what_needs_me_and_then_what_needs_others() -> None:
    acting.informed()
    acting.identified(builders.BEECH)
    mine, others = _text(_client(acting.senior()).get("/due/")).split(" What needs others ")
    assert "Visit the headteacher and the chair" in mine
    assert "Visit the headteacher" not in others
    mine, others = _text(_client(acting.leader()).get("/due/")).split(" What needs others ")
    assert "Tell the senior adviser" in mine
    assert "Visit the headteacher" in others
    assert "Nothing that you may see is due now" in _text(_client(acting.leader()).get("/due/?kind=groups"))


def test_each_sees_the_cases_of_their_own_schools_alone() -> None:
    acting.informed()
    acting.identified(builders.BEECH)
    for role, sees, hidden in (("spa", "Beech Lane", "Oak Road"), ("ssa", "Oak Road", "Beech Lane")):
        client = signed_in(role)
        for page in ("/cases/", "/due/", "/cases/export/"):
            body = client.get(page).content.decode()
            assert sees in body, (role, page)
            assert hidden not in body, (role, page)
    assert _client(acting.head()).get("/cases/").status_code == 403
    stranger = signed_in("pa", authority="802")
    assert stranger.get(OAK).status_code == 404
    assert stranger.get("/cases/?authority=801").status_code == 404
    assert b"Oak Road" not in stranger.get("/cases/").content


def test_an_academy_has_no_case_and_the_page_says_where_a_concern_goes() -> None:
    client = signed_in("pa")
    page = _text(client.get(f"/schools/{builders.ACADEMY}/case/"))
    assert "A concern about an academy is raised with its trust." in page
    assert "Open a case" not in page
    assert 'href="/schools/900004/case/"' not in client.get(f"/schools/{builders.ACADEMY}/").content.decode()


def test_the_case_is_among_the_pages_of_each_maintained_school_for_all_who_open_it() -> None:
    tab = f'href="{OAK}"'
    for client in (signed_in("pa"), _client(acting.head())):
        assert tab in client.get(f"/schools/{builders.OAK}/").content.decode()
    assert "No case is open for this school, and none has been." in _text(_client(acting.head()).get(OAK))


def test_special_measures_without_progress_demands_a_decision_on_the_page() -> None:
    file = acting.supported()
    for number in range(2):
        at = builders.AT + timedelta(seconds=number)
        file = acting.with_review(file, headway="none", special=True, at=at)
    senior = _client(acting.senior())
    assert "Record what is decided" in _text(senior.get(OAK))
    answer = _send(
        senior, "decide", taken="governors", reasons="They are few.", best_interests="Pupils are safer."
    )
    assert answer.status_code == 302
    assert "Appoint more governors" in _text(senior.get(OAK))


def test_the_evaluation_leads_to_a_level_that_waits_for_its_meeting() -> None:
    acting.evaluated(Outcome.LOWER, 1)
    senior = _client(acting.senior())
    assert _send(senior, "change").status_code == 302
    page = _text(senior.get(OAK))
    assert "Ratification." in page
    assert "The new level waits for its ratification: it is proposed now." in page


def test_the_number_of_queries_does_not_grow_with_the_cases_nor_their_history() -> None:
    def counted(address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        return len(made)

    file = acting.with_review(acting.supported())
    pa = acting.principal()
    client = _client(pa)
    counted("/cases/")  # the first page of a session may ask once more
    before = {page: counted(page) for page in ("/cases/", "/due/", OAK)}
    for number in range(60):
        school = School.objects.create(
            urn=910000 + number,
            authority_id="801",
            name=f"School {number}",
            phase_group="primary",
            school_type="Community school",
            relationship="maintained",
            is_open=True,
        )
        made = Case.objects.create(
            authority_id="801",
            school=school,
            source="data",
            source_name="Data",
            seen="Absence.",
            seen_on=builders.AT.date(),
            level=2,
            by=pa,
            at=builders.AT,
        )
        for step, (name, state) in enumerate(
            (("identify", "identified"), ("inform", "visit_due"), ("confirm", "planning")), start=1
        ):
            CaseStep.objects.create(
                case=made,
                number=step,
                name=name,
                state=state,
                details={"visit_due": "2026-12-04", "days": 10, "basis": "school_days"},
                by=pa,
                at=builders.AT,
            )
        acting.with_plan(acting.again(kept.open_of(school, today=builders.AT.date())))
    for _ in range(3):
        file = acting.with_review(file)
        cases.comment(file, words=f"Comment {len(file.comments)}", by=acting.head(), at=builders.AT)
    assert {page: counted(page) for page in ("/cases/", "/due/", OAK)} == before
