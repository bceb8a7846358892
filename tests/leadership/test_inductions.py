"""An induction from its first day to its last, who answers in it and who reads it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.leadership import acting
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.activity.models import Event as Trail
from trellis.casework.actions.taking import CannotTake
from trellis.leadership.actions import inductions
from trellis.leadership.models import THEMES, InductionStep, Mentoring, SupportItem
from trellis.leadership.queries import due
from trellis.leadership.queries import inductions as kept
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY, A_DAY = acting.AT, acting.TODAY, acting.A_DAY


def waits(user: User, *, days: int = 0) -> list[str]:
    on = TODAY + days * A_DAY
    return [each.what for each in due.of(user, access.of(user, on=on), on)]


def test_a_first_headship_goes_through_the_day_the_needs_a_partner_the_modules_and_a_review() -> None:
    partner = acting.leader("Pia Ford", kind="professional_partner")
    head = acting.head()
    file = acting.typed("first", user=head)
    acting.came("day", head.name, days=2)
    later = AT + 20 * A_DAY
    file = acting.take(acting.again(file, at=later), "day", at=later)
    inductions.record_eligibility(
        file, eligible=True, words="The letter of the College.", by=acting.principal(), at=later
    )
    file = inductions.analyse(
        acting.again(file, at=later),
        strengths="Teaching.",
        needs={"means": "A budget."},
        by=head,
        at=later,
    )
    file = acting.matched(file, partner, at=later)
    assert file.mentor is not None
    assert (file.mentor.leader, file.mentor.designation) == (partner, "professional_partner")
    file = acting.take(file, "begin", at=later)
    with pytest.raises(TransitionRefused, match="No module is recorded"):
        acting.take(file, "review_year", head, at=later)
    acting.came("module", head.name, title="Budgets", days=25)
    end = AT + 40 * A_DAY
    file = acting.take(acting.again(file, at=end), "review_year", head, at=end)
    with pytest.raises(TransitionRefused, match="1 of the things"):
        acting.take(file, "complete", at=end)
    file = inductions.see_to(
        file, file.items[0].row, words="A morning with finance.", by=acting.principal(), at=end
    )
    file = acting.take(file, "complete", at=end)
    assert (file.state, file.is_open) == ("completed", False)
    assert [each.state for each in file.steps][:3] == ["notified", "typed", "inducted"]


def test_the_programme_adapts_to_the_kind_of_headship() -> None:
    lle = acting.leader("Lou Hart")
    file = acting.matched(acting.analysed("acting"), lle)
    with pytest.raises(TransitionRefused, match="not a step of this one"):
        acting.take(file, "begin")
    file = acting.take(file, "review_for")
    assert file.state == "reviewed"
    with pytest.raises(CannotTake, match="Only of a first headship"):
        inductions.record_eligibility(file, eligible=True, words="x", by=acting.principal(), at=AT)


def test_an_induction_day_before_somebody_begins_counts_from_when_they_are_known_of() -> None:
    made = inductions.notify(
        school=acting.school(),
        name=acting.NAME,
        user=None,
        started_on=acting.TODAY + 40 * acting.A_DAY,
        why="The governors wrote.",
        by=acting.principal(),
        at=acting.AT,
    )
    file = inductions.set_type(made, kind="first", reasons="By letter.", by=acting.principal(), at=acting.AT)
    acting.came("day")
    at = acting.AT + 16 * acting.A_DAY
    assert acting.take(acting.again(file, at=at), "day", at=at).state == "inducted"


def test_the_kind_must_be_picked_and_can_be_put_right_before_anything_follows() -> None:
    file = acting.notified()
    with pytest.raises(CannotTake, match="which kind"):
        inductions.set_type(file, kind="third", reasons="x", by=acting.principal(), at=AT)
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.take(file, "without_day")
    file = inductions.set_type(file, kind="first", reasons="It says so.", by=acting.principal(), at=AT)
    file = inductions.set_type(file, kind="later", reasons="It was another.", by=acting.principal(), at=AT)
    assert file.kind == "later"
    with pytest.raises(TransitionRefused, match="book one, or go on without it"):
        acting.take(file, "day")


def test_each_need_becomes_something_that_the_team_sees_to_by_a_day() -> None:
    file = acting.analysed()
    assert [(each.row.theme, each.row.due_on) for each in file.items] == [
        ("governors", TODAY + timedelta(days=42)),
        ("means", TODAY + timedelta(days=42)),
    ]
    told = waits(acting.principal(), days=40)
    assert f"Support for {acting.NAME}: {THEMES['means']}" in told
    file = inductions.see_to(
        file, file.items[1].row, words="A day with finance.", by=acting.principal(), at=AT
    )
    assert [each.row.theme for each in file.open_items] == ["governors"]
    with pytest.raises(CannotTake, match="seen to already"):
        inductions.see_to(file, file.items[1].row, words="Again.", by=acting.principal(), at=AT)


def test_a_needs_analysis_names_a_need_and_no_theme_of_its_own() -> None:
    file = acting.inducted()
    for needs, said in (({}, "at least one theme"), ({"luck": "Some."}, "not one of the themes")):
        with pytest.raises(CannotTake, match=said):
            inductions.analyse(file, strengths="Much.", needs=needs, by=acting.principal(), at=AT)
    with pytest.raises(CannotTake, match="what you bring"):
        inductions.analyse(file, strengths=" ", needs={"means": "x"}, by=acting.principal(), at=AT)
    assert not SupportItem.objects.exists()


def test_a_headteacher_with_an_account_answers_for_themselves_and_nobody_else_does() -> None:
    head = acting.head()
    file = acting.inducted(user=head)
    for user in (acting.principal(), builders.person("chair", urns=(builders.BEECH,))):
        with pytest.raises(TransitionRefused):
            acting.answered(file, user)
    other = builders.person("headteacher", urns=(builders.BEECH,), email="second@example.org")
    with pytest.raises(TransitionRefused):
        acting.answered(file, other)
    assert acting.answered(file, head).state == "analysed"


def test_an_account_is_that_of_the_school_s_headteacher_and_one_induction_is_begun_once() -> None:
    with pytest.raises(CannotTake, match="not that of a headteacher"):
        acting.notified(user=acting.head(builders.OAK))
    acting.notified()
    with pytest.raises(CannotTake, match="begun already"):
        acting.notified(name=acting.NAME.upper())
    acting.notified(name="Somebody else")


@pytest.mark.parametrize("role", ["sia", "chair", "headteacher", "auditor", "director", "data_officer"])
def test_only_who_leads_the_team_begins_and_moves_it(role: str) -> None:
    urns = (builders.BEECH,) if role in ("sia", "chair", "headteacher") else ()
    user = builders.person(role, urns=urns)
    with pytest.raises(PermissionDenied):
        acting.notified(by=user)
    file = acting.notified()
    with pytest.raises(TransitionRefused):
        inductions.set_type(file, kind="first", reasons="x", by=user, at=AT)
    with pytest.raises(PermissionDenied):
        inductions.see_to(acting.analysed(name="B"), SupportItem.objects.all()[0], words="x", by=user, at=AT)


def test_who_has_an_interest_in_the_school_stands_aside_from_its_induction() -> None:
    from trellis.schools.actions import interests

    user = acting.principal()
    file = acting.notified()
    interests.declare(
        school=acting.school(),
        user=user,
        kind="child",
        reason="A child there.",
        from_date=AT.date(),
        to_date=None,
        by=user,
        at=AT,
    )
    with pytest.raises(StandsAside):
        inductions.set_type(file, kind="first", reasons="x", by=user, at=AT)
    with pytest.raises(StandsAside):
        acting.notified(name="Another", by=user)


def test_the_person_and_the_team_read_it_others_of_the_authority_where_it_stands_and_the_chair_nothing() -> (
    None
):
    head = acting.head()
    acting.analysed(user=head)

    def reads(user: User) -> tuple[int, int]:
        held = access.of(user, on=TODAY)
        found = kept.read_by(user, held, today=TODAY)
        return len(found), sum(kept.reads_needs(each, user, held) for each in found)

    assert reads(head) == (1, 1)
    for role in ("sia", "sitl", "spa", "pa"):
        assert reads(builders.person(role, urns=(builders.BEECH,) if role == "sia" else ())) == (1, 1), role
    for role in ("director", "auditor", "data_officer", "leadership_team"):
        assert reads(builders.person(role)) == (1, 0), role
    second = builders.person("headteacher", urns=(builders.BEECH,), email="second@example.org")
    nobody = [second, acting.head(builders.OAK), builders.person("pa", authority="802")]
    nobody += [builders.person(role, urns=(builders.BEECH,)) for role in ("chair", "governor", "clerk")]
    for user in nobody:
        assert reads(user) == (0, 0), user
        assert due.told(user, access.of(user, on=TODAY), TODAY) == ()


def test_no_event_of_an_induction_names_the_school() -> None:
    lle = acting.leader("Lou Hart")
    acting.matched(acting.analysed(), lle)
    told = Trail.objects.filter(verb__startswith="induction")
    assert told.count() >= 5
    assert not told.exclude(urn=None).exists()


def test_what_is_due_goes_with_where_it_stands_and_to_whom_it_belongs() -> None:
    head, pa = acting.head(), acting.principal()
    file = acting.notified(user=head)
    assert waits(pa) == [f"Say which kind of headship it is: {head.name}"]
    file = inductions.set_type(file, kind="first", reasons="x", by=pa, at=AT)
    assert waits(pa) == [f"Induction day: {head.name}"]
    file = acting.take(file, "without_day")
    assert (waits(pa), waits(head)) == ([], ["Answer the needs analysis of your induction"])
    file = acting.answered(file, head)
    assert waits(pa)[0] == f"Match a mentor: {head.name}"
    inductions.record_eligibility(file, eligible=False, words="No.", by=pa, at=AT)
    file = acting.matched(acting.again(file), acting.leader("Lou Hart"))
    assert f"Begin the modules of the year: {head.name}" in waits(pa)
    acting.take(file, "begin")
    day = TODAY + 10 * A_DAY
    acting.events.planned(kind="module", title="Budgets", day=day, cancel_by=day)
    assert waits(head) == ["Book a place on an induction module: Budgets"]
    assert "Review your induction" in waits(head, days=270)


def test_a_stopped_induction_asks_for_nothing() -> None:
    acting.take(acting.analysed(), "stop")
    assert waits(acting.principal(), days=60) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_match_at_once_one_does_and_a_leader_s_last_days_are_given_once() -> None:
    builders.screened()
    lle = acting.leader("Lou Hart", days=3)
    one, two = acting.analysed(), acting.analysed(name="Olaf Reed", urn=builders.ELM)
    told = at_once.told([lambda file=file: acting.matched(file, lle) for file in (one, one, two)])  # type: ignore[misc]
    assert told.count("done") == 1
    assert Mentoring.objects.count() == 1
    assert InductionStep.objects.filter(name="match").count() == 1
