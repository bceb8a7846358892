"""Support by the authority’s route and by the school’s: who takes which step, what is checked, and what is kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.brokering import acting
from tests.brokering.acting import A_DAY, AT, HELPED, HELPS, TODAY
from tests.casework import acting as casework
from trellis.accounts.models import Post
from trellis.activity.models import Event
from trellis.brokering.actions import giving, matches, stepping, steps
from trellis.brokering.actions.matches import PassedOver
from trellis.brokering.matching_parts import Evaluations
from trellis.brokering.queries import candidates, checking, due, load, outcomes, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.models import Protocol, ProtocolAcceptance
from trellis.leaders.queries import leaders
from trellis.leadership.queries import inductions
from trellis.practice.queries.contact import year_began
from trellis.providers.models import ProviderStep
from trellis.providers.queries import register
from trellis.resources.models import Charge
from trellis.schools import queries as schools
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.schools.standing_aside import StandsAside
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
        "Ada Finch has 1 of 5 days left this school year, and 4 are asked for."
    ]


def test_of_two_offers_for_the_same_days_of_a_leader_only_one_is_accepted() -> None:
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    first, second = (acting.offered(behind, leader=leader) for _ in range(2))
    acting.take(first, "accept", acting.head(HELPS))
    with pytest.raises(CannotTake, match=r"1 of 5 days left.*decline it"):
        acting.take(second, "accept", acting.head(HELPS))
    assert acting.take(second, "decline", acting.head(HELPS)).state == "need"


@pytest.mark.django_db(transaction=True)
def test_of_two_schools_that_are_promised_the_same_days_at_once_one_is_told() -> None:
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    files = [acting.offered(behind, leader=leader)]
    file = acting.needed(builders.ELM)
    file = matches.match(
        file, chosen=acting.chosen(behind, leader=leader), reasons="Near.", by=acting.broker(), at=AT
    )
    files.append(acting.take(acting.checked(acting.with_terms(file)), "offer", acting.broker()))
    head = acting.head(HELPS)
    said = at_once.told([lambda each=each: acting.take(each, "accept", head) for each in files])
    assert sorted(each == "done" for each in said) == [False, True]


def test_days_that_were_given_count_though_the_support_ended_early_and_those_of_the_year_before_do_not() -> (
    None
):
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    before = date(year_began(TODAY).year, 8, 20)
    file = acting.offered(behind, leader=leader)
    file = acting.take(file, "accept", acting.head(HELPS))
    file = acting.with_terms(file, begins=before - A_DAY)
    file = acting.logged(acting.signed(file), days="1")
    file = acting.logged(file, days="2", on=before)
    assert checking.days_taken_of([file], today=TODAY) == {leader.pk: Decimal(2)}
    file = acting.take(file, "end", acting.broker())
    assert checking.days_taken_of([file], today=TODAY) == {leader.pk: Decimal(1)}
    assert [(each.given, each.promised) for each in load.of([file], today=TODAY)] == [(1, 0)]


def test_a_protocol_that_was_accepted_before_it_binds_leaves_the_one_in_force_accepted() -> None:
    behind = acting.provider()
    leader = acting.leader(behind=behind)
    newer = Protocol.objects.create(
        authority_id="801", number=2, route="both", title="Anew", text="It is written down.",
        from_date=TODAY + 30 * A_DAY, by=acting.principal(), at=AT,
    )  # fmt: skip
    ProtocolAcceptance.objects.create(
        leader=leader, protocol=newer, route="authority", by=acting.principal(), at=AT
    )
    file = acting.checked(acting.with_terms(acting.matched(behind, leader=leader)))
    assert file.state == "checked"


def test_days_that_were_passed_over_with_a_reason_do_not_stop_the_answer() -> None:
    behind = acting.provider()
    leader = acting.leader(days=2, behind=behind)
    file = acting.checked(
        acting.with_terms(acting.matched(behind, leader=leader)), capacity="She gives more."
    )
    file = acting.take(acting.take(file, "offer", acting.broker()), "accept", acting.head(HELPS))
    assert acting.with_terms(file, days=Decimal(6)).days_agreed == 6


def test_terms_after_the_answer_are_for_no_more_days_than_the_leader_has() -> None:
    behind = acting.provider()
    leader = acting.leader(days=5, behind=behind)
    file = acting.take(acting.offered(behind, leader=leader), "accept", acting.head(HELPS))
    with pytest.raises(CannotTake, match="5 of 5 days left this school year, and 6 are asked for"):
        acting.with_terms(file, days=Decimal(6))
    assert acting.with_terms(file, days=Decimal(5)).days_agreed == 5


@pytest.mark.parametrize("step", ["offer", "accept"])
def test_a_provider_that_was_suspended_after_the_checks_is_neither_offered_nor_accepted(step: str) -> None:
    by = acting.provider()
    file = acting.checked(acting.with_terms(acting.matched(by)))
    if step == "accept":
        file = acting.take(file, "offer", acting.broker())
    ProviderStep.objects.create(
        provider=by, number=3, name="suspend", state="suspended", by=acting.principal(), at=AT
    )
    with pytest.raises(CannotTake, match="Suspended on"):
        acting.take(file, step, acting.broker() if step == "offer" else acting.head(HELPS))


def test_a_school_that_closed_after_it_was_chosen_is_not_checked_nor_offered() -> None:
    file = acting.with_terms(acting.matched())
    checked = acting.checked(file)
    School.objects.filter(pk=HELPS).update(is_open=False)
    assert [each.said for each in checking.of(file, today=TODAY) if not each.passed] == [
        "Beech Lane Primary School has closed."
    ]
    with pytest.raises(CannotTake, match="has closed"):
        acting.take(checked, "offer", acting.broker())


def test_what_a_school_commissions_is_at_no_time_paid_for_by_the_authority() -> None:
    file = acting.take(acting.commissioned(acting.provider()), "accept", acting.head(HELPS))
    with pytest.raises(CannotTake, match="A school pays"):
        matches.agree_terms(file, agreed=acting.agreed(funding="central"), by=acting.head(), at=AT)


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


def test_nobody_signs_or_pays_for_other_terms_than_they_read() -> None:
    read = acting.accepted()
    acting.with_terms(read, days=Decimal(2), funding="central")
    with pytest.raises(CannotTake, match="said anew since you opened"):
        giving.sign(read, side="receiving", by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="said anew since you opened"):
        matches.approve_funding(read, reasons="Yes.", by=acting.principal(), at=AT)
    assert acting.again(read).signatures == ()


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


def test_what_schools_said_is_told_of_five_schools_and_not_of_five_supports_of_one() -> None:
    file = acting.evaluated(acting.completed(), "receiving", acting.head(), helped=2)
    by = file.match.provider_id if file.match is not None else 0
    assert outcomes.evaluations([file] * 6)[by] == Evaluations(n=1, mean=None)


def test_support_ended_on_the_last_day_of_its_log_in_whichever_order_it_was_entered() -> None:
    file = acting.with_terms(acting.accepted(), begins=TODAY - 30 * A_DAY)
    file = acting.logged(acting.logged(acting.signed(file)), on=TODAY - 20 * A_DAY)
    assert outcomes.ended_on(file) == TODAY


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


@pytest.mark.parametrize("step", ["let_go", "withdraw"])
def test_a_school_that_was_checked_and_never_asked_is_told_nothing(step: str) -> None:
    acting.take(acting.checked(acting.with_terms(acting.matched())), step, acting.broker())
    assert not Event.objects.filter(urn=HELPS, verb="support_moved").exists()


def test_a_school_that_another_commissions_is_told_of_the_offer() -> None:
    acting.commissioned(acting.provider())
    assert Event.objects.get(urn=HELPS, verb="support_moved").subject.startswith("Commission it")


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


def test_an_adviser_who_governs_the_school_stands_aside_though_it_is_their_own() -> None:
    broker = acting.broker()
    Post.objects.create(
        user=broker, role="governor", authority_code="801", urn=HELPED, from_date=TODAY - 9 * A_DAY
    )
    file = acting.needed()
    file = matches.match(
        file, chosen=acting.chosen(acting.provider()), reasons="Near.", by=acting.principal(), at=AT
    )
    with pytest.raises(StandsAside, match="You hold a post at"):
        acting.take(file, "let_go", broker)
    with pytest.raises(StandsAside, match="You hold a post at"):
        acting.take(file, "withdraw", broker)


def test_who_has_an_interest_signs_for_no_side_but_the_head_for_the_school_does() -> None:
    file, broker = acting.accepted(), acting.broker()
    interests.declare(
        school=acting.school(HELPED), user=broker, kind="child", reason="My son goes there.",
        from_date=TODAY, to_date=None, by=acting.principal(), at=AT,
    )  # fmt: skip
    with pytest.raises(StandsAside):
        giving.sign(file, side="receiving", said="The head, by letter.", by=broker, at=AT)
    assert giving.sign(file, side="receiving", by=acting.head(), at=AT).signatures


def test_who_brokers_signs_for_a_school_only_while_its_head_has_no_account() -> None:
    by = acting.provider(None)
    file = acting.take(acting.offered(by), "accept", acting.broker())
    head = acting.head()
    with pytest.raises(CannotTake, match="has an account here, and signs for"):
        giving.sign(file, side="receiving", said="The head, by letter.", by=acting.broker(), at=AT)
    Post.objects.filter(user=head).update(to_date=TODAY - A_DAY)
    file = giving.sign(file, side="receiving", said="The head, by letter.", by=acting.broker(), at=AT)
    assert file.unsigned == ("giving", "authority")


def test_a_system_leader_with_an_account_whom_no_school_gives_answers_for_themself() -> None:
    hub, user = acting.provider(None), builders.person("system_leader")
    leader = acting.leader(user=user, behind=hub)
    file = acting.commissioned(hub, leader=leader)
    assert [each.only for each in due.of_support(file)] == [user]
    assert [each.what for each in due.of(user, stepping.access.of(user, on=TODAY), TODAY)] == [
        "Answer whether you could help"
    ]
    assert due.of(acting.head(), stepping.access.of(acting.head(), on=TODAY), TODAY) == ()
    with pytest.raises(TransitionRefused):
        acting.take(file, "accept", acting.head())
    assert acting.take(file, "accept", user).state == "accepted"


def test_a_school_that_has_closed_or_gone_to_another_authority_is_neither_found_nor_chosen() -> None:
    by = acting.provider()
    acting.leader(behind=by)
    for changed in ({"is_open": False}, {"is_open": True, "authority_id": "802"}):
        School.objects.filter(pk=HELPS).update(**changed)
        held = candidates.field("801", today=TODAY)
        assert (held.leaders, held.practice, dict(held.providers)) == ((), (), {})
        by.refresh_from_db()
        with pytest.raises(CannotTake, match="closed, or is of another authority"):
            acting.matched(by)


def test_a_school_that_went_to_another_authority_takes_nothing_of_the_first_with_it() -> None:
    by = acting.provider()
    acting.leader(behind=by)
    acting.accepted(by)
    for urn in (HELPED, HELPS):
        before = schools.just(acting.school(urn))
        assert supports.received_by(before, today=TODAY) or supports.given_by(before, today=TODAY)
        School.objects.filter(pk=urn).update(authority_id="802")
        moved = acting.school(urn)
        assert supports.received_by(schools.just(moved), today=TODAY) == []
        assert supports.given_by(schools.just(moved), today=TODAY) == []
        assert leaders.of_school(moved, TODAY) == []
        assert register.of_school(moved, today=TODAY) is None


def test_a_school_reads_its_own_support_without_that_of_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    file = acting.offered()
    acting.needed(builders.ELM)
    asked: list[int] = []
    files = supports.files

    def counted(rows: Any, *, today: date) -> list[SupportFile]:
        asked.append(rows.count())
        return files(rows, today=today)

    monkeypatch.setattr(supports, "files", counted)
    for reader in (acting.head(), acting.head(HELPS), acting.adviser()):
        held = stepping.access.of(reader, on=TODAY)
        told = supports.of_reader(reader, held, today=TODAY)
        assert [each.support.pk for each in told] == [file.support.pk]
    assert asked == [1, 1, 1]
    held = stepping.access.of(acting.principal(), on=TODAY)
    assert len(supports.of_reader(acting.principal(), held, today=TODAY)) == 2


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
    [("la_team", "school", (180_000, 0)), ("hub", "dedelegated", (0, 180_000)), ("hub", "school", None)],
)
def test_closing_charges_what_the_authority_gave_or_pays_and_nothing_between_a_school_and_another(
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
    monkeypatch.setattr(inductions, "mentees", lambda authority, today: {leader.pk: 1})
    file = acting.checked(acting.with_terms(acting.matched(behind, leader=leader)))
    assert [each.said for each in file.checks if not each.passed] == [
        "Ada Finch has 2 of 5 days left this school year, and 4 are asked for."
    ]
