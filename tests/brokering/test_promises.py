"""What is promised and told in support, at the moments at which it could be promised twice or told to others."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests import at_once, builders
from tests.brokering import acting
from tests.brokering.acting import A_DAY, AT, HELPED, HELPS, TODAY
from trellis.accounts.models import Post
from trellis.activity.models import Event
from trellis.brokering.actions import giving, matches, stepping
from trellis.brokering.matching_parts import Evaluations
from trellis.brokering.queries import candidates, checking, due, load, outcomes, promised, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.models import Protocol, ProtocolAcceptance
from trellis.leaders.queries import leaders
from trellis.practice.queries.contact import year_began
from trellis.providers.models import ProviderStep
from trellis.providers.queries import register
from trellis.schools import queries as schools
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


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
    this = year_began(TODAY).year
    assert promised.of_files([file], year=this, today=TODAY) == {leader.pk: Decimal(2)}
    file = acting.take(file, "end", acting.broker())
    assert promised.of_files([file], year=this, today=TODAY) == {leader.pk: Decimal(1)}
    assert promised.of_files([file], year=this - 1, today=TODAY) == {leader.pk: Decimal(2)}
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
    with pytest.raises(CannotTake, match="5 of 5 days left in the school year 2026 to 2027, and 6 are"):
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


def test_nobody_signs_or_pays_for_other_terms_than_they_read() -> None:
    read = acting.accepted()
    acting.with_terms(read, days=Decimal(2), funding="central")
    with pytest.raises(CannotTake, match="said anew since you opened"):
        giving.sign(read, side="receiving", by=acting.head(), at=AT)
    with pytest.raises(CannotTake, match="said anew since you opened"):
        matches.approve_funding(read, reasons="Yes.", by=acting.principal(), at=AT)
    assert acting.again(read).signatures == ()


def test_what_schools_said_is_told_of_five_schools_and_not_of_five_supports_of_one() -> None:
    file = acting.evaluated(acting.completed(), "receiving", acting.head(), helped=2)
    by = file.match.provider_id if file.match is not None else 0
    assert outcomes.evaluations([file] * 6)[by] == Evaluations(n=1, mean=None)


def test_support_ended_on_the_last_day_of_its_log_in_whichever_order_it_was_entered() -> None:
    file = acting.with_terms(acting.accepted(), begins=TODAY - 30 * A_DAY)
    file = acting.logged(acting.logged(acting.signed(file)), on=TODAY - 20 * A_DAY)
    assert outcomes.ended_on(file) == TODAY


@pytest.mark.parametrize("step", ["let_go", "withdraw"])
def test_a_school_that_was_checked_and_never_asked_is_told_nothing(step: str) -> None:
    acting.take(acting.checked(acting.with_terms(acting.matched())), step, acting.broker())
    assert not Event.objects.filter(urn=HELPS, verb="support_moved").exists()


def test_a_school_that_another_commissions_is_told_of_the_offer() -> None:
    acting.commissioned(acting.provider())
    assert Event.objects.get(urn=HELPS, verb="support_moved").subject.startswith("Commission it")


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
