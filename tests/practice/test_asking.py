"""What is read of the directory to find what is due: less than all of it, and nothing is missed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.casework import acting as casework
from tests.practice import acting
from trellis.practice.actions import nominations
from trellis.practice.queries import due, entries
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
BEFORE = acting.AT - timedelta(days=30)


@pytest.fixture
def directory(screened: None) -> None:
    """An entry in each state, one with new words, and two schools of which one comes to level 3."""
    acting.nominated(builders.OAK, title="Only nominated")
    acting.consented(builders.OAK, title="Consented to")
    acting.verified(builders.OAK, title="Verified")
    acting.published(builders.OAK, title="Published", at=BEFORE)
    worded = acting.published(builders.OAK, title="Worded anew", at=BEFORE)
    nominations.word(
        worded,
        words=acting.words(title="Worded anew", what="Another way."),
        by=acting.head(builders.OAK),
        at=acting.AT,
    )
    acting.take(acting.published(builders.OAK, title="Gone"), "withdraw", acting.principal())
    acting.take(acting.nominated(builders.OAK, title="Refused"), "decline", acting.head(builders.OAK))
    acting.published(builders.BEECH, title="Held back", at=BEFORE)
    casework.in_force(builders.BEECH, level=3, at=acting.AT)
    refreshed = acting.published(builders.OAK, title="Refreshed", at=BEFORE)
    acting.take(refreshed, "refresh", acting.principal())


def plainly(offset: int) -> Iterator[str]:
    """What is due of every entry, of all of which everything is read."""
    today = acting.TODAY + timedelta(days=offset)
    for file in entries.of_schools(School.objects.all(), today=today):
        yield from (f"{each.what} by {each.by}" for each in due.of_entry(file))


def quickly(offset: int) -> Iterator[str]:
    today = acting.TODAY + timedelta(days=offset)
    for file in entries.asking(School.objects.all(), today=today, soon=due.SOON_DAYS):
        yield from (f"{each.what} by {each.by}" for each in due.of_entry(file))


@pytest.mark.usefixtures("directory")
def test_what_is_due_is_the_same_as_where_all_of_every_entry_is_read() -> None:
    @settings(max_examples=40)
    @given(st.integers(-40, 500))
    def holds(offset: int) -> None:
        assert sorted(quickly(offset)) == sorted(plainly(offset))

    holds()
    for offset in (-31, -30, -1, 0, 1, 304, 305, 306, 334, 335, 336, 364, 365, 366):
        assert sorted(quickly(offset)) == sorted(plainly(offset)), offset


@pytest.mark.usefixtures("directory")
def test_what_asks_nothing_is_not_read() -> None:
    read = {
        each.wording.title
        for each in entries.asking(School.objects.all(), today=acting.TODAY, soon=due.SOON_DAYS)
    }
    assert read == {"Only nominated", "Consented to", "Verified", "Worded anew", "Held back"}
