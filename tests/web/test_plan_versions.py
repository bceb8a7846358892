"""Versions of a plan beside each other, on paper and in the list of every plan; reviews, targets and what the list tells."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting, planning
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.analysis.store.records import HistoryRow, Inspection, YearMedians
from trellis.casework.actions import objectives, plans
from trellis.casework.models import Brokering, Progress, Review
from trellis.casework.queries import plans as kept
from trellis.casework.queries.plans import PlanFile
from trellis.schools import data
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
PLAN = f"/schools/{builders.OAK}/plan/"
AT = builders.AT


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(response: Any) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _file() -> PlanFile:
    return kept.of_school(School.objects.get(pk=builders.OAK), today=AT.date())[0]


def _stood(**more: Any) -> dict[str, Any]:
    newest = _file().newest
    return {"version": newest.version.number, "seen": len(newest.steps), **more}


def _objective(**more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "seen": 0,
        "area": "Attendance",
        "what": "Fewer children are absent.",
        "criteria": ["L2-8"],
        "lever": "Calls on the first day.",
        "baseline": "9.5% in 2025/26.",
        "target": "6% or less.",
        "indicator": "absence_overall",
        "target_value": "6",
        "success_test": "The weekly register.",
        "owner_school": "Ada Lovell",
        "owner_authority": "Sam Senior",
        "milestones_rows": 2,
        "milestones_0_what": "Calls are made",
        "milestones_0_by_when": "15/1/2027",
        "milestones_1_what": "",
        "milestones_1_by_when": "",
        "actions_rows": 2,
        "actions_0_what": "Appoint a lead",
        "actions_0_owner_school": "Ada Lovell",
        "actions_0_support": "Training",
        "actions_1_what": "",
        "actions_1_owner_school": "",
        "actions_1_support": "",
        "brokering": "none_needed",
        "support": "",
        "articles": "28, 29",
        **more,
    }


def test_an_objective_dropped_is_told_with_its_reasons_and_compared_with_the_version_before() -> None:
    planning.reviewed(planning.active(objectives_wanted=2))
    client = _client(planning.senior())
    where = {"version": 2, "seen": 1}
    assert client.post(PLAN + "objectives/2/drop/", {**where, "reasons": "Reached."}).status_code == 302
    assert client.post(PLAN + "conditions/1/", {**where, "said": "Three calm terms."}).status_code == 302
    new = {**where, "seen": 0, "said": "No exclusions."}
    assert client.post(PLAN + "conditions/new/", new).status_code == 302
    changed = _objective(version=2, seen=1, reasons="More ambition.", target="3% or less.")
    assert client.post(PLAN + "objectives/1/", changed).status_code == 302
    page = _text(client.get(PLAN + "versions/2/changes/"))
    assert "Objective 2: Fewer children are absent. Dropped. Reached." in page
    assert "Worded anew. More ambition." in page
    assert "Absence is 6% or less. 3% or less." in page
    assert "What must be true Absence is 6% or less for two terms. Three calm terms." in page
    assert "Condition 2 for stepping down New." in page
    assert "Dropped from this version Objective 2 : Reached." in _text(client.get(PLAN + "versions/2/"))
    gone = client.post(PLAN + "conditions/2/drop/", {"version": 2, "seen": 1, "reasons": "Not ours."})
    assert gone.status_code == 302


def test_versions_that_say_the_same_say_so() -> None:
    planning.reviewed(planning.active())
    page = _text(_client(acting.head()).get(PLAN + "versions/2/changes/"))
    assert "Nothing differs: version 2 says what version 1 said." in page


def test_each_party_has_a_line_and_one_that_has_said_nothing_is_shown_so() -> None:
    planning.shared()
    client = _client(acting.head())
    sent = _stood(position="disagrees", said="Too soon.")
    assert client.post(PLAN + "answer/", sent).status_code == 302
    for name in ("", "versions/1/", "versions/1/paper/"):
        page = _text(client.get(PLAN + name))
        assert re.search(
            r"headteacher Does not agree Headteacher, 20 November 2026 at .* Too soon\.", page
        ), name
        assert "chair of governors Has not answered" in page, name
        assert "The authority Shared it with the school" in page, name
    missing = client.post(PLAN + "answer/", _stood(position="disagrees", said=" "))
    assert missing.status_code == 400
    assert "Say why you do not agree" in _text(missing)


def test_the_plan_on_paper_has_every_action_with_its_owner_and_room_to_sign() -> None:
    planning.met_about(planning.active())
    page = _text(_client(acting.head()).get(PLAN + "versions/1/paper/"))
    assert "Appoint an attendance lead Ada Lovell Training for the lead" in page
    assert "15 January 2027 Calls are made each day" in page
    assert "Signed For Name and signature Date Headteacher Chair of governors The authority" in page
    assert "Printed from Trellis on 20 November 2026" in page


def test_a_meeting_form_says_what_is_missing_of_each_objective_that_was_rated() -> None:
    planning.active(objectives_wanted=2)
    client = _client(planning.senior())
    base = _stood(held_on="20/11/2026", present="Ada Lovell", note="")
    none = client.post(PLAN + "meeting/", base)
    assert "Say how at least one objective goes" in _text(none)
    half = client.post(PLAN + "meeting/", {**base, "rating_1": "slow", "words_2": "Calm."})
    page = _text(half)
    for said in (
        "Say what was seen of objective 1",
        "Say what the rating of objective 1 rests on",
        "Say how objective 2 goes",
    ):
        assert said in page, said
    assert not Progress.objects.exists()


def test_a_review_form_asks_what_is_missing_from_what_is_not_met() -> None:
    planning.active()
    client = _client(planning.senior())
    sent = _stood(held_on="20/11/2026", stakeholders="Ada", judged_o1="partly", judged_c1="met")
    response = client.post(PLAN + "review/", sent)
    page = _text(response)
    assert response.status_code == 400
    assert "Say what is still missing from objective 1" in page
    assert "Say how much progress the term has brought" in page
    assert "Say whether the school is in special measures" in page
    assert not Review.objects.exists()


class Looked:
    """A warehouse that holds one inspection and one indicator of Oak Road."""

    def __init__(self, grade: str) -> None:
        self.grade = grade

    def inspections(self, urn: int) -> list[Inspection]:
        return [
            Inspection(
                inspected_urn=urn,
                kind="graded",
                framework="eif",
                started=AT.date().replace(month=3),
                published=None,
                area="category_of_concern",
                grade=self.grade,
                latest=True,
                predecessor=False,
                release="r",
                file_name=None,
                edition=None,
                row=1,
                known_from=None,
                known_from_estimated=None,
            )
        ]

    def medians_by_year(self, urn: int) -> dict[tuple[str, int], YearMedians]:
        return {
            ("absence_overall", year): YearMedians(england=5.0, authority=6.5, neighbours=None)
            for year in (2025, 2026)
        }

    def history(self, urn: int, *, authority: str) -> list[Any]:
        given = dict.fromkeys(HistoryRow.__dataclass_fields__)
        return [
            HistoryRow(
                **{**given, "indicator": "absence_overall", "year": year, "value": value, "status": status}
            )
            for year, value, status in ((2024, None, 1), (2025, 9.0, 0), (2026, 9.5, 0))
        ]


@pytest.mark.parametrize(
    ("grade", "answer", "says"),
    [
        ("special_measures", "yes", "found it to be in special measures"),
        ("none", "no", "did not put it in special measures"),
    ],
)
def test_what_the_newest_inspection_says_of_special_measures_is_filled_in_for_a_person_to_confirm(
    grade: str, answer: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planning.active()
    client = _client(planning.senior())
    unknown = client.get(PLAN + "review/").content.decode()
    assert "No inspection of the school is held" in unknown
    monkeypatch.setattr(data, "warehouse", lambda: Looked(grade))
    page = client.get(PLAN + "review/").content.decode()
    assert f"begun on 20 March 2026, {says}" in page
    assert re.search(rf'name="in_special_measures"[^>]*value="{answer}" checked', page)


def test_the_school_s_own_target_stands_beside_what_it_reached_its_authority_and_england(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planning.active()
    client = _client(acting.head())
    assert "No value of this indicator is held" in _text(client.get(PLAN))
    monkeypatch.setattr(data, "warehouse", lambda: Looked("none"))
    response = client.get(PLAN)
    page = _text(response)
    assert (
        "The school’s own target is 6.0%. The school reached 9.5% in 2025/26; "
        "the middle of the authority was 6.5%; of England 5.0%." in page
    )
    assert "2025/26 9.5% 6.5% 5.0% 6.0%" in page
    markup = response.content.decode()
    for letter in "AET":
        assert f"beside--{letter}" in markup
    assert re.search(r"2023/24 (?!0)\D", page)  # why there is no value, and never a nought


def test_conditions_are_drawn_with_what_the_newest_review_says_of_each() -> None:
    plan = planning.written()
    objectives.write_condition(plan, number=None, said="No exclusions.", seen=0, by=planning.senior(), at=AT)
    client = _client(acting.head())
    markup = client.get(PLAN).content.decode()
    assert "0 of 2 conditions met. Condition 1: not judged yet. Condition 2: not judged yet." in markup
    assert 'class="filled"' not in markup


def test_a_second_plan_of_a_school_leaves_the_first_to_be_read() -> None:
    first = planning.begun()
    second = planning.in_planning()
    plans.begin(second, by=planning.senior(), at=AT + timedelta(hours=1))
    client = _client(planning.senior())
    page = client.get(PLAN)
    assert "Other plans of this school" in _text(page)
    assert client.get(f"{PLAN}?plan={first.plan.pk}").status_code == 200


# The list


def test_objectives_of_every_plan_are_narrowed_by_article_area_criterion_and_state() -> None:
    planning.active()
    planning.written(builders.BEECH, area="Reading", articles=(17,), what="Children read.")
    client = _client(acting.principal())
    everything = _text(client.get("/plans/"))
    assert "2 objectives." in everything
    for asked, oak, beech in (
        ("article=28", True, False),
        ("article=17", False, True),
        ("area=Reading", False, True),
        ("criterion=L2-8", True, False),
        ("state=active", True, False),
        ("state=draft", False, True),
        ("article=999&state=nonsense", True, True),
    ):
        page = _text(client.get(f"/plans/?{asked}"))
        assert ("Oak Road School: objective 1" in page) is oak, asked
        assert ("Beech Lane Primary School: objective 1" in page) is beech, asked
    none = _text(client.get("/plans/?area=Reading&state=active"))
    assert "No objective fits all of that." in none


def test_the_list_is_empty_in_words_and_shows_each_reader_their_own_schools_alone() -> None:
    client = _client(acting.principal())
    assert "No school that you work with has a support plan yet." in _text(client.get("/plans/"))
    planning.active()
    planning.written(builders.BEECH)
    page = _text(_client(acting.head()).get("/plans/"))
    assert "Oak Road" in page
    assert "Beech Lane" not in page
    stranger = _text(_client(builders.person("pa", authority="802")).get("/plans/"))
    assert "Oak Road" not in stranger
    assert _client(builders.person("sitl", authority="802")).get("/plans/?authority=801").status_code == 404


def test_the_list_is_exported_as_it_is_narrowed_and_a_formula_in_it_is_harmless() -> None:
    planning.active(what="=1+1")
    planning.written(builders.BEECH, articles=(17,))
    response = _client(acting.principal()).get("/plans/export/?article=28")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["School"], row["Articles"]) for row in rows] == [("Oak Road School", "28")]
    assert rows[0]["What is to improve"] == "'=1+1"
    assert (
        Event.objects.filter(verb=Verb.EXPORTED).get().subject == "1 objective of support plans: article=28"
    )


def test_what_somebody_writes_is_shown_as_they_wrote_it_and_never_as_markup() -> None:
    planning.active(what="<script>alert(1)</script>", support="<b>x</b>", brokering=Brokering.FOUND)
    client = _client(acting.head())
    for name in ("", "versions/1/", "versions/1/paper/"):
        assert b"<script>alert" not in client.get(PLAN + name).content, name
    assert b"<script>alert" not in client.get("/plans/").content


def test_pages_ask_as_many_questions_however_many_versions_there_are() -> None:
    plan = planning.next_active(planning.reviewed(planning.met_about(planning.active())))

    def asked(address: str) -> int:
        client = _client(acting.head())
        client.get("/accessibility/")  # the header counts what is new once a minute
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    addresses = (PLAN, PLAN + "versions/1/", PLAN + "versions/1/paper/", "/plans/")
    before = {address: asked(address) for address in addresses}
    for _ in range(2):
        plan = planning.next_active(planning.reviewed(planning.met_about(plan)))
    assert {address: asked(address) for address in addresses} == before
    assert before[PLAN] <= 60
