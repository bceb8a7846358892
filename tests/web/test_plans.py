"""The pages of a support plan: who sees and does what, what a refused form keeps, versions beside one another, and the list."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting, planning
from tests.web.test_pages import LEVEL_ALONE, MATRIX, signed_in
from trellis.accounts.models import User
from trellis.casework.actions import objectives
from trellis.casework.models import ObjectiveText
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


def test_adviser_head_and_chair_take_a_plan_from_nothing_to_its_second_version_through_the_pages() -> None:
    planning.in_planning()
    adviser, head, chair = (_client(make()) for make in (planning.senior, acting.head, acting.chair))
    assert "Begin the support plan" in _text(adviser.get(PLAN))
    assert "Begin the support plan" not in _text(head.get(PLAN))
    assert adviser.post(PLAN + "begin/", {"version": 0, "seen": 0}).status_code == 302
    assert adviser.post(PLAN + "objectives/new/", _objective()).status_code == 302
    condition = {"said": "Absence is 6% or less for two terms.", "version": 1, "seen": 0}
    assert adviser.post(PLAN + "conditions/new/", condition).status_code == 302
    assert adviser.post(PLAN + "share/", _stood(reply_by="4/12/2026")).status_code == 302
    page = _text(head.get(PLAN))
    assert "With the school" in page
    assert "by 4 December 2026" in page
    assert "Article 28: Right to education" in page
    assert b"plan/answer/" not in adviser.get(PLAN).content
    assert head.post(PLAN + "comment/", _stood(words="Mondays are hard.")).status_code == 302
    for client in (head, chair):
        assert client.post(PLAN + "answer/", _stood(position="agrees", said="")).status_code == 302
    assert "Agreed" in _text(chair.get(PLAN))
    assert adviser.post(PLAN + "activate/", _stood()).status_code == 302
    meeting = {
        "held_on": "20/11/2026",
        "present": "Ada Lovell",
        "rating_1": "slow",
        "words_1": "Half are made.",
        "evidence_1": "The log.",
        "note": "",
    }
    assert adviser.post(PLAN + "meeting/", _stood(**meeting)).status_code == 302
    done = {
        "seen_on": "20/11/2026",
        "rating": "on_track",
        "words": "A lead is appointed.",
        "evidence": "The contract.",
    }
    sent = {**done, "version": 1, "seen": 1}
    assert head.post(PLAN + "objectives/1/done/", sent).status_code == 302
    page = _text(head.get(PLAN))
    assert "On track (20 November 2026)." in page
    assert "Headteacher, for the school" in page
    review = {
        "held_on": "20/11/2026",
        "stakeholders": "Ada Lovell, Ben Marsh",
        "judged_o1": "partly",
        "words_o1": "Mondays.",
        "judged_c1": "not_met",
        "words_c1": "One term so far.",
        "headway": "some",
        "summary": "It goes well.",
        "in_special_measures": "no",
    }
    assert adviser.post(PLAN + "review/", _stood(**review)).status_code == 302
    page = _text(chair.get(PLAN))
    assert "Version 1: reviewed" in page
    assert "Version 2 is next: draft." in page
    assert "Autumn 2026" in page
    assert "Mondays." in page


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_writes_answers_and_comments_as_its_row_of_the_matrix_says(role: str) -> None:
    planning.shared(builders.BEECH)
    client = signed_in(role)
    address = f"/schools/{builders.BEECH}/plan/"
    reads = 200 if role in LEVEL_ALONE else MATRIX[role][1]
    writes = {"spa", "pa"}
    comments = writes | {"sia", "headteacher", "chair", "trust_officer"}

    def expected(who: set[str]) -> int:
        return reads if reads != 200 else 200 if role in who else 403

    assert client.get(address).status_code == reads
    for name in ("versions/1/", "versions/1/paper/"):
        assert client.get(address + name).status_code == reads, name
    assert client.get(address + "versions/1/changes/").status_code == (404 if reads == 200 else reads)
    for name in (
        "begin/",
        "share/",
        "redraft/",
        "issue/",
        "activate/",
        "close/",
        "meeting/",
        "review/",
        "objectives/new/",
        "objectives/1/",
        "objectives/1/drop/",
        "objectives/1/support/",
        "conditions/new/",
        "conditions/1/",
        "conditions/1/drop/",
    ):
        assert client.get(address + name).status_code == expected(writes), name
    for name in ("answer/", "objectives/1/done/"):
        assert client.get(address + name).status_code == expected({"headteacher", "chair"}), name
    for name in ("comment/", "objectives/1/comment/"):
        assert client.get(address + name).status_code == expected(comments), name
    listed = 200 if MATRIX[role][1] == 200 or MATRIX[role][2] == 200 else 403
    assert client.get("/plans/").status_code == listed
    assert client.get("/plans/export/").status_code == listed


def test_what_is_no_form_and_no_version_is_not_found() -> None:
    planning.shared()
    client = _client(planning.senior())
    for name in (
        "nonsense/",
        "versions/2/",
        "objectives/9/",
        "objectives/1/nonsense/",
        "conditions/9/",
        "?plan=999",
    ):
        assert client.get(PLAN + name).status_code == 404, name


def test_a_school_without_a_plan_says_so_and_every_form_of_it_leads_back() -> None:
    client = _client(planning.senior())
    assert "This school has no support plan." in _text(client.get(PLAN))
    for name in ("share/", "objectives/new/", "objectives/1/drop/", "conditions/new/"):
        response = client.get(PLAN + name)
        assert response.status_code in (404, 409), name
    assert "nothing to do here" in _text(client.get(PLAN + "share/"))
    refused = client.post(PLAN + "begin/", {"version": 0, "seen": 0})
    assert refused.status_code == 409
    assert "no open case" in _text(refused)
    planning.in_planning(state="visit_due")
    assert "once a visit has confirmed the risk" in _text(client.get(PLAN))


def test_a_day_that_is_none_is_refused_and_a_day_before_shows_the_plan_as_it_stood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planning.written()
    later = AT + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    objectives.write(
        kept.of_school(School.objects.get(pk=builders.OAK), today=later.date())[0],
        number=1,
        wording=planning.wording(target="Absence is 3%."),
        seen=1,
        by=planning.senior(),
        at=later,
    )
    client = _client(planning.senior())
    assert "Absence is 3%." in _text(client.get(PLAN))
    then = client.get(PLAN + "?as_of=20/11/2026")
    assert "This is how it stood at the end of 20 November 2026." in _text(then)
    assert "Absence is 3%." not in _text(then)
    assert b"objectives/new/" not in then.content
    assert "no support plan" in _text(client.get(PLAN + "?as_of=1/11/2026"))
    for day in ("tomorrow", "1/1/2030"):
        assert client.get(PLAN + f"?as_of={day}").status_code == 400


# The form of an objective


def test_the_form_of_an_objective_says_all_that_is_missing_and_keeps_what_was_typed() -> None:
    planning.begun()
    client = _client(planning.senior())
    response = client.post(
        PLAN + "objectives/new/",
        _objective(
            what="",
            owner_school=" ",
            target_value="six",
            articles="28, 99",
            milestones_0_by_when="soon",
            actions_0_owner_school="",
            lever="Calls on the first day.",
        ),
    )
    assert response.status_code == 400
    page = response.content.decode()
    for said in (
        "Say what is to improve",
        "Name who at the school answers for it",
        "Enter the target as a number",
        "“99” is no article",
        "Enter the day of milestone 1 as a date",
        "Name who at the school owns action 1",
    ):
        assert said in page, said
    assert "Calls on the first day." in page
    assert "<title>\n        Error:" in page or "Error: Write an objective" in page
    assert not ObjectiveText.objects.exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"milestones_0_what": "", "milestones_0_by_when": ""}, "Give at least one milestone"),
        (
            {"actions_0_what": "", "actions_0_owner_school": "", "actions_0_support": ""},
            "at least one action",
        ),
        ({"milestones_0_what": ""}, "Say what is to be seen by milestone 1"),
        ({"milestones_0_by_when": "1/1/2031"}, "within three years"),
        ({"brokering": "wanted"}, "Say what support is needed"),
        ({"target_value": ""}, "own target for the indicator"),
    ],
)
def test_each_rule_of_an_objective_is_told_beside_its_field(more: dict[str, Any], says: str) -> None:
    planning.begun()
    response = _client(planning.senior()).post(PLAN + "objectives/new/", _objective(**more))
    assert response.status_code == 400
    assert says in _text(response)


def test_more_rows_are_given_without_saving_or_complaining() -> None:
    planning.begun()
    client = _client(planning.senior())
    response = client.post(PLAN + "objectives/new/", _objective(more="milestones", what=""))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="milestones_3_what"' in page
    assert 'name="actions_2_what"' not in page
    assert "There is a problem" not in page
    assert not ObjectiveText.objects.exists()
    huge = client.post(PLAN + "objectives/new/", _objective(more="actions", actions_rows="99"))
    assert len(re.findall(rb'name="actions_\d+_owner_school"', huge.content)) == 20


def test_what_the_screening_found_of_a_criterion_is_filled_in_with_its_source() -> None:
    planning.begun()
    client = _client(planning.senior())
    page = _text(client.get(PLAN))
    assert "The school meets these criteria, and no objective answers them yet: L2-8" in page
    form = client.get(PLAN + "objectives/new/?criterion=L2-8").content.decode()
    baseline = re.search(r'id="id_baseline"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    assert baseline is not None
    assert "9.5%" in baseline[1]
    assert "From the screening of data to 20 November 2026, criterion L2-8." in baseline[1]
    assert re.search(r'value="L2-8" checked', form)


# Two people


def test_the_second_of_two_people_sees_both_wordings_part_by_part_and_can_save_over_knowingly() -> None:
    planning.written()
    first, second = _client(acting.principal()), _client(planning.senior())
    shown = _objective(seen=1)
    assert first.post(PLAN + "objectives/1/", {**shown, "target": "5% or less."}).status_code == 302
    response = second.post(PLAN + "objectives/1/", {**shown, "lever": "A breakfast club."})
    assert response.status_code == 409
    page = _text(response)
    assert "Pa has changed this since you opened it" in page
    assert "Theirs, which is saved Yours, which is not saved yet" in page
    assert "How it is to improve Calls on the first day. A breakfast club." in page
    assert "Where it is to stand 5% or less. 6% or less." in page
    assert "Where it stands 9.5%" not in page  # the same in both
    markup = response.content.decode()
    assert "Save mine in place of theirs" in markup
    seen = re.search(r'name="seen" value="(\d+)"', markup)
    assert seen is not None
    assert seen[1] == "2"
    assert ObjectiveText.objects.count() == 2
    again = second.post(PLAN + "objectives/1/", {**shown, "seen": 2, "lever": "A breakfast club."})
    assert again.status_code == 302
    assert ObjectiveText.objects.count() == 3
    earlier = _text(second.get(PLAN))
    assert "Earlier wordings of objective 1" in earlier


def test_a_condition_and_the_support_of_an_objective_are_guarded_in_the_same_way() -> None:
    planning.written()
    first, second = _client(acting.principal()), _client(planning.senior())
    shown = {"version": 1, "seen": 1}
    assert first.post(PLAN + "conditions/1/", {**shown, "said": "Two calm terms."}).status_code == 302
    refused = second.post(PLAN + "conditions/1/", {**shown, "said": "Three calm terms."})
    assert refused.status_code == 409
    assert "What must be true Two calm terms. Three calm terms." in _text(refused)
    support = {**shown, "brokering": "found", "support": "Pat Grey, six days."}
    assert first.post(PLAN + "objectives/1/support/", support).status_code == 302
    refused = second.post(PLAN + "objectives/1/support/", {**support, "support": "Lee Hill, two days."})
    assert refused.status_code == 409
    assert "What support, from whom Pat Grey, six days. Lee Hill, two days." in _text(refused)
    assert "Pat Grey, six days." in _text(second.get(PLAN))  # the support that is deployed
    dropped = second.post(PLAN + "objectives/1/drop/", {**shown, "reasons": "It is done."})
    assert dropped.status_code == 409


def test_a_step_sent_twice_or_from_a_stale_page_is_taken_once_and_what_was_written_stays() -> None:
    planning.shared()
    client = _client(planning.senior())
    sent = _stood(reasons="A figure was wrong.")
    assert client.post(PLAN + "redraft/", sent).status_code == 302
    again = client.post(PLAN + "redraft/", sent)
    assert again.status_code == 409
    assert "version 1 is draft now" in _text(again)
    assert "A figure was wrong." in again.content.decode()
    assert [step.name for step in _file().newest.steps] == ["begin", "share", "redraft"]


def test_the_form_of_an_objective_says_why_there_is_nothing_to_write_while_the_plan_is_no_draft() -> None:
    planning.shared()
    client = _client(planning.senior())
    for name in ("objectives/new/", "objectives/1/", "objectives/1/drop/", "conditions/new/"):
        page = client.get(PLAN + name)
        assert "Version 1 is with the school. A plan is written while it is a draft." in _text(page), name
        assert b"csrfmiddlewaretoken" not in page.content.split(b"<main")[1].split(b"</main>")[0], name


def test_a_wording_sent_for_a_version_that_has_ended_is_refused_with_what_was_written() -> None:
    planning.reviewed(planning.active())
    client = _client(planning.senior())
    response = client.post(PLAN + "objectives/1/", _objective(version=1, seen=1, lever="A breakfast club."))
    assert response.status_code == 409
    assert "Version 2 of the plan is open now" in _text(response)
    assert "A breakfast club." in response.content.decode()


# Objectives, progress, versions


def test_a_governor_reads_the_plan_and_no_note_of_visit_nor_the_evidence_beside_a_level() -> None:
    from trellis.casework.actions import plans

    case = acting.confirmed()
    plans.begin(case, by=acting.senior(), at=AT)
    acting.shared(level=3)
    head, clerk = (_client(builders.person(role, urns=(builders.OAK,))) for role in ("headteacher", "clerk"))
    for client, reads in ((head, True), (clerk, False)):
        answer = client.get(PLAN)
        assert answer.status_code == 200
        assert ("We walked the school and spoke to pupils." in _text(answer)) is reads
        assert (f"/schools/{builders.OAK}/case/" in answer.content.decode()) is reads
        level = _text(client.get(f"/schools/{builders.OAK}/level/"))
        assert "Absence has been high for two years." in level
        assert ("self-evaluation beside the screening" in level) is reads
