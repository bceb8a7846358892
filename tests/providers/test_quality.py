"""What decisions, dates and insurance make of a provider’s quality on each day, and the register as known on a day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.providers import acting
from trellis.activity.append_only import CannotChange
from trellis.casework.actions.taking import CannotTake
from trellis.providers.actions import steps
from trellis.providers.models import Provider, ProviderEvidence, ProviderStep
from trellis.providers.queries import register as registers
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import PROVIDER_QUALITY
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
UNTIL = acting.A_YEAR_ON


def test_quality_is_worked_out_for_each_day_and_nothing_is_written_when_it_ends() -> None:
    assert acting.entered(name="New").quality.said == "Nobody has checked its quality yet"
    file = acting.approved(until=date(2027, 1, 31))
    rows = ProviderStep.objects.count()
    assert file.quality.said == "Approved until 31 January 2027"
    last, after = (
        registers.one(file.provider.pk, authorities=("801",), today=day)
        for day in (date(2027, 1, 31), date(2027, 2, 1))
    )
    assert last is not None
    assert last.quality.is_current
    assert last.ends_soon
    assert after is not None
    assert not after.quality.is_current
    assert after.quality.said == "Its approval ended on 31 January 2027"
    assert after.has_ended
    assert ProviderStep.objects.count() == rows


def test_an_approval_whose_insurance_has_lapsed_meanwhile_is_not_current_until_a_new_one_is_seen() -> None:
    file = acting.take(acting.seen(acting.entered(), insured=date(2026, 12, 1)), "check", acting.manager())
    file = acting.take(file, "approve", acting.principal(), until=UNTIL)
    later, at = acting.again(file, days=20), AT + 20 * acting.A_DAY
    assert later.quality.said == "Approved until 20 November 2027, but its insurance ended on 1 December 2026"
    assert not later.quality.is_current
    assert later.has_ended
    renewed = steps.see(
        later, kind="insurance", words="New.", seen_on=at.date(), until=UNTIL, by=acting.manager(), at=at
    )
    assert renewed.quality.is_current


def test_a_review_sees_the_evidence_anew_and_the_approval_holds_meanwhile_until_its_date() -> None:
    file = acting.approved()
    at = AT + acting.A_DAY
    file = acting.take(acting.again(file, days=1), "review", acting.manager(), at=at)
    assert file.quality.is_current
    assert file.lacks == (
        "references",
        "safeguarding and DBS checks confirmed",
        "insurance",
        "what came of its earlier support",
    )
    with pytest.raises(TransitionRefused, match="Still to be seen"):
        acting.take(file, "check", acting.manager(), at=at)
    file = acting.take(acting.seen(file, at=at), "check", acting.manager(), at=at)
    assert (
        acting.take(file, "refuse", acting.principal(), at=at).quality.said == "Refused on 21 November 2026"
    )


def test_a_suspended_provider_is_current_only_once_it_is_approved_anew() -> None:
    file = acting.take(acting.approved(), "suspend", acting.principal())
    assert file.quality.said == "Suspended on 20 November 2026"
    file = acting.take(file, "review", acting.manager())
    assert not file.quality.is_current
    file = acting.take(acting.seen(file), "check", acting.manager())
    assert not file.quality.is_current
    assert acting.take(file, "approve", acting.principal(), until=UNTIL).quality.is_current


def test_one_that_was_never_approved_is_not_suspended_and_a_company_does_not_apply_again() -> None:
    with pytest.raises(TransitionRefused, match="not a step of this one"):
        acting.take(acting.checked(), "suspend", acting.principal())
    file = acting.take(acting.entered(name="Other"), "refuse", acting.principal())
    assert [step.name for step in PROVIDER_QUALITY.ahead(file.state, file)] == ["remove", "reopen"]


def test_a_removed_one_leaves_the_register_and_may_come_back_by_a_new_application() -> None:
    file = acting.take(acting.approved(file=acting.applied()), "remove", acting.principal())
    assert registers.current("801", today=acting.TODAY) == []
    assert [each.provider for each in registers.removed("801", today=acting.TODAY)] == [file.provider]
    again = acting.take(file, "apply_again", acting.head())
    assert (again.state, again.quality.is_current) == ("applied", False)
    with pytest.raises(CannotTake, match="applies again"):
        acting.seen(file)


def test_evidence_that_was_added_since_the_page_was_opened_is_read_before_the_decision() -> None:
    file = acting.checked()
    steps.see(
        file,
        kind="references",
        words="A third, who would not ask again.",
        seen_on=AT.date(),
        by=acting.manager(),
        at=AT,
    )
    with pytest.raises(CannotTake, match="Evidence was added"):
        acting.take(file, "approve", acting.principal(), until=UNTIL)


def test_the_list_of_approvals_that_end_has_those_within_sixty_days_and_those_that_ended_in_order() -> None:
    days = {"Far": 200, "Soon": 60, "Too far": 61, "Gone": 5}
    for name, until in days.items():
        acting.approved(file=acting.entered(name=name), until=AT.date() + timedelta(days=until))
    acting.entered(name="Waiting")
    assert [each.provider.name for each in registers.ending("801", today=acting.TODAY)] == ["Gone", "Soon"]
    later = acting.TODAY + timedelta(days=10)
    assert [each.provider.name for each in registers.ending("801", today=later)] == [
        "Gone",
        "Soon",
        "Too far",
    ]


def test_the_number_of_queries_does_not_grow_with_the_register() -> None:
    acting.approved(file=acting.entered(name="One"))
    with CaptureQueriesContext(connection) as first:
        [each.quality.said for each in registers.current("801", today=acting.TODAY)]
    for number in range(4):
        acting.approved(file=acting.entered(name=f"Another {number}"))
    with CaptureQueriesContext(connection) as then:
        [(each.quality.said, each.provider.school) for each in registers.current("801", today=acting.TODAY)]
    assert len(then) == len(first) == 4


def test_a_register_as_known_on_a_day_has_what_was_written_by_then() -> None:
    file = acting.approved()
    before = registers.one(file.provider.pk, authorities=("801",), today=acting.TODAY - acting.A_DAY)
    assert before is None
    acting.take(acting.again(file, days=3), "suspend", acting.principal(), at=AT + 3 * acting.A_DAY)
    assert acting.again(file, days=2).quality.is_current
    assert not acting.again(file, days=3).quality.is_current


def test_nothing_of_it_is_changed_or_removed_and_the_database_refuses_what_makes_no_sense() -> None:
    file = acting.approved()
    for row in (file.provider, file.offer, file.evidence[0], file.steps[0]):
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
    wrong: tuple[Callable[[], Any], ...] = (
        lambda: Provider.objects.create(
            authority_id="801", name="X", kind="school", by=acting.manager(), at=AT
        ),
        lambda: Provider.objects.create(authority_id="801", name="", kind="hub", by=acting.manager(), at=AT),
        lambda: ProviderEvidence.objects.create(
            provider=file.provider, kind="insurance", words="x", seen_on=AT.date(), by=acting.manager(), at=AT
        ),
    )
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


@drawn(
    decided=st.lists(
        st.tuples(
            st.sampled_from(["approve", "approve_conditions", "refuse", "suspend", "review", "check"]),
            st.integers(1, 90),
        ),
        max_size=8,
    ),
    on=st.integers(0, 120),
)
def test_what_a_run_of_decisions_makes_of_quality_is_what_one_reads_off_them_by_hand(
    decided: list[tuple[str, int]], on: int
) -> None:
    today = AT.date() + timedelta(days=on)
    targets = {step.name: step.target for step in PROVIDER_QUALITY.transitions}
    rows = [ProviderStep(number=1, name="apply", state="applied", at=AT)]
    ends: date | None = None
    for number, (name, days) in enumerate(decided, start=2):
        details = {"until": (AT.date() + timedelta(days=days)).isoformat()} if "approve" in name else {}
        rows.append(ProviderStep(number=number, name=name, state=targets[name], details=details, at=AT))
        if "approve" in name:
            ends = AT.date() + timedelta(days=days)
        elif name in ("refuse", "suspend"):
            ends = None
    file = ProviderFile(provider=Provider(), offers=(), evidence=(), steps=tuple(rows), today=today)
    assert file.quality.is_current is (ends is not None and today <= ends)
