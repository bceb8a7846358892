"""A circumstance has dates and something that shows it; it ends by a row of its own; and a pack reads it or does not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.judgements import acting
from trellis.analysis.judging import shelf
from trellis.judgements import kinds
from trellis.judgements.actions import circumstances as actions
from trellis.judgements.models import Circumstance
from trellis.judgements.queries import circumstances as kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
A_DAY = timedelta(days=1)


@pytest.mark.parametrize("by", [acting.head, acting.chair, acting.adviser])
def test_the_school_or_an_adviser_records_one(by) -> None:  # type: ignore[no-untyped-def]
    assert acting.vacancy(by=by()).until is None
    (held,) = kept.circumstances_of(acting.school(), on=acting.TODAY)
    assert held.is_so


@pytest.mark.parametrize("role", ["sitl", "director", "data_officer", "auditor"])
def test_nobody_else_records_one(role: str) -> None:
    with pytest.raises(PermissionDenied):
        acting.vacancy(by=builders.person(role))


def test_it_ends_by_a_row_of_its_own_and_once() -> None:
    row = acting.vacancy()
    last = acting.TODAY - A_DAY
    actions.end(row, last_day=last, why="The new head has begun.", by=acting.head(), at=acting.AT)
    (held,) = kept.circumstances_of(acting.school(), on=acting.TODAY)
    assert (held.is_so, held.last_day) == (False, last)
    assert Circumstance.objects.get().until is None
    with pytest.raises(actions.CannotRecord, match="recorded already"):
        actions.end(row, last_day=last, why="Again.", by=acting.adviser(), at=acting.AT)


def test_a_heads_first_year_lasts_a_year_where_nobody_says_otherwise() -> None:
    row = acting.vacancy(kind="head_in_first_year", from_date=date(2026, 9, 1))
    assert row.until == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "warning_notice"}, "from the list"),
        ({"evidence": ""}, "what shows it"),
        ({"from_date": acting.TODAY + A_DAY}, "cannot be after today"),
        ({"from_date": date(2019, 1, 1)}, "five years"),
        ({"until": date(2026, 11, 1)}, "before the first"),
    ],
)
def test_one_that_cannot_stand_says_why(said: dict[str, object], why: str) -> None:
    with pytest.raises(actions.CannotRecord, match=why):
        acting.vacancy(**said)


@pytest.mark.parametrize("name", shelf.names())
def test_every_pack_reads_the_heads_post_and_the_kinds_that_it_does_not_read_feed_nothing(name: str) -> None:
    pack = shelf.load(name)
    read = {kind: [c.id for c in kinds.reading(pack, kind)] for kind in kinds.KINDS}
    assert read["head_post_vacant"]
    assert read["head_in_first_year"]
    assert read["other_circumstance"] == []
    assert all(pack.criterion(c).route == "C" for found in read.values() for c in found)
