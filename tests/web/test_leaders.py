"""The pages of system leaders: the register narrowed, a portrait through its steps, days, papers, and a school's capacity."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting as casework
from tests.leaders import acting
from tests.web.test_pages import OWN
from tests.web.trying import text
from trellis.leaders.actions import days, learning
from trellis.leaders.models import Designation, Leader, LeaderKind
from trellis.leaders.queries.leaders import LeaderFile
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db
LIST, MINE, PAPERS = "/leaders/", "/leaders/mine/", "/leaders/papers/"
SCHOOL = f"/schools/{builders.BEECH}/system-leaders/"
LONG = {"until": date(2031, 8, 31)}


@pytest.fixture(autouse=True)
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return text(answer.content)


def of_role(role: str, urn: int = builders.BEECH, **more: Any) -> Client:
    """A browser in which somebody of a role has signed in; of a school’s own roles, at this school."""
    made = Client()
    at = {"urns": (urn,)} if role in OWN else {}
    made.force_login(builders.person(role, **at, **more), backend="trellis.accounts.sign_in.EmailBackend")
    return made


def send(client: Client, address: str, **given: object) -> Any:
    """Send a form as it was shown, filled in."""
    shown = client.get(address)
    seen = re.search(r'name="seen"\s+value="(\d+)"', shown.content.decode())
    assert seen is not None, (address, shown.status_code)
    return client.post(address, {"seen": seen[1], **given})


def place(file: LeaderFile) -> str:
    return f"/leaders/{file.leader.pk}/"


def test_somebody_is_entered_and_designated_and_all_schools_find_them() -> None:
    keeper = of_role("sitl")
    answer = send(keeper, f"{LIST}enter/", name="Ada Fern", school=str(builders.BEECH))
    assert answer.status_code == 302
    today = timezone.localdate()
    answer = send(
        keeper,
        answer.url,
        kind="lle",
        body="Test authority",
        from_date=f"{today.day}/{today.month}/{today.year}",
        cohort="Cohort 2",
        phases=["primary"],
    )
    assert answer.status_code == 302, text(answer.content)
    said = page(of_role("headteacher", builders.OAK), LIST)
    assert "Ada Fern" in said
    assert "Local Leader of Education" in said


def test_a_team_leader_is_not_offered_a_lead_professional_and_a_senior_adviser_is() -> None:
    file = acting.entered()
    assert "Lead professional" not in page(of_role("sitl"), f"{place(file)}designate/")
    assert "Lead professional" in page(of_role("spa"), f"{place(file)}designate/")


def test_the_register_is_narrowed_by_designation_cohort_phase_specialism_and_place() -> None:
    acting.designated(name="Ada Inside", **LONG)
    acting.designated(
        None,
        name="Bo Outside",
        kind=LeaderKind.SLE,
        cohort="Cohort 2",
        areas=("science",),
        phases=("secondary",),
        **LONG,
    )
    client = of_role("governor", builders.OAK)

    def shown(query: str) -> set[str]:
        said = page(client, f"{LIST}?{query}")
        return {name for name in ("Ada Inside", "Bo Outside") if name in said}

    assert shown("") == {"Ada Inside", "Bo Outside"}
    for query in ("kind=sle", "cohort=Cohort+2", "phase=secondary", "area=science", "where=outside"):
        assert shown(query) == {"Bo Outside"}, query
    for query in ("kind=lle", "cohort=Cohort+1", "phase=primary", "where=inside"):
        assert shown(query) == {"Ada Inside"}, query
    assert shown("kind=sle&phase=primary") == set()
    assert "is none of the choices" in page(client, f"{LIST}?cohort=Cohort+9")


def test_a_leader_writes_consents_and_sees_it_published_by_somebody_else_on_their_own_page() -> None:
    file = acting.designated(user=acting.person(), **LONG)
    own, principal = of_role("system_leader"), of_role("pa")
    assert "No pen portrait is shown yet" in page(own, MINE)
    assert send(own, f"{place(file)}portrait/", words="I listen first.", offers="Reading.").status_code == 302
    other = of_role("headteacher", builders.OAK)
    assert "I listen first." not in page(other, place(file))
    assert send(own, f"{place(file)}portrait/consent/", reasons="Mine.").status_code == 302
    for name in ("verify", "publish"):
        assert send(principal, f"{place(file)}portrait/{name}/", reasons="I know it.").status_code == 302
    assert "I listen first." in page(other, place(file))
    assert send(own, f"{place(file)}portrait/", words="Other words.", offers="").status_code == 302
    assert "Other words." not in page(other, place(file))
    assert "Other words." in page(principal, place(file))


@pytest.mark.parametrize("role", ["sitl", "pa", "headteacher", "traded_services"])
def test_nobody_else_opens_the_form_of_the_words(role: str) -> None:
    file = acting.own()
    page(of_role(role), f"{place(file)}portrait/", 403)


def test_a_system_leader_who_is_not_in_the_register_is_told_what_to_do() -> None:
    assert "Ask the team leader or a senior adviser to enter you" in page(of_role("system_leader"), MINE)
    page(of_role("pa"), MINE, 403)


def test_days_are_said_and_the_headteacher_of_the_school_answers_and_no_other() -> None:
    file = acting.own()
    this = str(file.year)
    sent = send(of_role("system_leader"), f"{place(file)}days/", days="12", year=this)
    assert sent.status_code == 302
    page(of_role("headteacher", builders.OAK), f"{place(file)}release/", 403)
    head = of_role("headteacher")
    answer = send(head, f"{place(file)}release/", agrees="no", days="", year=this)
    assert answer.status_code == 409
    assert "Say why the school cannot release them." in text(answer.content)
    sent = send(head, f"{place(file)}release/", agrees="no", days="", words="We are short.", year=this)
    assert sent.status_code == 302
    assert "We are short." in page(of_role("chair"), place(file))
    for role in ("headteacher", "system_leader"):
        own = role == "system_leader"  # whose own page it is
        said = page(of_role(role, builders.OAK), place(file))
        assert ("We are short." in said) is own
        assert ("Not released" in said) is own
    assert send(head, f"{place(file)}release/", agrees="yes", days="12", year=this).status_code == 302
    assert "12 days, released" in page(head, place(file))


def test_days_of_the_next_academic_year_are_said_and_answered_and_shown_once_somebody_said_them() -> None:
    file = acting.own()
    this, following = (f"{each} to {each + 1}" for each in file.years)
    leader, head = of_role("system_leader"), of_role("headteacher")
    said = page(leader, place(file))
    assert this in said
    assert following not in said
    shown = leader.get(f"{place(file)}days/").content.decode()
    assert re.findall(r'name="year"[^>]*value="(\d+)"[^>]*checked', shown) == [str(file.year)]
    assert send(leader, f"{place(file)}days/", days="7", year=str(file.year + 2)).status_code == 400
    assert send(leader, f"{place(file)}days/", days="7", year=str(file.year + 1)).status_code == 302
    assert "7 days, release not agreed yet" in page(leader, place(file))
    shown = head.get(f"{place(file)}release/").content.decode()
    asked = re.findall(r'name="year"[^>]*value="(\d+)"[^>]*checked', shown)
    assert asked == [str(file.year + 1)], "the year about which the school is asked"
    sent = send(head, f"{place(file)}release/", agrees="yes", days="7", year=asked[0])
    assert sent.status_code == 302
    assert f"{following} Days for other schools 7 days, released" in page(head, place(file))


def test_protocols_are_made_accepted_and_superseded() -> None:
    file, keeper = acting.own(), of_role("sitl")
    today = timezone.localdate()
    told = {
        "route": "both",
        "title": "How we work",
        "text": "We agree the days.",
        "from_date": f"{today.day}/{today.month}/{today.year}",
    }
    first = send(keeper, f"{PAPERS}protocol/", **told).url
    number = first.rstrip("/").rsplit("/", 1)[1]
    own = of_role("system_leader")
    assert send(own, f"{place(file)}accept/{number}/", routes=["school", "authority"]).status_code == 302
    assert "Una Leader" in page(keeper, first)
    second = send(keeper, f"{PAPERS}protocol/", **told).url
    assert "Superseded" in page(keeper, first)
    assert "In force" in page(keeper, second)
    assert "Protocol 1 accepted, and a newer one is in force" in page(own, place(file))
    page(of_role("headteacher"), f"{PAPERS}protocol/", 403)


def test_documents_have_versions_and_every_school_reads_them() -> None:
    keeper = of_role("spa")
    first = send(keeper, f"{PAPERS}document/", title="Guide", text="One.").url
    send(keeper, f"{PAPERS}document/", title="Guide", text="Two.")
    said = page(of_role("governor", builders.OAK), first)
    assert "This is version 1." in said
    assert "Read the newest" in said
    assert send(keeper, f"{PAPERS}kind/", name="Champion", about="For a year.").status_code == 302
    assert "Champion" in page(keeper, PAPERS)


def test_what_is_to_be_learned_is_between_the_leader_and_the_keeper() -> None:
    file = learning.say(
        acting.designated(user=acting.person(), **LONG),
        need="Hard talks",
        source="leader",
        by=acting.person(),
        at=acting.AT,
    )
    for client in (of_role("headteacher"), of_role("traded_services"), of_role("director")):
        assert "Hard talks" not in page(client, place(file))
    assert "Hard talks" in page(of_role("system_leader"), MINE)
    assert "Hard talks" in page(of_role("sitl"), f"{LIST}learning/")
    need = file.needs[0].pk
    assert send(of_role("sitl"), f"{place(file)}needs/{need}/", reasons="A course.").status_code == 302
    assert "A course." in page(of_role("system_leader"), MINE)


def test_a_designation_is_reviewed_and_ended_on_its_page() -> None:
    file = acting.designated(**LONG)
    held = file.held[0].designation.pk
    assert (
        send(of_role("pa"), f"{place(file)}designations/{held}/review/", reasons="It goes on.").status_code
        == 302
    )
    today = timezone.localdate()
    sent = send(
        of_role("sitl"),
        f"{place(file)}designations/{held}/end/",
        ended_on=f"{today.day}/{today.month}/{today.year}",
        why="She moves.",
    )
    assert sent.status_code == 302
    assert "She moves." in page(of_role("pa"), place(file))
    elsewhere = page(of_role("headteacher", builders.OAK), place(file))
    assert "Local Leader of Education" in elsewhere
    assert "She moves." not in elsewhere
    assert "It goes on." not in elsewhere
    page(of_role("pa"), f"{place(file)}designations/{held + 99}/end/", 404)


def test_the_marker_is_told_to_who_reads_the_level_alone_and_the_evidence_to_all() -> None:
    casework.in_force(builders.BEECH, level=1)
    acting.designated(**LONG)
    for client, sees in (
        (of_role("headteacher"), True),
        (of_role("pa"), True),
        (of_role("headteacher", builders.OAK), False),
        (of_role("system_leader"), False),
        (of_role("traded_services"), False),
    ):
        said = page(client, SCHOOL)
        assert "Local Leader of Education" in said
        assert ("Overall capacity" in said) is sees
        assert ("secure" in said) is sees


def test_another_level_has_no_marker_and_says_why_to_who_may_know() -> None:
    casework.in_force(builders.BEECH, level=2)
    acting.designated(**LONG)
    assert "This school has another level." in page(of_role("pa"), SCHOOL)
    assert (
        "level"
        not in page(of_role("traded_services"), SCHOOL)
        .split("Capacity to support others")[1]
        .split("A suggested")[0]
    )


def test_the_good_practice_of_a_school_leads_to_its_leaders() -> None:
    said = page(of_role("governor"), f"/schools/{builders.BEECH}/good-practice/")
    assert "System leaders of this school, and its capacity to support others" in said
    assert "Nobody here holds a designation now" in page(of_role("governor"), SCHOOL)


def test_another_authority_finds_nothing() -> None:
    file = acting.published()
    other = of_role("pa", authority="802")
    for part in ("", "designate/", "days/", "release/", "portrait/refresh/"):
        page(other, f"{place(file)}{part}", 404)
    page(other, f"{LIST}?authority=801", 404)
    page(other, SCHOOL, 404)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost() -> None:
    keeper = of_role("sitl")
    answer = send(keeper, f"{LIST}enter/", name="Ada Fern")
    assert answer.status_code == 409
    said = text(answer.content)
    assert "Choose the school where they work, or say where they work outside the authority." in said
    assert not Leader.objects.exists()
    file = days.say(acting.designated(), days=3, by=acting.keeper(), at=acting.AT)
    answer = send(
        of_role("pa"),
        f"{place(file)}designate/",
        kind="ast",
        body="A body",
        from_date="1/9/2026",
        phases=["primary"],
    )
    assert answer.status_code == 409
    assert "Say what the assessment from outside found." in text(answer.content)
    assert Designation.objects.count() == 1
