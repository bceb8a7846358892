"""Who stands aside from deciding about a school, who is told why, and who could in their place."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.accounts.two_people import SamePerson
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions import levels
from trellis.casework.models import LevelStep
from trellis.casework.queries.levels import LevelCase
from trellis.schools import standing_aside
from trellis.schools.actions import interests
from trellis.schools.actions.interests import CannotDeclare
from trellis.schools.models import Interest, InterestEnd, School
from trellis.schools.queries import stands_aside
from trellis.schools.standing_aside import StandsAside

pytestmark = pytest.mark.django_db
AT, TODAY = builders.AT, builders.AT.date()
SECRET = "My daughter is in Year 4."


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened(authority="802")
    builders.screened()


def school(urn: int = builders.OAK) -> School:
    return School.objects.get(pk=urn)


def declared(user: User, *, urn: int = builders.OAK, **more: object) -> Interest:
    given: dict[str, object] = {
        "school": school(urn),
        "user": user,
        "kind": "child",
        "reason": SECRET,
        "from_date": date(2026, 9, 1),
        "to_date": None,
        "by": user,
        "at": AT,
    }
    return interests.declare(**{**given, **more})  # type: ignore[arg-type]


def test_nobody_stands_aside_who_has_no_post_there_and_declared_nothing() -> None:
    assert stands_aside(acting.principal(), school(), TODAY) == ""


@pytest.mark.parametrize("role", ["headteacher", "chair", "governor"])
def test_a_post_at_the_school_is_an_interest_without_being_declared_while_it_is_held(role: str) -> None:
    user = builders.person(role, urns=(builders.OAK,))
    assert stands_aside(user, school(), TODAY).startswith("You hold a post at Oak Road School")
    assert stands_aside(user, school(), date(2026, 8, 31)) == ""
    assert stands_aside(user, school(builders.BEECH), TODAY) == ""


def test_a_post_at_another_school_of_the_federation_or_the_trust_is_an_interest_too() -> None:
    urns = (builders.OAK, builders.BEECH)
    user = builders.person("governor", urns=(builders.BEECH,))
    School.objects.filter(urn__in=urns).update(federation_name="The Two Trees Federation")
    assert "a school of The Two Trees Federation" in stands_aside(user, school(), TODAY)
    School.objects.filter(urn__in=urns).update(federation_name="", trust_name="Hedgerow Trust")
    assert "a school of Hedgerow Trust" in stands_aside(user, school(), TODAY)
    School.objects.filter(urn__in=urns).update(trust_name="")
    assert stands_aside(user, school(), TODAY) == ""


def test_federations_of_one_name_in_two_authorities_are_two() -> None:
    user = builders.person("governor", authority="802", urns=(builders.OTHER,))
    School.objects.filter(urn__in=(builders.OAK, builders.OTHER)).update(federation_name="Church Federation")
    assert stands_aside(user, school(), TODAY) == ""


def test_being_the_school_s_adviser_is_no_interest() -> None:
    assert stands_aside(acting.adviser(), school(), TODAY) == ""


def test_a_declared_interest_holds_from_its_first_day_to_its_last() -> None:
    user = acting.principal()
    declared(user, from_date=date(2026, 10, 1), to_date=date(2026, 12, 1))
    told = [
        bool(stands_aside(user, school(), day))
        for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 1), date(2026, 12, 2))
    ]
    assert told == [False, True, True, False]
    assert SECRET not in stands_aside(user, school(), TODAY)
    assert stands_aside(user, school(builders.BEECH), TODAY) == ""
    assert stands_aside(acting.officer(), school(), TODAY) == ""


def test_that_an_interest_has_passed_is_another_row_by_somebody_else() -> None:
    boss = acting.principal()
    made = declared(boss)
    given = {"to_date": TODAY - timedelta(days=1), "reason": "She has changed school.", "at": AT}
    with pytest.raises(SamePerson, match="somebody else must say that it has passed"):
        interests.end(made, by=boss, **given)
    with pytest.raises(PermissionDenied):
        interests.end(made, by=acting.officer(), **given)
    with pytest.raises(PermissionDenied):
        interests.end(made, by=builders.person("administrator", authority="802"), **given)
    keeper = builders.person("administrator")
    interests.end(made, by=keeper, **given)
    assert stands_aside(boss, school(), TODAY) == ""
    assert stands_aside(boss, school(), TODAY - timedelta(days=1)) != ""
    with pytest.raises(CannotDeclare, match="Somebody has said already"):
        interests.end(made, by=keeper, **given)
    assert InterestEnd.objects.count() == 1
    with pytest.raises(CannotChange):
        made.delete()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "rumour"}, "Choose what"),
        ({"reason": " \0 "}, "Say what the interest is"),
        ({"reason": "x" * 1001}, "1,000 characters"),
        ({"from_date": date(2026, 11, 21)}, "today or before"),
        ({"to_date": date(2026, 8, 1)}, "before it begins"),
    ],
)
def test_what_is_declared_wrongly_is_refused_in_words_and_nothing_is_kept(wrong: dict, said: str) -> None:
    with pytest.raises(CannotDeclare, match=said):
        declared(acting.principal(), **wrong)
    assert not Interest.objects.exists()


def test_an_interest_declared_twice_is_kept_once() -> None:
    user = acting.principal()
    declared(user)
    with pytest.raises(CannotDeclare, match="declared already"):
        declared(user)
    assert Interest.objects.count() == 1


def test_another_s_interest_is_declared_by_whoever_keeps_the_register_alone() -> None:
    user = acting.officer()
    with pytest.raises(PermissionDenied):
        declared(user, by=builders.person("sitl"))
    assert declared(user, by=builders.person("administrator")).by.name == "Administrator"
    with pytest.raises(PermissionDenied):
        declared(builders.person("pa", authority="802"))


def test_the_trail_says_who_stands_aside_and_never_why() -> None:
    declared(acting.principal())
    event = Event.objects.get(verb=Verb.INTEREST_DECLARED)
    assert (event.urn, event.subject) == (builders.OAK, "Pa stands aside")


def test_who_could_act_in_their_place_is_named_with_their_role_and_stands_aside_from_nothing() -> None:
    boss = acting.principal()
    declared(boss)
    with pytest.raises(StandsAside, match="Nobody else has the role that it takes"):
        standing_aside.check(boss, Permission.LEVEL_RATIFY, school=school(), on=TODAY)
    second = builders.accounts.open_account(
        email="second@example.org", name="Dora", password=builders.PASSWORD
    )
    builders.accounts.give_posts(user=second, role="pa", authority_code="801", from_date=date(2026, 9, 1))
    with pytest.raises(StandsAside, match=r"Dora \(Principal Adviser\) could do it"):
        standing_aside.check(boss, Permission.LEVEL_RATIFY, school=school(), on=TODAY)
    declared(second)
    assert (
        standing_aside.others_who_may(Permission.LEVEL_RATIFY, school=school(), on=TODAY, besides=boss) == []
    )


STEPS: dict[str, tuple[Callable[[], LevelCase | None], Callable[[], User], Callable[..., LevelCase]]] = {
    "propose": (lambda: None, acting.adviser, lambda case, by: acting.proposed()),
    "share": (
        acting.proposed,
        acting.adviser,
        lambda case, by: levels.share(case, reply_by=TODAY + timedelta(days=14), by=by, at=AT),
    ),
    "withdraw": (
        acting.proposed,
        acting.adviser,
        lambda case, by: levels.withdraw(case, reasons="A mistake.", by=by, at=AT),
    ),
    "record": (acting.agreed, acting.adviser, lambda case, by: acting.recorded(case)),
    "ratify": (
        lambda: acting.recorded(acting.agreed()),
        acting.principal,
        lambda case, by: acting.ratified(case),
    ),
    "take_effect": (
        lambda: acting.ratified(acting.recorded(acting.agreed())),
        acting.officer,
        lambda case, by: levels.take_effect(case, from_date=TODAY, by=by, at=AT),
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_of_a_level_is_taken_by_somebody_who_stands_aside(step: str) -> None:
    before, who, take = STEPS[step]
    case, user = before(), who()
    declared(user)
    taken = LevelStep.objects.count()
    with pytest.raises(StandsAside, match="You have declared an interest in Oak Road School"):
        take(case, user)
    assert LevelStep.objects.count() == taken


def test_a_dispute_is_not_settled_by_somebody_who_stands_aside() -> None:
    case, boss = acting.shared(), acting.principal()
    case = levels.answer(
        case,
        party=acting.Party.HEAD,
        position=acting.Position.DISPUTES,
        said="The figure is wrong.",
        criteria=["L2-8"],
        by=acting.head(),
        at=AT,
    )
    declared(boss)
    for agreed in (True, False):
        with pytest.raises(StandsAside):
            levels.settle(case, agreed=agreed, level=1, reasons="New figures.", by=boss, at=AT)
