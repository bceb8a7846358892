"""Posts given and ended by whoever may, schools allocated to advisers, and a trail of all of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from trellis.accounts import access, queries
from trellis.accounts.actions import accounts
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES
from trellis.accounts.two_people import SamePerson
from trellis.activity.models import Event, Verb
from trellis.schools.actions import posts
from trellis.schools.actions.posts import CannotGive

pytestmark = pytest.mark.django_db
AT, TODAY = builders.AT, builders.AT.date()
BEFORE = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened(authority="802")
    builders.screened()


def administrator(authority: str = "801") -> User:
    return builders.person("administrator", authority=authority)


def team_leader() -> User:
    return builders.person("sitl")


def adviser(name: str, *urns: int) -> User:
    user = accounts.open_account(email=f"{name.lower()}@example.org", name=name, password=builders.PASSWORD)
    accounts.give_posts(user=user, role="sia", authority_code="801", from_date=BEFORE, urns=urns)
    return user


def added(**more: object) -> posts.Added:
    given: dict[str, object] = {
        "name": "Nina New",
        "email": "Nina@Example.org",
        "role": "spa",
        "authority_code": "801",
        "urns": [],
        "from_date": TODAY,
        "to_date": None,
        "by": administrator(),
        "at": AT,
    }
    return posts.add_person(**{**given, **more})  # type: ignore[arg-type]


def held(user: User, on: date = TODAY) -> set[tuple[str, int | None]]:
    return {(post.role.id, post.urn) for post in access.of(user, on=on).held}


def test_a_person_is_added_with_a_password_that_is_told_once_and_kept_in_no_words() -> None:
    made = added()
    assert made.user.email == "nina@example.org"
    assert made.user.check_password(made.password)
    assert held(made.user) == {("spa", None)}
    said = [(event.verb, event.by.name, event.subject) for event in Event.objects.filter(by__isnull=False)]
    assert sorted(said) == [
        ("account_opened", "Administrator", "nina@example.org"),
        ("post_given", "Administrator", "nina@example.org: Senior Adviser Primary, from 20 November 2026"),
    ]
    assert not any(made.password in event.subject for event in Event.objects.all())


def test_who_has_an_account_already_is_given_the_post_and_keeps_name_and_password() -> None:
    made = added()
    again = added(name="Somebody Else", role="ssa")
    assert (again.user, again.password, again.user.name) == (made.user, "", "Nina New")
    assert again.user.check_password(made.password)
    assert held(made.user) == {("spa", None), ("ssa", None)}


def test_an_account_that_another_authority_opened_takes_its_post_up_with_a_code_told_by_this_one() -> None:
    there = added(authority_code="802", by=administrator("802"))
    here = added(name="Whoever", role="spa")
    assert (here.user, here.password) == (there.user, "")
    assert held(here.user) == {("spa", None)}
    assert {post.authority_code for post in access.of(here.user, on=TODAY).held} == {"802"}
    for wrong in (there.password, "", "amber-basil-birch-brook-10"):
        with pytest.raises(accounts.WrongCode, match="a new one"):
            posts.take_up(user=here.user, code=wrong, at=AT)
    posts.take_up(user=here.user, code=f" {here.code.replace('-', ' ').upper()} ", at=AT)
    assert {post.authority_code for post in access.of(here.user, on=TODAY).held} == {"801", "802"}
    assert Event.objects.filter(subject__endswith="taken up with the code").get().authority_code == "801"
    assert not any(here.code in event.subject for event in Event.objects.all())


def test_a_code_that_was_lost_is_replaced_and_takes_up_all_that_was_given_meanwhile() -> None:
    user = added(authority_code="802", by=administrator("802")).user
    first = added()
    posts.give(
        user=user,
        role="ssa",
        authority_code="801",
        urns=[],
        from_date=TODAY,
        to_date=None,
        by=administrator(),
        at=AT,
    )
    second = added()
    with pytest.raises(accounts.WrongCode):
        posts.take_up(user=user, code=first.code, at=AT)
    assert len(posts.take_up(user=user, code=second.code, at=AT)) == 2
    assert user.posts.filter(authority_code="801").count() == 2


def test_nobody_takes_up_a_post_that_waits_for_somebody_else() -> None:
    added(authority_code="802", by=administrator("802"))
    code = added().code
    with pytest.raises(accounts.WrongCode):
        posts.take_up(user=builders.person("pa", authority="802"), code=code, at=AT)


def test_a_post_with_dates_opens_nothing_outside_them() -> None:
    user = added(from_date=TODAY + timedelta(days=3), to_date=TODAY + timedelta(days=5)).user
    told = [bool(held(user, TODAY + timedelta(days=n))) for n in range(2, 7)]
    assert told == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"role": "wizard"}, "There is no role"),
        ({"role": "headteacher"}, "say which, by its URN"),
        ({"role": "headteacher", "urns": [builders.OTHER]}, "No school of the authority has the URN 900101"),
        ({"to_date": TODAY - timedelta(days=1)}, "before it begins"),
        ({"name": " "}, "full name"),
    ],
)
def test_what_is_given_wrongly_is_refused_and_leaves_no_account(wrong: dict, said: str) -> None:
    with pytest.raises(Exception, match=said):
        added(**wrong)
    assert not User.objects.filter(email="nina@example.org").exists()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_nobody_but_an_administrator_adds_people_or_ends_posts(role: str) -> None:
    urns = (builders.BEECH,) if ROLES[role].at_school or role == "sia" else ()
    user = builders.person(role, urns=urns)
    with pytest.raises(PermissionDenied):
        added(by=user)
    with pytest.raises(PermissionDenied):
        posts.end(builders.person("pa").posts.get(), to_date=TODAY, by=user, at=AT)


def test_an_administrator_looks_after_their_own_authority_alone() -> None:
    with pytest.raises(PermissionDenied):
        added(by=administrator("802"))
    with pytest.raises(PermissionDenied):
        posts.end(builders.person("pa").posts.get(), to_date=TODAY, by=administrator("802"), at=AT)


def test_nobody_gives_themselves_a_post() -> None:
    boss = administrator()
    with pytest.raises(SamePerson, match="Nobody gives themselves a post"):
        added(email=boss.email, role="director", by=boss)
    assert held(boss) == {("administrator", None)}


def test_a_post_held_already_is_not_given_twice() -> None:
    user = added().user
    with pytest.raises(CannotGive, match="holds this post already"):
        posts.give(
            user=user,
            role="spa",
            authority_code="801",
            urns=[],
            from_date=TODAY,
            to_date=None,
            by=administrator(),
            at=AT,
        )
    assert Post.objects.filter(user=user).count() == 1


def test_a_post_is_given_its_last_day_once_and_it_is_brought_forward_but_never_put_off() -> None:
    boss, post = administrator(), builders.person("pa").posts.get()
    posts.end(post, to_date=TODAY + timedelta(days=30), by=boss, at=AT)
    posts.end(post, to_date=TODAY, by=boss, at=AT)
    for later in (TODAY, TODAY + timedelta(days=1)):
        with pytest.raises(accounts.EndedAlready):
            posts.end(post, to_date=later, by=boss, at=AT)
    with pytest.raises(accounts.EndsTooSoon):
        posts.end(post, to_date=BEFORE - timedelta(days=1), by=boss, at=AT)
    assert Post.objects.get(pk=post.pk).to_date == TODAY
    ends = Event.objects.filter(verb=Verb.POST_GIVEN, subject__contains="ends on").order_by("pk")
    assert [event.subject.rpartition(" ends on ")[2] for event in ends] == [
        "20 December 2026",
        "20 November 2026",
    ]


def test_the_last_administrator_stays() -> None:
    boss = administrator()
    with pytest.raises(CannotGive, match="the last administrator"):
        posts.end(boss.posts.get(), to_date=TODAY, by=boss, at=AT)
    second = added(role="administrator").user
    posts.end(boss.posts.get(), to_date=TODAY, by=second, at=AT)
    with pytest.raises(CannotGive, match="the last administrator"):
        posts.end(second.posts.get(), to_date=TODAY + timedelta(days=9), by=second, at=AT)


def test_an_administrator_who_may_not_sign_in_or_goes_the_same_day_does_not_count() -> None:
    boss = administrator()
    second = added(role="administrator", to_date=TODAY).user
    with pytest.raises(CannotGive):
        posts.end(boss.posts.get(), to_date=TODAY, by=boss, at=AT)
    posts.give(
        user=second,
        role="administrator",
        authority_code="801",
        urns=[],
        from_date=TODAY + timedelta(days=1),
        to_date=None,
        by=boss,
        at=AT,
    )
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(CannotGive):
        posts.end(boss.posts.get(), to_date=TODAY, by=boss, at=AT)


def allocated(to: User | None, *urns: int, from_date: date = TODAY, by: User | None = None) -> list[Post]:
    return posts.allocate(
        adviser=to, urns=urns, authority_code="801", from_date=from_date, by=by or team_leader(), at=AT
    )


def test_the_team_leader_moves_schools_from_one_adviser_to_another_and_nothing_is_lost() -> None:
    alice, bob = adviser("Alice", builders.BEECH, builders.ELM), adviser("Bob", builders.OAK)
    allocated(bob, builders.BEECH)
    assert held(alice) == {("sia", builders.ELM)}
    assert held(bob) == {("sia", builders.OAK), ("sia", builders.BEECH)}
    assert held(alice, TODAY - timedelta(days=1)) == {("sia", builders.ELM), ("sia", builders.BEECH)}
    assert Event.objects.filter(verb=Verb.POST_GIVEN, urn=builders.BEECH).count() == 2


def test_schools_are_left_with_nobody() -> None:
    alice = adviser("Alice", builders.BEECH)
    allocated(None, builders.BEECH)
    assert held(alice) == {("sia", None)}  # an adviser without a school, who can be given others
    allocated(alice, builders.BEECH)
    assert held(alice) == {("sia", None), ("sia", builders.BEECH)}


def test_an_adviser_who_has_left_is_given_no_school() -> None:
    alice = adviser("Alice", builders.BEECH)
    posts.end(alice.posts.get(), to_date=TODAY - timedelta(days=1), by=administrator(), at=AT)
    with pytest.raises(CannotGive, match="who is a school improvement adviser"):
        allocated(alice, builders.OAK)
    assert alice not in queries.advisers("801", on=TODAY)


def test_who_has_a_school_keeps_it_and_comes_by_the_others() -> None:
    alice = adviser("Alice", builders.BEECH)
    allocated(alice, builders.BEECH, builders.OAK)
    assert held(alice) == {("sia", builders.BEECH), ("sia", builders.OAK)}
    assert alice.posts.count() == 2


def test_an_allocation_that_cannot_be_is_refused_whole() -> None:
    alice, bob = adviser("Alice", builders.BEECH), adviser("Bob")
    with pytest.raises(CannotGive, match="Choose at least one school"):
        allocated(bob)
    with pytest.raises(CannotGive, match="No school of the authority"):
        allocated(bob, builders.BEECH, builders.OTHER)
    with pytest.raises(CannotGive, match="who is a school improvement adviser"):
        allocated(builders.person("spa"), builders.BEECH)
    with pytest.raises(CannotGive, match="only on 1 September 2026"):
        allocated(bob, builders.BEECH, from_date=BEFORE)
    assert held(alice) == {("sia", builders.BEECH)}
    assert held(bob) == {("sia", None)}


def test_the_team_leader_gives_no_other_post_and_none_to_themselves() -> None:
    leader = team_leader()
    with pytest.raises(PermissionDenied):
        added(by=leader)
    accounts.give_posts(user=leader, role="sia", authority_code="801", from_date=BEFORE)
    with pytest.raises(SamePerson):
        allocated(leader, builders.BEECH, by=leader)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"sitl"}))
def test_nobody_but_the_team_leader_allocates(role: str) -> None:
    urns = (builders.BEECH,) if ROLES[role].at_school or role == "sia" else ()
    user = builders.person(role, urns=urns)
    with pytest.raises(PermissionDenied):
        allocated(adviser("Bob"), builders.BEECH, by=user)
