"""The pages of inductions, the academy and the networks: moved on by their forms, and read by whom they are for."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.leadership import acting
from tests.practice import acting as sharing
from tests.web.test_events import client_of, page, send
from tests.web.test_pages import signed_in
from tests.web.test_practice import Ground
from tests.web.trying import text
from trellis.activity.models import Event as Trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.leadership.academy_views import PURPOSES
from trellis.leadership.models import Enquiry, Induction, Network, Steward, SupportItem
from trellis.practice.models import Entry
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.schools.actions import interests
from trellis.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def run(monkeypatch: pytest.MonkeyPatch) -> None:
    held = builders.HeldData()
    monkeypatch.setattr(data, "warehouse", lambda: held)
    builders.screened(authority="802")
    builders.screened()


def typed(days: int = 0) -> str:
    day = timezone.localdate() + timedelta(days=days)
    return f"{day:%d/%m/%Y}"


def test_an_induction_goes_by_the_forms_of_its_pages_from_its_beginning_to_a_mentor() -> None:
    acting.leader("Lou Hart")
    acting.leader("Same School", urn=builders.BEECH)
    user = acting.head()
    team, head = signed_in("pa"), client_of(user)
    sent = {"school": builders.BEECH, "who": user.name, "started_on": typed(-60), "why": "By letter."}
    here = send(team, "/inductions/notify/", **sent)
    made = Induction.objects.get()
    assert (here, made.user) == (f"/inductions/{made.pk}/", user)
    assert "Choose which kind" in send(team, f"{here}kind/", 400, reasons="x")
    send(team, f"{here}kind/", kind="later", reasons="She led two schools.")
    send(team, f"{here}without-day/", reasons="She gave it herself.")
    said = page(head, "/inductions/")
    assert "Answer the needs analysis of your induction" in said
    page(team, f"{here}needs/", 403)
    send(head, f"{here}needs/", strengths="Two schools.", governors="A new chair.")
    assert "A new chair." in page(team, here)
    mentor = page(team, f"{here}mentor/")
    assert "Whoever has led a school before is offered a Local Leader of Education." in mentor
    assert "Same School Beech Lane Primary School Works at the same school." in mentor
    lou = re.search(
        r'value="(\d+)"[^>]*>\s*<label[^>]*>\s*Lou Hart', team.get(f"{here}mentor/").content.decode()
    )
    assert lou is not None
    send(team, f"{here}mentor/", leader=lou[1], why="She knows small schools.")
    assert "Lou Hart, Local Leader of Education, Oak Road School" in page(head, here)
    need = SupportItem.objects.get()
    send(team, f"/inductions/needs/{need.pk}/", reasons="A morning with governor services.")
    assert "A morning with governor services." in page(head, here)


def test_what_a_headteacher_says_is_read_by_them_and_the_team_and_each_reading_by_the_team_is_kept() -> None:
    head = acting.head()
    file = acting.analysed(user=head)
    here = f"/inductions/{file.induction.pk}/"
    assert "How to work with a new chair." in page(client_of(head), here)
    assert not Trail.objects.filter(verb=Verb.RESTRICTED_READ).exists()
    assert "How to work with a new chair." in page(signed_in("sia"), here)
    assert Trail.objects.get(verb=Verb.RESTRICTED_READ).urn == builders.BEECH
    adviser = builders.person("spa", name="With a child there")
    interests.declare(
        school=acting.school(),
        user=adviser,
        kind="child",
        reason="A child there.",
        from_date=acting.AT.date(),
        to_date=None,
        by=adviser,
        at=acting.AT,
    )
    assert "new chair" not in page(client_of(adviser), here)
    for role in ("director", "auditor", "data_officer", "leadership_team"):
        said = page(signed_in(role), here)
        assert "Needs analysed" in said
        assert "new chair" not in said
        assert "Needs analysis, and what" not in said
        assert "As was agreed." not in said  # the words of steps are theirs too
    for role in ("chair", "governor"):
        page(signed_in(role), here, 403)
        page(signed_in(role), "/inductions/", 403)
    second = builders.person("headteacher", urns=(builders.BEECH,), email="second@example.org")
    page(client_of(second), here, 404)
    page(client_of(acting.head(builders.OAK)), here, 404)
    assert file.induction.name not in page(client_of(second), "/inductions/")
    stranger = client_of(builders.person("pa", authority="802"))
    for path in ("", "kind/", "needs/", "mentor/", "eligibility/", "stop/"):
        page(stranger, here + path, 404)


def test_the_list_of_inductions_names_no_need_to_those_who_do_not_read_the_analysis() -> None:
    file = acting.matched(acting.analysed(), acting.leader("Lou Hart"))
    need = "Support for Nora Quill: "
    assert need in page(signed_in("pa"), "/inductions/")
    for role in ("director", "auditor", "data_officer", "leadership_team"):
        said = page(signed_in(role), "/inductions/")
        assert file.induction.name in said
        assert need not in said


def test_an_induction_does_not_go_with_a_school_that_moves_to_another_authority() -> None:
    file = acting.analysed()
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    stranger = client_of(builders.person("pa", authority="802"))
    assert file.induction.name not in page(stranger, "/inductions/")
    assert file.induction.name not in page(stranger, "/due/")
    page(stranger, f"/inductions/needs/{SupportItem.objects.all()[0].pk}/", 404)


def test_the_page_says_why_a_step_cannot_be_taken_and_shows_the_year_of_modules_to_first_heads_alone() -> (
    None
):
    file = acting.typed("first")
    here = f"/inductions/{file.induction.pk}/"
    said = page(signed_in("pa"), here)
    assert (
        "No induction day is recorded that they came to: book one, or go on without it and say why." in said
    )
    assert "Modules through the year" in said
    day = timezone.localdate() + timedelta(days=40)
    acting.events.planned(kind="module", title="Budgets", day=day, cancel_by=day)
    assert "Budgets No place booked: book a place" in page(signed_in("pa"), here)
    team = signed_in("pa")
    begun = team.get(here).content.decode()
    book = re.search(r'href="(/events/\d+/book/[^"]+)"', begun)
    assert book is not None
    form = team.get(book[1].replace("&amp;", "&")).content.decode()
    assert f"{acting.NAME}</textarea>" in form
    other = acting.typed("acting", name="Olaf Reed")
    assert "Budgets" not in page(signed_in("pa"), f"/inductions/{other.induction.pk}/")


def test_an_induction_without_an_induction_day_says_so_and_not_that_the_day_was_done() -> None:
    file = acting.typed("first")
    here = f"/inductions/{file.induction.pk}/"
    assert "Induction day Not yet" in page(signed_in("pa"), here)
    acting.take(file, "without_day")
    said = page(signed_in("pa"), here)
    assert "Induction day settled." in said
    assert "Induction day They went on without one, on 20 November 2026: As was agreed." in said
    assert "Induction day done" not in said
    unread = page(signed_in("director"), here, 200)
    assert "They went on without one, on 20 November 2026" in unread
    assert "without one, on 20 November 2026: As was" not in unread


def test_an_induction_says_to_which_induction_day_they_came(monkeypatch: pytest.MonkeyPatch) -> None:
    file, at = acting.typed("first"), acting.AT + 20 * acting.A_DAY
    acting.came("day", title="The first day")
    acting.take(acting.again(file, at=at), "day", at=at)
    monkeypatch.setattr(timezone, "now", lambda: at)
    said = page(signed_in("pa"), f"/inductions/{file.induction.pk}/")
    assert "Induction day They came to it on 4 December 2026: The first day" in said


def test_the_academy_says_its_purposes_its_categories_and_what_its_group_wants() -> None:
    team, governor = signed_in("pa"), signed_in("governor")
    said = page(governor, "/leadership-academy/")
    for each in (
        "Grow leaders",
        "Headteacher conference",
        "Leaders of Learning event",
        "Nobody chairs the group",
    ):
        assert each in said
    sent = {"who": "Ruth Amber", "post": "Head, Beech Lane", "stands_for": "primary", "from_date": typed(-9)}
    here = send(team, "/leadership-academy/group/add/", **sent, marks=["is_head", "is_chair"])
    assert here == "/leadership-academy/group/?authority=801"
    said = page(governor, "/leadership-academy/group/")
    assert "The chair is a primary headteacher Yes Ruth Amber" in said
    assert "Nobody in the group stands for higher education." in said
    ruth = Steward.objects.get().pk
    send(team, f"/leadership-academy/group/{ruth}/end/", to_date=typed(-1), why="She retires.")
    assert "She retires." in page(governor, "/leadership-academy/group/")
    page(governor, "/leadership-academy/group/add/", 403)
    stranger = client_of(builders.person("pa", authority="802"))
    page(stranger, f"/leadership-academy/group/{ruth}/end/", 404)
    assert "Ruth Amber" not in page(stranger, "/leadership-academy/group/")


def test_an_enquiry_is_posted_found_worded_and_put_forward() -> None:
    head, team = signed_in("headteacher"), signed_in("pa")
    words = acting.words()
    sent = {**{name: getattr(words, name) for name in vars(words)}, "areas": list(words.areas)}
    here = send(head, "/leadership-academy/enquiries/post/", school=builders.BEECH, **sent)
    made = Enquiry.objects.get()
    assert here == f"/leadership-academy/enquiries/{made.pk}/"
    assert "Talk in mathematics" in page(signed_in("governor"), "/leadership-academy/enquiries/?q=maths")
    assert "Nothing in the library is like that" in page(team, "/leadership-academy/enquiries/?q=zebra")
    send(head, f"{here}words/", **{**sent, "applies": "All years"})
    assert "Wording 2" in page(head, here)
    page(client_of(acting.head(builders.OAK)), f"{here}words/", 403)
    to = send(team, f"{here}promote/", reasons="Others ask for it.")
    assert to == f"/good-practice/{Entry.objects.get().pk}/"
    assert "It was put forward as good practice" in page(team, here)
    assert "It was put forward" not in page(signed_in("governor"), here)  # it is not in the directory yet
    page(client_of(builders.person("pa", authority="802")), here, 404)


def test_a_network_is_entered_joined_left_and_told_to_be_active_by_its_rule() -> None:
    team, governor = signed_in("pa"), signed_in("governor")
    sent = {"called": "Rivers", "purpose": "A curriculum.", "lead": builders.BEECH, "began_on": typed(-500)}
    here = send(team, "/networks/enter/", **sent)
    made = Network.objects.get()
    assert here == f"/networks/{made.pk}/"
    assert "Not active: nothing that it did is recorded." in page(governor, here)
    send(team, f"{here}join/", school=builders.OAK, from_date=typed(-400))
    send(team, f"{here}log/", on=typed(-380), what="A morning.")
    last = words.day(timezone.localdate() - timedelta(days=380))
    assert f"Lapsed: it last did something on {last}, a year ago or more." in page(governor, here)
    send(team, f"{here}log/", on=typed(-3), what="Another morning.")
    assert "1 network, of which 1 is active." in page(governor, "/networks/")
    oak = made.members.get(school=builders.OAK).pk
    send(team, f"/networks/members/{oak}/leave/", to_date=typed(-1), why="They merged.")
    assert "They merged." in page(governor, here)
    send(team, f"{here}words/", called="Rivers and hills", purpose="A curriculum.", lead=builders.BEECH)
    reach = page(governor, "/networks/reach/")
    assert "4 open schools are in none." in reach
    assert "Oak Road School" in reach
    for path in ("join/", "log/", "words/"):
        page(governor, here + path, 403)
    stranger = client_of(builders.person("pa", authority="802"))
    page(stranger, here, 404)
    page(stranger, f"/networks/members/{oak}/leave/", 404)
    assert "Rivers" not in page(stranger, "/networks/")


def test_the_directory_of_good_practice_is_narrowed_to_the_schools_of_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Ground()
    monkeypatch.setattr(data, "warehouse", lambda: held)
    sharing.published()
    sharing.published(builders.ELM, title="Quiet corridors")
    file = acting.network()
    governor = signed_in("governor")
    said = page(governor, f"/good-practice/?network={file.network.pk}")
    assert "Phonics from the first week" in said
    assert "Quiet corridors" not in said
    assert "Quiet corridors" in page(governor, "/good-practice/")
    assert "none of the choices" in page(governor, "/good-practice/?network=99999")


def test_lists_take_the_same_number_of_queries_however_long_they_are() -> None:
    client = signed_in("pa")

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    addresses = ("/inductions/", "/networks/", "/networks/reach/", "/leadership-academy/enquiries/", "/due/")
    acting.analysed()
    acting.logged(acting.network())
    acting.enquiry()
    few = [queries(each) for each in addresses]
    for number in range(3):
        acting.analysed(name=f"Head {number}")
        acting.logged(acting.joined(acting.network(f"Network {number}")))
        acting.enquiry(title=f"Enquiry {number}")
    assert [queries(each) for each in addresses] == few


def test_what_is_due_of_inductions_and_events_is_on_the_page_of_what_is_due() -> None:
    acting.notified()
    said = page(signed_in("pa"), "/due/?kind=inductions")
    assert f"Say which kind of headship it is: {acting.NAME}" in said
    assert f"Say which kind of headship it is: {acting.NAME}" in page(signed_in("pa"), "/home/")
    chair = signed_in("chair")
    assert acting.NAME not in text(chair.get("/home/").content)


def test_a_leader_and_who_keeps_the_register_read_whom_they_mentor_and_who_reads_inductions_opens_them() -> (
    None
):
    user = builders.person("system_leader")
    leader = acting.leader("Lou Hart", user=user)
    mine = f"/leaders/{leader.pk}/"
    own = client_of(user)
    assert "You mentor nobody now" in page(own, "/leaders/mine/")
    file = acting.matched(acting.analysed(), leader)
    induction = f"/inductions/{file.induction.pk}/"
    for address in (mine, "/leaders/mine/"):
        assert f"{file.induction.name} Beech Lane Primary School" in page(own, address)
        assert induction not in own.get(address).content.decode()
    page(own, induction, 403)
    keeper = signed_in("sitl")
    assert file.induction.name in page(keeper, mine)
    assert induction in keeper.get(mine).content.decode()
    for other in (client_of(acting.head(builders.OAK)), signed_in("director"), signed_in("auditor")):
        assert file.induction.name not in page(other, mine)
    acting.matched(file, acting.leader("Max", urn=builders.ELM))
    assert file.induction.name not in page(own, mine)
    assert file.induction.name not in page(keeper, mine)


def test_no_page_of_a_leader_leads_to_an_induction_at_a_school_that_went_to_another_authority() -> None:
    leader = acting.leader("Lou Hart")
    file = acting.matched(acting.analysed(), leader)
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    said = signed_in("sitl").get(f"/leaders/{leader.pk}/").content.decode()
    assert f"/inductions/{file.induction.pk}/" not in said


def test_the_charter_of_the_academy_says_its_purposes_without_signing_in_and_names_nobody() -> None:
    said = text(Client().get("/leadership-academy/charter/").content)
    for heading, says in PURPOSES:
        assert f"{heading}. {says}" in said
    assert "How to take part" in said
    for hidden in ("801", "Beech Lane", "Oak Road", schools.name_of("801")):
        assert hidden not in said
    assert "/leadership-academy/charter/" in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize("role", ["headteacher", "pa", "system_leader"])
def test_the_academy_leads_to_its_charter_to_system_leaders_and_to_their_protocols(role: str) -> None:
    reader = signed_in(role)
    said = reader.get("/leadership-academy/").content.decode()
    for address in (
        "/leadership-academy/charter/",
        "/leaders/?authority=801",
        "/leaders/papers/?authority=801",
    ):
        assert f'href="{address}"' in said
        assert reader.get(address).status_code == 200
