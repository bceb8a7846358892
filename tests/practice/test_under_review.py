"""What takes an entry out of the directory by itself, until a person decides; and that nothing tells why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.casework import acting as casework
from tests.interventions import acting as intervening
from tests.practice import acting
from tests.visits import acting as visiting
from trellis.accounts import access
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.tasks import practice as task
from trellis.practice.actions import steps
from trellis.practice.models import EntryStep
from trellis.practice.queries import due
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
BEFORE = acting.AT - timedelta(days=30)
AFTER = acting.AT + timedelta(days=1)


def concern(at: datetime) -> None:
    intervening.noted(builders.ACADEMY, subject="safeguarding")


def level_three(at: datetime) -> None:
    casework.in_force(builders.BEECH, level=3, at=at)


def not_safe(at: datetime) -> None:
    visiting.published(at=at, said=visiting.report_card(safeguarding="not_met"))


CAUSES: dict[str, tuple[Callable[[datetime], None], int]] = {
    "a safeguarding concern": (concern, builders.ACADEMY),
    "level 3 in force": (level_three, builders.BEECH),
    "an inspection that found safeguarding not met": (not_safe, builders.BEECH),
}
each_cause = pytest.mark.parametrize(("cause", "urn"), CAUSES.values(), ids=CAUSES.keys())


@each_cause
def test_it_holds_an_entry_back_at_once_without_anybody_having_done_a_step(
    cause: Callable[[datetime], None], urn: int
) -> None:
    file = acting.published(urn, at=BEFORE)
    cause(acting.AT)
    assert acting.shown(days=1) == []
    assert acting.again(file).state == "under_review"
    assert acting.again(file).steps == file.steps


@each_cause
def test_what_was_known_before_a_person_decided_holds_nothing_back(
    cause: Callable[[datetime], None], urn: int
) -> None:
    cause(acting.AT)
    acting.published(urn, at=AFTER)
    assert acting.shown(days=1) == ["Phonics from the first week"]


@pytest.mark.parametrize("level", [1, 2])
def test_a_level_that_is_not_of_most_concern_holds_nothing_back(level: int) -> None:
    acting.published(at=BEFORE)
    casework.in_force(builders.BEECH, level=level)
    assert acting.shown() == ["Phonics from the first week"]


def test_a_concern_about_something_else_holds_nothing_back() -> None:
    acting.published(builders.ACADEMY, at=BEFORE)
    intervening.noted(builders.ACADEMY, subject="standards")
    assert acting.shown() == ["Phonics from the first week"]


def test_a_person_returns_it_or_withdraws_it_and_what_held_it_back_holds_it_no_more() -> None:
    file = acting.published(at=BEFORE)
    level_three(acting.AT)
    file = acting.take(acting.again(file, at=AFTER), "keep", acting.principal(), at=AFTER)
    assert [each.name for each in file.steps[-2:]] == ["hold", "keep"]
    assert file.steps[-2].by is None
    assert file.state == "published"
    assert acting.shown(days=2) == ["Phonics from the first week"]
    second = acting.again(acting.published(title="Another", at=BEFORE), at=AFTER)
    assert acting.take(second, "withdraw", acting.principal(), at=AFTER).state == "withdrawn"


def test_while_it_is_under_review_nobody_refreshes_it() -> None:
    file = acting.published(at=BEFORE)
    level_three(acting.AT)
    with pytest.raises(TransitionRefused, match="this is under review"):
        acting.take(acting.again(file), "refresh", acting.principal())


def test_each_night_the_service_records_that_it_holds_an_entry_back_once() -> None:
    file = acting.published(at=BEFORE)
    assert task.KIND.run({}, AFTER) == "Held back no entry."
    level_three(acting.AT)
    assert task.KIND.run({}, AFTER) == "Held back 1 entry, until a person decides."
    assert task.KIND.run({}, AFTER) == "Held back no entry."
    assert EntryStep.objects.filter(entry=file.entry, name="hold").count() == 1
    with pytest.raises(CannotTake, match="Nothing holds"):
        steps.hold(acting.again(file, at=AFTER), at=AFTER)


@each_cause
def test_nothing_that_is_recorded_or_asked_for_says_what_it_was(
    cause: Callable[[datetime], None], urn: int
) -> None:
    file = acting.published(urn, at=BEFORE)
    cause(acting.AT)
    task.KIND.run({}, AFTER)
    user, today = acting.principal(), AFTER.date()
    said = [each.what for each in due.of(user, access.of(user, on=today), today)]
    said += [step.reasons for step in acting.again(file, at=AFTER).steps]
    assert "Decide about an entry that is under review: Phonics from the first week" in said
    told = " ".join(said).lower()
    assert not any(word in told for word in ("level", "concern", "safeguarding", "inspect", "ofsted"))
