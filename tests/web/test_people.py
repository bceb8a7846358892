"""The pages of people: posts given and ended, schools allocated, roles told, interests declared and kept."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.accounts.models import Post, User
from trellis.activity.models import Event, Verb
from trellis.casework.models import LevelStep
from trellis.schools.actions import interests
from trellis.schools.models import Interest, InterestEnd, School
from trellis.schools.queries import stands_aside

pytestmark = pytest.mark.django_db
TODAY = builders.AT.date()
NEW = {
    "name": "Nina New",
    "email": "nina@example.org",
    "role": "headteacher",
    "urns": f"{builders.BEECH}, {builders.ELM}",
    "from_date": "20/11/2026",
    "to_date": "",
    "authority": "801",
}


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def test_an_administrator_adds_a_person_who_signs_in_with_the_password_shown_once() -> None:
    client = signed_in("administrator")
    page = client.post("/people/add/", NEW)
    assert page.status_code == 200
    password = re.search(r"<code>([^<]+)</code>", page.content.decode())[1]
    assert "no-store" in page.headers["Cache-Control"]
    visitor = Client()
    signed = visitor.post("/sign-in/", {"email": "nina@example.org", "password": password})
    assert signed.status_code == 302
    assert visitor.get("/schools/").headers["Location"] == "/account/password/"
    own = visitor.get("/account/password/").content.decode()
    assert "Choose one that only you know" in own
    changed = {"current": password, "new": "four quite unlike words"}
    assert visitor.post("/account/password/", changed).headers["Location"] == "/account/?changed"
    listed = visitor.get("/schools/").content.decode()
    assert "Beech Lane Primary School" in listed
    assert "Elm &amp; Ash" in listed
    again = text(client.post("/people/add/", NEW).content)
    assert "holds this post already: nothing was changed" in again
    assert password not in again
    person = User.objects.get(email="nina@example.org")
    shown = text(client.get(f"/people/{person.pk}/").content)
    assert "Headteacher Beech Lane Primary School from 20 November 2026" in shown
    assert "Administrator made an account for nina@example.org" in shown
    assert password not in shown


def test_who_has_an_account_elsewhere_enters_the_code_shown_once_before_the_post_opens_anything() -> None:
    elsewhere = builders.person("pa", authority="802", name="Priya Anand")
    page = signed_in("administrator").post(
        "/people/add/", {**NEW, "email": elsewhere.email, "role": "pa", "urns": ""}
    )
    added = page.content.decode()
    assert elsewhere.name not in added.replace(elsewhere.email, "")
    code = re.search(r"<code>([^<]+)</code>", added)[1]
    listed = text(signed_in("administrator").get(f"/people/{elsewhere.pk}/").content)
    assert "waits for its holder to enter the code" in listed
    holder = _client(elsewhere)
    assert holder.get(f"/schools/{builders.BEECH}/").status_code == 404
    wrong = holder.post("/account/post/", {"code": "not this"})
    assert wrong.status_code == 409
    assert "not the code of a post that waits for you" in text(wrong.content)
    assert holder.post("/account/post/", {"code": ""}).status_code == 400
    taken = holder.post("/account/post/", {"code": code})
    assert taken.headers["Location"] == "/account/?done=taken-up"
    assert holder.get(f"/schools/{builders.BEECH}/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"name": ""}, 400, "Enter the person’s full name"),
        ({"email": "nina"}, 400, "Enter an email address in the correct format"),
        ({"role": ""}, 400, "Choose a role"),
        ({"role": "wizard"}, 400, "Choose a role from the list"),
        ({"urns": "12x"}, 400, "“12x” is not a URN"),
        ({"urns": ""}, 409, "say which, by its URN"),
        ({"urns": str(builders.OTHER)}, 409, "No school of the authority has the URN"),
        ({"from_date": "31/2/2026"}, 400, "Enter first day as a date"),
        ({"to_date": "1/1/2020"}, 409, "cannot end before it begins"),
    ],
)
def test_what_is_filled_in_wrongly_stays_on_the_page_with_what_to_change(
    wrong: dict[str, str], status: int, said: str
) -> None:
    page = signed_in("administrator").post("/people/add/", {**NEW, **wrong})
    assert page.status_code == status
    content = page.content.decode()
    assert "There is a problem" in content
    assert said in content
    assert not User.objects.filter(email="nina@example.org").exists()


def test_a_post_is_given_and_ended_on_the_page_of_a_person() -> None:
    boss = signed_in("administrator")
    person = builders.person("spa")
    given = {"role": "ssa", "urns": "", "from_date": "1/12/2026", "to_date": "", "authority": "801"}
    assert boss.post(f"/people/{person.pk}/", given).status_code == 302
    page = text(boss.get(f"/people/{person.pk}/").content)
    assert "Senior Adviser Secondary the authority from 1 December 2026" in page
    post = person.posts.get(role="spa")
    assert "the authority, from 1 September 2026" in text(boss.get(f"/people/posts/{post.pk}/end/").content)
    assert boss.post(f"/people/posts/{post.pk}/end/", {"to_date": "19/11/2026"}).status_code == 302
    assert _client(person).get(f"/schools/{builders.BEECH}/").status_code == 403
    refused = boss.post(f"/people/posts/{post.pk}/end/", {"to_date": "25/11/2026"})
    assert refused.status_code == 409
    assert "has ended by then already" in refused.content.decode()
    late = boss.post(f"/people/posts/{post.pk}/end/", {"to_date": "31/12/9999"})
    assert (late.status_code, "Enter a day of the years 1900 to 2100" in late.content.decode()) == (400, True)


def test_the_last_administrator_and_ones_own_post_are_refused_in_a_sentence() -> None:
    boss = signed_in("administrator")
    me = User.objects.get(name="Administrator")
    refused = boss.post(f"/people/posts/{me.posts.get().pk}/end/", {"to_date": "20/11/2026"})
    assert (refused.status_code, "the last administrator" in refused.content.decode()) == (409, True)
    page = boss.get(f"/people/{me.pk}/").content.decode()
    assert "Nobody gives themselves a post" in page
    given = {"role": "director", "urns": "", "from_date": "20/11/2026", "authority": "801"}
    assert boss.post(f"/people/{me.pk}/", given).status_code == 409
    assert me.posts.count() == 1


def test_people_of_another_authority_are_not_found() -> None:
    stranger = builders.person("pa", authority="802")
    boss = signed_in("administrator")
    assert boss.get(f"/people/{stranger.pk}/").status_code == 404
    assert boss.get(f"/people/posts/{stranger.posts.get().pk}/end/").status_code == 404
    assert boss.get("/people/?authority=802").status_code == 404
    assert boss.post("/people/add/", {**NEW, "authority": "802"}).status_code == 404
    assert stranger.email not in boss.get("/people/").content.decode()
    assert signed_in("administrator").get(f"/people/{'9' * 25}/").status_code == 404


def test_the_list_of_people_finds_by_name_and_takes_as_many_queries_for_many_as_for_few() -> None:
    boss = signed_in("administrator")
    builders.person("pa", name="Esther Adviser")
    builders.person("chair", urns=(builders.OAK,))
    boss.get("/people/")
    with CaptureQueriesContext(connection) as few:
        boss.get("/people/")
    for urn in range(20):
        user = User.objects.create(email=f"p{urn}@example.org", name=f"Person {urn}")
        Post.objects.create(
            user=user, role="governor", authority_code="801", urn=builders.OAK, from_date=TODAY
        )
    with CaptureQueriesContext(connection) as many:
        page = boss.get("/people/").content.decode()
    assert len(few) == len(many) <= 9
    assert "Person 19" in page
    found = boss.get("/people/?q=esther").content.decode()
    assert "Esther Adviser" in found
    assert "Person 19" not in found
    assert "Nobody here has" in boss.get("/people/?q=nobody-at-all").content.decode()


def test_the_team_leader_sees_schools_by_adviser_and_moves_one_with_one_form() -> None:
    alice = builders.person("sia", urns=(builders.BEECH, builders.OAK), name="Alice")
    bob = builders.person("sia", urns=(builders.ELM,), name="Bob")
    leader = signed_in("sitl")
    page = text(leader.get("/people/allocation/").content)
    assert "Schools with nobody: 2" in page  # the academy and the nursery
    assert "Alice 2 Beech Lane Primary School; Oak Road School" in page
    sent = {
        "adviser": str(bob.pk),
        "urn": [str(builders.BEECH), str(builders.SILENT)],
        "from_date": "20/11/2026",
        "authority": "801",
    }
    assert leader.post("/people/allocation/", sent).status_code == 302
    page = text(leader.get("/people/allocation/").content)
    assert "Alice 2 Beech Lane Primary School (from 1 September 2026 to 19 November 2026)" not in page
    assert "Alice 1 Oak Road School" in page
    assert "Bob 3 Beech Lane Primary School; Elm & Ash <Infants>; Willow Nursery" in page
    assert _client(alice).get(f"/schools/{builders.BEECH}/").status_code == 404
    assert _client(bob).get(f"/schools/{builders.BEECH}/").status_code == 200
    sent = {"adviser": "nobody", "urn": [str(builders.OAK)], "from_date": "20/11/2026", "authority": "801"}
    assert leader.post("/people/allocation/", sent).status_code == 302
    assert "Alice 0 None" in text(leader.get("/people/allocation/").content)


def test_an_allocation_that_cannot_be_is_told_and_an_authority_without_advisers_is_told_what_to_do() -> None:
    leader = signed_in("sitl")
    assert "The administrator gives somebody that role first" in text(
        leader.get("/people/allocation/").content
    )
    builders.person("sia", urns=(builders.BEECH,), name="Alice")
    page = leader.post("/people/allocation/", {"from_date": "", "authority": "801"})
    assert page.status_code == 400
    for said in ("Choose an adviser", "Choose at least one school", "Enter first day"):
        assert said in page.content.decode()
    sent = {"adviser": "1", "urn": [str(builders.OTHER)], "from_date": "20/11/2026", "authority": "801"}
    assert leader.post("/people/allocation/", sent).status_code == 400


def test_the_page_of_roles_says_of_every_role_what_it_may_do_and_which_is_ones_own() -> None:
    page = text(signed_in("chair").get("/account/roles/").content)
    assert "Chair of governors (yours)" in page
    assert "Principal Adviser Ratifies levels and chairs task groups." in page
    assert "Cluster lead: clusters and the actions of their members" in page
    assert "Restricted." in page


def declared(user: User, urn: int = builders.OAK) -> Interest:
    return interests.declare(
        school=School.objects.get(pk=urn),
        user=user,
        kind="family",
        reason="My sister teaches there.",
        from_date=TODAY,
        to_date=None,
        by=user,
        at=builders.AT,
    )


def test_an_interest_is_declared_from_the_account_and_from_a_school_and_others_see_no_reason() -> None:
    user = builders.person("sia", urns=(builders.OAK,))
    client = _client(user)
    sent = {
        "urn": str(builders.BEECH),  # a school of the authority that they do not work with
        "kind": "child",
        "reason": "My son goes there.",
        "from_date": "1/9/2026",
        "to_date": "",
    }
    assert client.post("/account/interests/", sent).status_code == 302
    assert "My son goes there." in text(client.get("/account/interests/").content)
    sent = {"kind": "family", "reason": "My sister teaches there.", "from_date": "20/11/2026"}
    assert client.post(f"/schools/{builders.OAK}/interest/", sent).status_code == 302
    assert stands_aside(user, School.objects.get(pk=builders.OAK), TODAY)
    for role, reads in (("administrator", True), ("pa", True), ("auditor", True)):
        assert ("My sister teaches" in text(signed_in(role).get("/interests/").content)) is reads
    for role in ("sitl", "director"):
        assert signed_in(role).get("/interests/").status_code == 403
    head = _client(acting.head())
    for page in ("where-we-are/", "record/", "level/"):
        assert "sister" not in head.get(f"/schools/{builders.OAK}/{page}").content.decode()
    assert "stands aside" in head.get(f"/schools/{builders.OAK}/record/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"urn": str(builders.OTHER)}, 400, "No school of your authority has this URN"),
        ({"urn": "x"}, 400, "Enter the school’s URN"),
        ({"kind": ""}, 400, "Choose what the interest is"),
        ({"reason": ""}, 400, "Say what the interest is"),
        ({"from_date": "1/1/2030"}, 409, "today or before"),
        ({"to_date": "1/1/2020"}, 409, "cannot end before it begins"),
    ],
)
def test_a_declaration_that_lacks_something_is_told_what(wrong: dict, status: int, said: str) -> None:
    sent = {"urn": str(builders.OAK), "kind": "child", "reason": "My son.", "from_date": "1/9/2026", **wrong}
    page = signed_in("pa").post("/account/interests/", sent)
    assert (page.status_code, said in page.content.decode()) == (status, True)
    assert not Interest.objects.exists()


def test_an_interest_that_has_passed_is_said_so_by_another_keeper() -> None:
    boss = builders.person("pa")
    made = declared(boss)
    own = text(_client(boss).get("/interests/").content)
    assert "It has passed" not in own
    keeper = signed_in("administrator")
    assert "It has passed" in text(keeper.get("/interests/").content)
    sent = {"to_date": "20/11/2026", "reason": "She has left."}
    assert _client(boss).post(f"/interests/{made.pk}/end/", sent).status_code == 409
    assert keeper.post(f"/interests/{made.pk}/end/", {"to_date": "", "reason": ""}).status_code == 400
    assert keeper.post(f"/interests/{made.pk}/end/", sent).status_code == 302
    again = keeper.post(f"/interests/{made.pk}/end/", sent)
    assert (again.status_code, "Somebody has said already" in again.content.decode()) == (409, True)
    assert "She has left." in text(keeper.get("/interests/").content)
    assert signed_in("administrator", authority="802").get(f"/interests/{made.pk}/end/").status_code == 404


def test_the_level_page_of_somebody_who_stands_aside_says_so_in_place_of_every_button() -> None:
    adviser = acting.adviser()
    page = f"/schools/{builders.OAK}/level/"
    declared(adviser)
    client = _client(adviser)
    content = client.get(page).content.decode()
    assert "You have declared an interest in Oak Road School" in content
    assert "Propose a level</a>" not in content
    step = client.get(page + "propose/").content.decode()
    assert "Nobody else has the role that it takes" in step
    assert '<form method="post" novalidate>' not in step
    sent = {"level": "2", "reasons": "Absence is high.", "seen": "0"}
    refused = client.post(page + "propose/", sent)
    assert refused.status_code == 409
    builders.person("ssa", name="Deepa")
    assert "Deepa (Senior Adviser Secondary) could do it" in client.get(page + "propose/").content.decode()


def test_who_could_ratify_in_place_of_who_stands_aside_is_named_beside_the_step() -> None:
    acting.recorded(acting.agreed())
    boss = acting.principal()
    declared(boss)
    page = _client(boss).get(f"/schools/{builders.OAK}/level/").content.decode()
    assert "You stand aside. Nobody else has the role that it takes" in page
    assert "level/ratify/" not in page
    sent = {
        "meeting": "Quality and Standards",
        "held_on": "20/11/2026",
        "best_interests": acting.INTERESTS,
        "seen": "4",
    }
    assert _client(boss).post(f"/schools/{builders.OAK}/level/ratify/", sent).status_code == 409
    assert not LevelStep.objects.filter(name="ratify").exists()


def test_the_school_s_own_people_answer_and_are_told_nothing_of_standing_aside() -> None:
    acting.shared()
    page = _client(acting.head()).get(f"/schools/{builders.OAK}/level/").content.decode()
    assert "stand aside" not in page
    assert "level/answer/" in page


def test_who_read_what_is_restricted_is_shown_to_the_auditor_and_the_principal_adviser() -> None:
    auditor, boss = signed_in("auditor"), signed_in("pa")
    address = f"/schools/{builders.BEECH}/readings/"
    assert "Nobody has read restricted material" in text(auditor.get(address).content)
    Event.objects.create(
        verb=Verb.RESTRICTED_READ,
        by=User.objects.get(name="Pa"),
        at=builders.AT,
        authority_code="801",
        urn=builders.BEECH,
        subject="soft intelligence",
    )
    for client in (auditor, boss):
        assert "Pa Soft intelligence" in text(client.get(address).content)
    for role in ("sitl", "headteacher", "director", "administrator"):
        assert signed_in(role).get(address).status_code == 403
    assert signed_in("auditor", authority="802").get(address).status_code == 404


def test_the_auditor_reads_the_register_of_interests_and_ends_none() -> None:
    made = declared(builders.person("pa"))
    auditor = signed_in("auditor")
    page = auditor.get("/interests/").content.decode()
    assert made.reason in text(page.encode())
    assert f"/interests/{made.pk}/end/" not in page
    sent = {"to_date": "20/11/2026", "reason": "She has left."}
    assert auditor.post(f"/interests/{made.pk}/end/", sent).status_code == 403
    assert not InterestEnd.objects.exists()
