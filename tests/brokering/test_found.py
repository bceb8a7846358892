"""What a school found itself: who logs it, who says how it was used, and that it is counted nowhere else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import A_DAY, AT, HELPED, TODAY
from trellis.activity.models import Event, Verb
from trellis.brokering.actions import found as actions
from trellis.brokering.actions.found import Came
from trellis.brokering.models import FoundSupport
from trellis.brokering.queries import found, supports
from trellis.casework.actions.taking import CannotTake
from trellis.providers.models import Provider
from trellis.schools import queries as schools
from trellis.schools.actions import interests
from trellis.schools.standing_aside import StandsAside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_a_head_logs_what_the_school_found_and_says_later_what_came_of_it_and_what_was_said_before_stays() -> (
    None
):
    file = acting.found_itself(came="Too early to tell much.", helped=2, ended=None)
    assert file.ended is None
    later = Came(helped=4, words="Adults wait longer.", ended=TODAY)
    file = actions.say_impact(file, came=later, by=acting.head(), at=AT + timedelta(hours=1))
    assert [(each.helped, each.came) for each in file.impacts] == [
        (2, "Too early to tell much."),
        (4, "Adults wait longer."),
    ]
    assert file.impact == file.impacts[-1]
    assert file.ended == TODAY
    verbs = Event.objects.filter(urn=HELPED, verb__startswith="support").order_by("pk")
    assert [each.verb for each in verbs] == [
        Verb.SUPPORT_LOGGED,
        Verb.SUPPORT_EVALUATED,
        Verb.SUPPORT_EVALUATED,
    ]


def test_it_is_no_provider_and_no_support_by_which_a_provider_is_measured() -> None:
    acting.found_itself(came="It helped.")
    assert not Provider.objects.exists()
    assert supports.of_authority("801", today=TODAY) == []


def test_an_adviser_of_the_school_says_how_it_was_used_and_the_school_does_not() -> None:
    file = acting.found_itself()
    file = actions.say_use(file, agrees=True, words="Seen in Reception.", by=acting.adviser(), at=AT)
    assert [(each.agrees, each.words) for each in file.views] == [(True, "Seen in Reception.")]
    with pytest.raises(CannotTake, match="The school says itself"):
        actions.say_use(file, agrees=True, words="Well.", by=acting.head(), at=AT)


def test_an_adviser_with_an_interest_in_the_school_stands_aside() -> None:
    file = acting.found_itself()
    interests.declare(
        school=acting.school(),
        user=(adviser := acting.adviser()),
        kind="child",
        reason="A child there.",
        from_date=TODAY - A_DAY,
        to_date=None,
        by=acting.principal(),
        at=AT,
    )
    with pytest.raises(StandsAside):
        actions.say_use(file, agrees=True, words="Seen.", by=adviser, at=AT)


@pytest.mark.parametrize("who", ["principal", "adviser"])
def test_nobody_but_the_head_logs_it(who: str) -> None:
    by = getattr(acting, who)()
    with pytest.raises(PermissionDenied):
        actions.log(school=acting.school(), found=acting.what_was_found(), by=by, at=AT)
    file = acting.found_itself()
    with pytest.raises(PermissionDenied):
        actions.say_impact(file, came=Came(helped=3, words="So."), by=by, at=AT)


def test_the_head_of_another_school_neither_logs_it_nor_says_how_it_was_used() -> None:
    file, other = acting.found_itself(), acting.head(builders.ELM)
    with pytest.raises(PermissionDenied):
        actions.log(school=acting.school(), found=acting.what_was_found(), by=other, at=AT)
    with pytest.raises(PermissionDenied):
        actions.say_use(file, agrees=True, words="Well.", by=other, at=AT)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"who": " "}, "Say who gave it"),
        ({"what": ""}, "Say what it was for"),
        ({"areas": ()}, "at least one area"),
        ({"areas": ("no-such",)}, "at least one area"),
        ({"days": Decimal("0.1")}, "in quarters"),
        ({"days": Decimal(0)}, "in quarters"),
        ({"cost": Decimal(-1)}, "0 or more"),
        ({"begun": TODAY + A_DAY, "ended": None}, "not begun yet"),
        ({"ended": TODAY - 61 * A_DAY}, "ended before it began"),
        ({"ended": TODAY + A_DAY}, "not ended yet"),
    ],
)
def test_what_cannot_be_is_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.found_itself(**more)
    assert not FoundSupport.objects.exists()


def test_who_writes_upon_an_impact_that_is_not_the_newest_is_told_to_read_it_first() -> None:
    file = acting.found_itself()
    actions.say_impact(file, came=Came(helped=3, words="First."), by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="meanwhile"):
        actions.say_impact(file, came=Came(helped=4, words="Second."), by=acting.head(), at=AT)


def test_where_a_school_moves_to_another_authority_what_was_logged_before_is_not_read_there() -> None:
    file = acting.found_itself()
    moved = acting.school()
    moved.authority_id = "802"
    moved.save()
    assert found.of_schools(schools.just(moved), today=TODAY) == []
    assert found.one(file.found.pk, today=TODAY) is None


def test_what_was_logged_by_mistake_is_taken_back_once_by_the_head_and_asks_for_nothing_more() -> None:
    file = acting.found_itself()
    for by in (acting.principal(), acting.head(builders.ELM)):
        with pytest.raises(PermissionDenied):
            actions.take_back(file, why="Not theirs to say.", by=by, at=AT)
    with pytest.raises(CannotTake, match="Say why"):
        actions.take_back(file, why=" ", by=acting.head(), at=AT)
    back = actions.take_back(file, why="It was for our infant school.", by=acting.head(), at=AT)
    assert back.taken_back is not None
    assert back.taken_back.why == "It was for our infant school."
    assert back.found == file.found
    for stale in (back, file):
        with pytest.raises(CannotTake, match=r"took this entry back|taken back meanwhile"):
            actions.take_back(stale, why="Twice.", by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="took this entry back"):
        actions.say_impact(back, came=Came(helped=3, words="So."), by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="took this entry back"):
        actions.say_use(back, agrees=True, words="Seen.", by=acting.adviser(), at=AT)


def test_what_stood_before_it_was_taken_back_is_read_as_it_was_that_day() -> None:
    file = acting.found_itself()
    actions.take_back(file, why="Wrong school.", by=acting.head(), at=AT + A_DAY)
    ours = schools.just(acting.school())
    (then,), (now,) = (found.of_schools(ours, today=day) for day in (TODAY, TODAY + A_DAY))
    assert then.taken_back is None
    assert now.taken_back is not None
