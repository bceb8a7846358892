"""System leaders: who enters, designates, judges, reviews and ends; days and release; and what holds on which day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import at_once, builders
from tests.leaders import acting
from tests.providers import acting as providing
from trellis.accounts.models import Post
from trellis.accounts.roles import ROLES
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.actions import days, designations, learning
from trellis.leaders.models import Designation, Leader, LeaderKind, LearningNeed
from trellis.leaders.queries import leaders, papers
from trellis.schools.actions import interests
from trellis.schools.standing_aside import StandsAside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}
KEEPS, JUDGES = {"sitl", "spa", "ssa", "pa"}, {"spa", "ssa", "pa"}
ASSESSED: dict[str, Any] = {
    "ground": "Five lessons of the first order.",
    "ground_by": "Assessors of the region",
    "ground_on": date(2026, 6, 1),
}


def holder(role: str) -> Any:
    return builders.person(role, urns=(builders.BEECH,) if role in OWN else ())


@pytest.mark.parametrize("role", ROLES)
def test_who_keeps_the_register_enters_and_designates_and_who_judges_makes_a_lead_professional(
    role: str,
) -> None:
    user = holder(role)
    if role not in KEEPS:
        with pytest.raises(PermissionDenied):
            acting.entered(by=user)
    file = acting.entered(by=user) if role in KEEPS else acting.entered()
    lead = acting.given(kind=LeaderKind.LEAD_PROFESSIONAL, ground="Seen in eleven lessons.")
    for may, given in ((KEEPS, acting.given()), (JUDGES, lead)):
        if role in may:
            assert designations.designate(file, given=given, by=user, at=AT).is_current
        else:
            with pytest.raises(PermissionDenied):
                designations.designate(file, given=given, by=user, at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_a_designation_is_reviewed_by_who_judges_and_ended_by_who_keeps(role: str) -> None:
    user, file = holder(role), acting.designated()
    held = file.held[0].designation.pk
    if role in JUDGES:
        assert (
            designations.review(file, held, words="It goes on.", by=user, at=AT).held[0].reviews[0].by == user
        )
    else:
        with pytest.raises(PermissionDenied):
            designations.review(file, held, words="It goes on.", by=user, at=AT)
    if role in KEEPS:
        ended = designations.end(file, held, ended_on=AT.date(), why="Moved.", by=user, at=AT)
        assert ended.held[0].until == AT.date()
    else:
        with pytest.raises(PermissionDenied):
            designations.end(file, held, ended_on=AT.date(), why="Moved.", by=user, at=AT)


def test_nobody_of_another_authority_writes_or_reads_any_of_it() -> None:
    other, file = builders.person("pa", authority="802"), acting.designated()
    writes: tuple[Callable[[], Any], ...] = (
        lambda: acting.entered(by=other),
        lambda: designations.designate(file, given=acting.given(), by=other, at=AT),
        lambda: designations.review(file, file.held[0].designation.pk, words="x", by=other, at=AT),
        lambda: days.say(file, days=3, by=other, at=AT),
        lambda: days.release(file, days=3, agrees=True, by=other, at=AT),
        lambda: learning.say(file, need="x", source="authority", by=other, at=AT),
        lambda: acting.entered(builders.OTHER),
    )
    for write in writes:
        with pytest.raises(PermissionDenied):
            write()
    assert leaders.one(file.leader.pk, authorities=("802",), today=TODAY) is None
    assert leaders.current("802", today=TODAY) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": " "}, "the name of the system leader"),
        ({"name": "x" * 121}, "120 characters"),
        ({"works_at": "Elsewhere"}, "Choose the school where they work, or say"),
    ],
)
def test_entering_says_who_and_where(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        designations.enter(
            authority="801", **{"name": "Ada", "school": acting.school(), **more}, by=acting.keeper(), at=AT
        )
    assert not Leader.objects.exists()


def test_an_account_is_of_one_leader_and_has_a_post_as_one_and_nobody_enters_themself() -> None:
    acting.entered(user=acting.person())
    with pytest.raises(CannotTake, match="leader already"):
        acting.entered(user=acting.person())
    with pytest.raises(CannotTake, match="no post as a system leader"):
        acting.entered(user=acting.head())
    assert acting.person().pk not in {each.pk for each in papers.without_a_leader("801", today=TODAY)}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "guru"}, "Choose the designation"),
        ({"kind": LeaderKind.OWN}, "Choose the designation"),
        ({"body": " "}, "which body"),
        ({"until": date(2026, 8, 31)}, "ends before it begins"),
        ({"phases": ()}, "phase"),
        ({"areas": ("juggling",)}, "from the list"),
        ({"cohort": "x" * 41}, "40 characters"),
        ({"own_days": 191}, "days of outreach"),
        ({"kind": LeaderKind.AST}, "assessment from outside"),
        ({"kind": LeaderKind.AST, **ASSESSED, "ground_by": ""}, "who assessed"),
        ({"kind": LeaderKind.AST, **ASSESSED, "areas": ()}, "specialism"),
        ({"kind": LeaderKind.AST, **ASSESSED, "ground_on": date(2026, 12, 1)}, "behind us"),
        ({"kind": LeaderKind.LEAD_PROFESSIONAL}, "highly effective"),
    ],
)
def test_a_designation_says_of_what_by_whom_and_on_which_ground(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.designated(**more)
    assert not Designation.objects.exists()


def test_an_ast_keeps_who_assessed_and_days_and_a_lead_professional_who_judged_and_when() -> None:
    file = acting.designated(kind=LeaderKind.AST, **ASSESSED, own_days=6, other_days=18)
    one = file.designations[0]
    assert (one.ground_by, one.ground_on, one.own_days, one.other_days) == (
        "Assessors of the region",
        date(2026, 6, 1),
        6,
        18,
    )
    file = designations.designate(
        file,
        given=acting.given(kind=LeaderKind.LEAD_PROFESSIONAL, ground="Seen."),
        by=acting.principal(),
        at=AT,
    )
    lead = next(each for each in file.designations if each.kind == LeaderKind.LEAD_PROFESSIONAL)
    assert (lead.ground_by, lead.ground_on) == (acting.principal().name, AT.date())


def test_a_designation_of_the_authoritys_own_is_defined_once_and_is_no_other_authoritys() -> None:
    own = designations.define(
        authority="801", name="Champion", about="Given for a year.", by=acting.keeper(), at=AT
    )
    file = acting.designated(kind=LeaderKind.OWN, own=own)
    assert (file.kinds, file.kind_names) == ((f"own-{own.pk}",), ("Champion",))
    for name in ("Champion", "Lead professional"):
        with pytest.raises(CannotTake, match="already"):
            designations.define(authority="801", name=name, about="x", by=acting.keeper(), at=AT)
    other = designations.define(
        authority="802", name="Far", about="x", by=builders.person("pa", authority="802"), at=AT
    )
    with pytest.raises(PermissionDenied):
        designations.designate(
            file, given=acting.given(kind=LeaderKind.OWN, own=other), by=acting.principal(), at=AT
        )


def test_the_same_designation_is_not_held_twice_for_the_same_days_but_one_after_another() -> None:
    file = acting.designated()
    with pytest.raises(CannotTake, match="already"):
        designations.designate(file, given=acting.given(), by=acting.principal(), at=AT)
    following = acting.given(from_date=date(2027, 9, 1), until=None)
    file = designations.designate(file, given=following, by=acting.principal(), at=AT)
    assert len(file.held) == 2
    assert [each.in_force for each in file.held] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_designate_the_same_at_once_one_is_told() -> None:
    file, keeper, principal = acting.entered(), acting.keeper(), acting.principal()
    said = at_once.told(
        [
            lambda by=by: designations.designate(file, given=acting.given(), by=by, at=AT)
            for by in (keeper, principal)
        ]
    )
    assert sorted(each == "done" for each in said) == [False, True]
    assert Designation.objects.count() == 1


def test_a_designation_holds_with_its_last_day_and_ends_by_itself_or_by_a_row_of_its_own() -> None:
    file = acting.designated(until=date(2026, 12, 31))
    last, after = (
        leaders.one(file.leader.pk, authorities=("801",), today=day)
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )
    assert last is not None
    assert last.is_current
    assert after is not None
    assert not after.is_current
    ended = designations.end(
        file, file.held[0].designation.pk, ended_on=AT.date(), why="Moved.", by=acting.keeper(), at=AT
    )
    assert ended.is_current  # with that day
    assert not acting.again(ended, days=1).is_current
    assert leaders.current("801", today=date(2026, 11, 21)) == []
    for pk, why, said in ((ended.held[0].designation.pk, "x", "ended already"), (0, "x", "no designation")):
        with pytest.raises(CannotTake, match=said):
            designations.end(ended, pk, ended_on=AT.date(), why=why, by=acting.keeper(), at=AT)


@pytest.mark.parametrize("ended_on", [date(2026, 8, 31), date(2027, 9, 1)])
def test_a_designation_ends_on_a_day_on_which_it_holds(ended_on: date) -> None:
    file = acting.designated()
    with pytest.raises(CannotTake, match="a day on which it holds"):
        designations.end(
            file, file.held[0].designation.pk, ended_on=ended_on, why="x", by=acting.keeper(), at=AT
        )


def test_a_review_falls_due_a_year_after_it_began_or_was_last_looked_at() -> None:
    file = acting.designated(from_date=date(2025, 11, 20), until=None)
    held = file.held[0]
    assert (held.review_by, held.is_review_due) == (date(2026, 11, 20), True)
    file = designations.review(file, held.designation.pk, words="It goes on.", by=acting.principal(), at=AT)
    assert (file.held[0].review_by, file.held[0].is_review_due) == (date(2027, 11, 20), False)


def test_nobody_decides_about_themself_or_about_somebody_at_a_school_in_which_they_have_an_interest() -> None:
    principal = acting.principal()
    file = acting.designated()
    own = file.leader
    object.__setattr__(own, "user_id", principal.pk)
    with pytest.raises(CannotTake, match="about you"):
        designations.review(file, file.held[0].designation.pk, words="x", by=principal, at=AT)
    interests.declare(
        school=acting.school(),
        user=principal,
        kind="child",
        reason="A child there.",
        from_date=AT.date(),
        to_date=None,
        by=principal,
        at=AT,
    )
    fresh = acting.again(acting.entered(name="Other"))
    with pytest.raises(StandsAside):
        designations.designate(fresh, given=acting.given(), by=principal, at=AT)


def test_days_are_said_by_the_leader_or_the_keeper_for_one_academic_year_and_the_newest_holds() -> None:
    file = acting.own()
    assert (file.days, file.released) == (0, False)
    file = days.say(file, days=12, by=acting.person(), at=AT)
    file = days.say(file, days=10, by=acting.keeper(), at=AT)
    assert file.days == 10
    for role in ("headteacher", "traded_services"):
        with pytest.raises(PermissionDenied):
            days.say(file, days=3, by=holder(role), at=AT)
    for number, said in ((191, "0 to 190"), (-1, "0 to 190"), (10, "already")):
        with pytest.raises(CannotTake, match=said):
            days.say(file, days=number, by=acting.keeper(), at=AT)
    following = leaders.one(file.leader.pk, authorities=("801",), today=date(2027, 9, 1))
    assert following is not None
    assert following.days == 0


def test_their_headteacher_releases_them_for_as_many_days_as_were_said() -> None:
    file = days.say(acting.own(), days=10, by=acting.person(), at=AT)
    file = days.release(file, days=8, agrees=True, by=acting.head(), at=AT)
    assert not file.released
    file = days.release(file, days=10, agrees=True, by=acting.head(), at=AT)
    assert file.released
    assert not days.say(file, days=11, by=acting.person(), at=AT).released
    file = days.release(file, days=0, agrees=False, words="A teacher is away.", by=acting.head(), at=AT)
    assert not file.released
    with pytest.raises(CannotTake, match="why the school cannot"):
        days.release(file, days=0, agrees=False, by=acting.head(), at=AT)
    for wrong in (acting.person(), acting.head(builders.OAK), holder("chair")):
        with pytest.raises(PermissionDenied):
            days.release(file, days=5, agrees=True, by=wrong, at=AT)


def test_the_keeper_records_what_a_school_outside_answered_on_paper_and_says_who() -> None:
    file = days.say(acting.designated(None), days=5, by=acting.keeper(), at=AT)
    assert file.leader.is_outside
    with pytest.raises(CannotTake, match="who agreed"):
        days.release(file, days=5, agrees=True, by=acting.keeper(), at=AT)
    file = days.release(
        file, days=5, agrees=True, for_head="Their head, by letter", by=acting.keeper(), at=AT
    )
    assert file.released


def test_the_keeper_records_no_answer_for_a_school_whose_head_has_an_account() -> None:
    file = days.say(acting.designated(), days=5, by=acting.keeper(), at=AT)
    head = acting.head()
    with pytest.raises(CannotTake, match="has an account here, and answers for"):
        days.release(file, days=5, agrees=True, for_head="By letter", by=acting.keeper(), at=AT)
    Post.objects.filter(user=head).update(to_date=acting.TODAY - acting.A_DAY)
    assert days.release(file, days=5, agrees=True, for_head="By letter", by=acting.keeper(), at=AT).released


def test_what_is_to_be_learned_has_a_source_and_is_met_once_between_the_leader_and_the_keeper() -> None:
    file = learning.say(acting.own(), need="Coaching", source="leader", by=acting.person(), at=AT)
    file = learning.say(file, need="The toolkit", source="national_body", by=acting.keeper(), at=AT)
    assert [each.source for each in file.needs] == ["leader", "national_body"]
    for given, said in (({"need": " "}, "what they need"), ({"source": "rumour"}, "who said so")):
        with pytest.raises(CannotTake, match=said):
            learning.say(file, **{"need": "x", "source": "authority", **given}, by=acting.keeper(), at=AT)
    with pytest.raises(CannotTake, match="said by the leader"):
        learning.say(file, need="x", source="authority", by=acting.person(), at=AT)
    with pytest.raises(PermissionDenied):
        learning.say(file, need="x", source="authority", by=acting.head(), at=AT)
    first = file.needs[0].pk
    file = learning.meet(file, first, how="A course.", by=acting.person(), at=AT)
    assert set(file.met) == {first}
    with pytest.raises(CannotTake, match="met already"):
        learning.meet(file, first, how="Again.", by=acting.keeper(), at=AT)
    with pytest.raises(CannotTake, match="no need of theirs"):
        learning.meet(acting.designated(name="Other"), first, how="x", by=acting.keeper(), at=AT)
    assert LearningNeed.objects.count() == 2


def test_each_write_leaves_an_event_with_the_school() -> None:
    acting.designated()
    newest = Event.objects.order_by("-pk").first()
    assert newest is not None
    assert (newest.verb, newest.urn, newest.subject) == (
        Verb.LEADER_DESIGNATED,
        builders.BEECH,
        "Una Leader: Local Leader of Education",
    )


def test_the_register_has_those_with_a_designation_in_force_and_a_school_all_who_work_there() -> None:
    first = acting.designated(name="In force")
    acting.designated(name="To come", from_date=date(2027, 1, 1))
    acting.entered(name="None")
    assert [each.leader.name for each in leaders.current("801", today=TODAY)] == ["In force"]
    assert len(leaders.of_school(acting.school(), TODAY)) == 3
    assert leaders.of_user(acting.person(), TODAY) == []
    assert first.provider_id is None


def test_a_leader_may_be_brought_by_a_provider_of_the_same_authority() -> None:
    provider = providing.entered().provider
    assert acting.entered(provider=provider).provider_id == provider.pk


def test_the_number_of_queries_does_not_grow_with_the_register() -> None:
    acting.published()
    with CaptureQueriesContext(connection) as first:
        leaders.current("801", today=TODAY)
    for number in range(4):
        days.say(acting.designated(name=f"Another {number}"), days=3, by=acting.keeper(), at=AT)
    with CaptureQueriesContext(connection) as then:
        [(each.days, each.kind_names, each.leader.place) for each in leaders.current("801", today=TODAY)]
    assert len(then) <= len(first) + 1  # the needs that were met, where there is a need
    assert len(then) <= 13


def test_nothing_of_it_is_changed_or_removed_and_the_database_refuses_what_makes_no_sense() -> None:
    file = acting.designated()
    for row in (file.leader, file.designations[0]):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
    by = acting.keeper()
    whole: dict[str, Any] = {
        "leader": file.leader,
        "kind": "lle",
        "body": "x",
        "from_date": AT.date(),
        "by": by,
        "at": AT,
    }
    wrong: tuple[Callable[[], Any], ...] = (
        lambda: Leader.objects.create(authority_id="801", name="Nowhere", by=by, at=AT),
        lambda: Designation.objects.create(**{**whole, "kind": "ast"}),
        lambda: Designation.objects.create(**{**whole, "kind": "own"}),
        lambda: Designation.objects.create(**whole, until=date(2026, 1, 1)),
    )
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
