"""Support by the authority’s route and by the school’s: who takes which step, what is checked, and what is kept."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import A_DAY, AT, HELPED, HELPS, TODAY
from tests.casework import acting as casework
from trellis.activity.models import Event
from trellis.brokering.actions import giving, matches, stepping, steps
from trellis.brokering.actions.matches import PassedOver
from trellis.brokering.queries import candidates, supports
from trellis.casework.actions.taking import CannotTake
from trellis.leadership.queries import inductions
from trellis.resources.models import Charge
from trellis.schools.actions import interests
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_the_authority_brokers_from_a_need_to_the_closing() -> None:
    file = acting.completed()
    assert file.state == "completed"
    assert file.days_given == 1
    file = acting.evaluated(file, "receiving", acting.head())
    assert file.state == "completed"
    file = acting.evaluated(file, "giving", acting.head(HELPS), helped=3)
    assert file.state == "evaluated"
    file = acting.take(file, "close", acting.broker())
    assert file.state == "closed"
    assert [each.name for each in file.steps] == [
        "need", "match", "check", "offer", "accept", "sign", "begin", "complete", "evaluate", "close",
    ]  # fmt: skip


def test_a_school_commissions_directly_and_its_choice_is_the_offer() -> None:
    file = acting.commissioned(acting.provider())
    assert file.state == "offered"
    assert [each.name for each in file.steps] == ["need", "commission"]
    assert file.sides == ("receiving", "giving")
    file = acting.signed(acting.take(file, "accept", acting.head(HELPS)))
    assert file.state == "agreed"


def test_what_a_school_commissions_is_not_paid_for_by_the_authority() -> None:
    with pytest.raises(CannotTake, match="A school pays"):
        acting.commissioned(acting.provider(), funding="central")


def test_the_authority_brokers_for_a_school_of_level_2_and_for_another_with_a_reason() -> None:
    with pytest.raises(CannotTake, match="vulnerable or cause concern"):
        acting.needed(why_brokered="")
    casework.in_force(HELPED, level=2)
    assert acting.needed(why_brokered="").state == "need"


def test_a_provider_whose_approval_has_lapsed_is_not_brokered_and_what_was_found_is_kept() -> None:
    file = acting.with_terms(acting.matched(acting.provider(until=TODAY - A_DAY)))
    file = acting.checked(file)
    assert file.state == "matched"
    wrong = {each.name: each.said for each in file.checks if not each.passed}
    assert list(wrong) == ["quality"]
    assert "Its approval ended on" in wrong["quality"]
    with pytest.raises(TransitionRefused):
        acting.take(file, "offer", acting.broker())


def test_a_lapsed_approval_is_passed_over_with_a_reason_which_is_kept_to_be_reported() -> None:
    file = acting.with_terms(acting.matched(acting.provider(until=None)))
    file = acting.checked(file, quality="Nobody else teaches this, and it is looked at next week.")
    assert file.state == "checked"
    assert [each.name for each in file.overridden] == ["quality"]


def test_an_approval_that_ends_before_the_support_begins_does_not_count() -> None:
    file = acting.matched(acting.provider(until=TODAY + 5 * A_DAY))
    file = acting.checked(acting.with_terms(file, begins=TODAY + 20 * A_DAY, ends=TODAY + 40 * A_DAY))
    assert "before the support is to begin" in next(e.said for e in file.checks if e.name == "quality")
    assert file.state == "matched"


def test_a_leader_without_days_protocol_or_release_is_not_offered_and_only_days_are_passed_over() -> None:
    behind = acting.provider()
    leader = acting.leader(days=2, accepted=False, released=False, behind=behind)
    file = acting.with_terms(acting.matched(behind, leader=leader))
    said = dict.fromkeys(("capacity", "protocol", "release"), "It must be now.")
    file = acting.checked(file, **said)
    assert file.state == "matched"
    assert {each.name for each in file.checks if not each.passed} == {"capacity", "protocol", "release"}
    assert [each.name for each in file.checks if each.override] == ["capacity"]


def test_the_days_of_a_leader_that_are_promised_are_not_promised_twice() -> None:
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    first = acting.checked(acting.with_terms(acting.matched(behind, leader=leader)))
    acting.take(acting.take(first, "offer", acting.broker()), "accept", acting.head(HELPS))
    second = acting.checked(acting.with_terms(acting.matched(behind, leader=leader)))
    assert [each.said for each in second.checks if not each.passed] == [
        "Ada Finch has 1 of 5 days left in the school year 2026 to 2027, and 4 are asked for."
    ]


def test_whoever_has_an_interest_is_not_chosen_and_is_listed_with_the_reason() -> None:
    behind = acting.provider()
    user = builders.person("system_leader")
    acting.leader(user=user, behind=behind)
    interests.declare(
        school=acting.school(),
        user=user,
        kind="family",
        reason="My sister works there.",
        from_date=TODAY,
        to_date=None,
        by=acting.principal(),
        at=AT,
    )
    file = acting.needed()
    held = candidates.field("801", today=TODAY)
    told = candidates.candidates(held, file.support, relevance={}, held=None)
    leader = next(each for each in told if each.kind == "leader")
    assert leader.interest == f"{user.name} has an interest in {acting.school().name}, and stands aside."
    assert "sister" not in leader.interest
    with pytest.raises(CannotTake, match="stands aside"):
        matches.match(
            file,
            chosen=acting.chosen(behind, leader=held.leaders[0].leader),
            reasons="The nearest.",
            by=acting.broker(),
            at=AT,
        )


def test_a_school_does_not_help_itself() -> None:
    with pytest.raises(CannotTake, match="does not help itself"):
        acting.matched(acting.provider(HELPED))


def test_who_declines_leaves_the_need_open_and_no_longer_reads_of_it() -> None:
    file = acting.take(acting.offered(), "decline", acting.head(HELPS))
    assert (file.state, file.match) == ("need", None)
    giver = acting.head(HELPS)
    assert supports.of_reader(giver, stepping.access.of(giver, on=TODAY), today=TODAY) == []
    other = acting.provider(None)
    file = matches.match(file, chosen=acting.chosen(other), reasons="A hub can.", by=acting.broker(), at=AT)
    assert file.giver_name == "Vale Reading Hub"


def test_the_authority_answers_for_a_provider_without_an_account_and_says_how_it_agreed() -> None:
    file = acting.take(acting.offered(acting.provider(None)), "accept", acting.broker())
    with pytest.raises(CannotTake, match="Say who agreed"):
        giving.sign(file, side="giving", by=acting.broker(), at=AT)
    file = giving.sign(file, side="giving", said="The director, by letter.", by=acting.broker(), at=AT)
    assert file.unsigned == ("receiving", "authority")


def test_what_the_authority_pays_is_approved_before_it_is_offered() -> None:
    file = acting.checked(acting.with_terms(acting.matched(), funding="dedelegated"))
    with pytest.raises(TransitionRefused, match="approves first"):
        acting.take(file, "offer", acting.broker())
    with pytest.raises(PermissionDenied):
        matches.approve_funding(file, reasons="Yes.", by=acting.broker(), at=AT)
    file = matches.approve_funding(file, reasons="Within the plan.", by=acting.principal(), at=AT)
    assert acting.take(file, "offer", acting.broker()).state == "offered"


def test_terms_said_anew_undo_the_signatures() -> None:
    file = giving.sign(acting.accepted(), side="receiving", by=acting.head(), at=AT)
    assert file.unsigned == ("giving", "authority")
    file = acting.with_terms(file, days=Decimal(2))
    assert file.unsigned == ("receiving", "giving", "authority")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": Decimal("0.3")}, "in quarters"),
        ({"days": Decimal(0)}, "quarter of a day or more"),
        ({"cost": Decimal("1.005")}, "pounds and pence"),
        ({"funding": "none"}, "costs nothing"),
        ({"funding": "wages"}, "who pays"),
        ({"ends": TODAY - A_DAY}, "ends before it begins"),
        ({"middle": TODAY + 500 * A_DAY}, "mid-point"),
        ({"what": " "}, "what is to be done"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_none_are_kept(wrong: dict[str, object], said: str) -> None:
    file = acting.matched()
    with pytest.raises(CannotTake, match=said):
        acting.with_terms(file, **wrong)
    assert acting.again(file).terms is None


def test_an_entry_of_the_log_is_taken_back_by_another_and_the_days_follow() -> None:
    file = acting.logged(acting.signed(acting.accepted()), days="1.5")
    wrong = file.given[0]
    file = giving.take_back(file, delivery=wrong.pk, why="It was half a day.", by=acting.head(HELPS), at=AT)
    file = acting.logged(file, days="0.5")
    assert (file.days_given, len(file.log), len(file.given)) == (Decimal("0.5"), 3, 1)
    with pytest.raises(CannotTake, match="already"):
        giving.take_back(file, delivery=wrong.pk, why="Again.", by=acting.head(HELPS), at=AT)


def test_the_log_is_of_days_that_have_come() -> None:
    file = acting.signed(acting.accepted())
    with pytest.raises(CannotTake, match="still to come"):
        acting.logged(file, on=TODAY + A_DAY)


def test_each_side_evaluates_for_itself_and_the_authority_for_neither() -> None:
    file = acting.completed()
    for side, by in (
        ("receiving", acting.head(HELPS)),
        ("giving", acting.head()),
        ("giving", acting.adviser()),
    ):
        with pytest.raises(PermissionDenied):
            acting.evaluated(file, side, by)
    with pytest.raises(CannotTake, match="itself"):
        acting.evaluated(file, "receiving", acting.broker())


def test_it_is_closed_without_both_evaluations_only_with_a_reason() -> None:
    file = acting.completed()
    with pytest.raises(CannotTake, match="how they were asked"):
        steps.take(file, "close_unheard", reasons=" ", by=acting.broker(), at=AT)
    assert acting.take(file, "close_unheard", acting.broker()).state == "closed"


def test_an_adviser_confirms_what_a_school_brokered_itself() -> None:
    file = acting.signed(acting.take(acting.commissioned(acting.provider()), "accept", acting.head(HELPS)))
    file = acting.take(acting.logged(file), "complete", acting.head())
    file = giving.confirm(
        file, agrees=True, words="I saw it used in every class.", by=acting.adviser(), at=AT
    )
    assert file.confirmed is not None
    assert file.confirmed.agrees
    with pytest.raises(CannotTake, match="an adviser says"):
        giving.confirm(file, agrees=True, words="We used it.", by=acting.head(), at=AT)


def test_those_who_would_help_know_nothing_before_they_are_asked() -> None:
    file = acting.checked(acting.with_terms(acting.matched()))
    giver = acting.head(HELPS)
    held = stepping.access.of(giver, on=TODAY)
    assert not supports.may_read(file, held, giver)
    assert not Event.objects.filter(urn=HELPS, verb="support_moved").exists()
    file = acting.take(file, "offer", acting.broker())
    assert supports.may_read(file, held, giver)
    assert Event.objects.filter(urn=HELPS, verb="support_moved").exists()


def test_a_system_leader_reads_and_logs_what_they_give_and_nothing_else() -> None:
    behind = acting.provider()
    user = builders.person("system_leader")
    leader = acting.leader(user=user, behind=behind)
    file = acting.signed(acting.accepted(behind, leader=leader))
    other = acting.offered(behind)
    held = stepping.access.of(user, on=TODAY)
    assert [each.support.pk for each in supports.of_reader(user, held, today=TODAY)] == [file.support.pk]
    file = giving.log(file, on=TODAY, days=Decimal(1), what="Taught.", who="Ada Finch", by=user, at=AT)
    assert file.state == "active"
    with pytest.raises(PermissionDenied):
        giving.remark(other, words="Mine?", by=user, at=AT)


def test_somebody_of_another_authority_may_do_nothing() -> None:
    file = acting.offered()
    stranger = builders.person("pa", authority="802")
    assert stepping.may(stranger, file, on=TODAY) == frozenset()
    assert supports.one(file.support.pk, authorities=("802",), today=TODAY) is None


def test_who_has_an_interest_in_either_school_brokers_nothing_between_them() -> None:
    broker = acting.broker()
    interests.declare(
        school=acting.school(HELPS),
        user=broker,
        kind="child",
        reason="My son goes there.",
        from_date=TODAY,
        to_date=None,
        by=acting.principal(),
        at=AT,
    )
    file = acting.needed()
    file = matches.match(
        file, chosen=acting.chosen(acting.provider()), reasons="Near.", by=acting.principal(), at=AT
    )
    with pytest.raises(Exception, match="interest") as refused:
        acting.with_terms(file)
    assert refused.type.__name__ == "StandsAside"


def test_a_step_taken_meanwhile_is_told_and_nothing_is_kept_twice() -> None:
    file = acting.offered()
    acting.take(file, "accept", acting.head(HELPS))
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.take(file, "decline", acting.head(HELPS))


def test_the_queries_do_not_grow_with_the_supports(django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    acting.offered()
    with CaptureQueriesContext(connection) as one:
        supports.of_authority("801", today=TODAY)
    acting.needed()
    acting.needed()
    with CaptureQueriesContext(connection) as three:
        assert len(supports.of_authority("801", today=TODAY)) == 3
    assert len(three) == len(one)


def test_a_check_passed_over_says_nothing_where_it_is_met() -> None:
    file = matches.check(
        acting.with_terms(acting.matched()),
        passed_over=PassedOver(reasons={"quality": "Not needed."}),
        by=acting.broker(),
        at=AT,
    )
    assert file.overridden == ()


@pytest.mark.parametrize(
    ("kind", "funding", "expected"),
    [("la_team", "school", (45_000, 0)), ("hub", "dedelegated", (0, 45_000)), ("hub", "school", None)],
)
def test_closing_charges_for_one_day_of_four_what_the_authority_gave_or_pays_and_nothing_between_a_school_and_another(
    kind: str, funding: str, expected: tuple[int, int] | None
) -> None:
    by = acting.provider(None, kind=kind)
    file = acting.with_terms(acting.matched(by), funding=funding)
    if file.needs_funding:
        file = matches.approve_funding(file, reasons="Within the plan.", by=acting.principal(), at=AT)
    file = acting.take(acting.checked(file), "offer", acting.broker())
    file = acting.take(file, "accept", acting.broker())
    file = giving.sign(file, side="receiving", by=acting.head(), at=AT)
    for side in ("giving", "authority"):
        file = giving.sign(file, side=side, said="By letter.", by=acting.broker(), at=AT)
    file = giving.log(file, on=TODAY, days=Decimal(1), what="Taught.", who="A hub", by=acting.broker(), at=AT)
    file = acting.take(file, "complete", acting.head())
    acting.take(file, "close_unheard", acting.broker())
    raised = [(each.to_pay, each.central) for each in Charge.objects.all()]
    assert raised == ([expected] if expected else [])


def test_the_days_that_a_leader_mentors_are_not_offered_to_schools(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    mentored = SimpleNamespace(mentor=SimpleNamespace(leader_id=leader.pk))
    monkeypatch.setattr(inductions, "reaching", lambda authority, year, today: [mentored])
    file = acting.checked(acting.with_terms(acting.matched(behind, leader=leader)))
    assert [each.said for each in file.checks if not each.passed] == [
        "Ada Finch has 2 of 5 days left in the school year 2026 to 2027, and 4 are asked for."
    ]


def test_whoever_said_what_it_costs_does_not_approve_that_the_authority_pays() -> None:
    principal = acting.principal()
    file = matches.match(
        acting.needed(), chosen=acting.chosen(acting.provider()), reasons="Near.", by=principal, at=AT
    )
    file = matches.agree_terms(file, agreed=acting.agreed(funding="central"), by=principal, at=AT)
    with pytest.raises(CannotTake, match="two people"):
        matches.approve_funding(file, reasons="Yes.", by=principal, at=AT)


def test_an_offer_that_nobody_answers_is_taken_back_and_those_who_were_asked_read_no_more_of_it() -> None:
    file = acting.take(acting.offered(), "let_go", acting.broker())
    assert (file.state, file.match) == ("need", None)
    own = acting.take(acting.commissioned(acting.provider(None)), "recall", acting.head())
    assert (own.state, own.match) == ("need", None)
