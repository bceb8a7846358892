"""Odd days: a night on which the clocks change, a 29 February, and a term that nobody has set up. Each is told in a sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.visits import acting
from tests.web.trying import text
from trellis.accounts.models import User
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import NoTermSetUp
from trellis.casework.actions.taking import CannotTake
from trellis.visits import clocks
from trellis.visits.actions import inspections, notes, visits
from trellis.visits.models import Inspection, NextStep, Published
from trellis.workflow import TransitionRefused

BEECH = f"/schools/{builders.BEECH}/"


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


@pytest.mark.parametrize(
    ("until", "still", "over"),
    [
        # The day on which the clocks go back has 25 hours, and ends at midnight in winter
        (
            date(2027, 10, 31),
            datetime(2027, 10, 31, 23, 59, tzinfo=UTC),
            datetime(2027, 11, 1, 0, 0, tzinfo=UTC),
        ),
        # The one on which they go forward has 23, and ends at midnight in summer
        (
            date(2027, 3, 28),
            datetime(2027, 3, 28, 22, 59, tzinfo=UTC),
            datetime(2027, 3, 28, 23, 0, tzinfo=UTC),
        ),
        (
            date(2028, 2, 29),
            datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
            datetime(2028, 3, 1, 0, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_headteacher_has_the_whole_of_the_last_day_by_the_clock_on_the_wall(
    until: date, still: datetime, over: datetime
) -> None:
    begun = datetime(until.year, until.month, until.day, 10, tzinfo=UTC) - timedelta(days=7)
    file = notes.share(acting.drafted(at=begun), seen=1, reply_by=until, by=acting.adviser(), at=begun)
    with pytest.raises(TransitionRefused, match=f"has until {until.day} {until:%B} {until.year} to check"):
        notes.finish(visits.renewed(file, at=still), by=acting.adviser(), at=still)
    assert notes.finish(visits.renewed(file, at=over), by=acting.adviser(), at=over).state == "final"


def test_a_visit_held_in_the_hour_that_comes_twice_is_held_on_that_day() -> None:
    for at in (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 1.30, before the clocks go back
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and 1.30 again
        datetime(2026, 10, 24, 23, 15, tzinfo=UTC),  # a quarter past midnight
    ):
        file = acting.booked(at=at, day=date(2026, 10, 25), purpose="monitoring")
        held = visits.hold(file, held_on=date(2026, 10, 25), by=acting.adviser(), at=at)
        assert held.held_on == date(2026, 10, 25)
    before = datetime(2026, 10, 24, 22, 59, tzinfo=UTC)
    file = acting.booked(at=before, day=date(2026, 10, 25))
    with pytest.raises(CannotTake, match="cannot have been held after today"):
        visits.hold(file, held_on=date(2026, 10, 25), by=acting.adviser(), at=before)


@pytest.mark.parametrize(
    ("typed", "answered", "said"),
    [
        ("29/2/2028", 302, ""),
        ("29/2/2027", 400, "like 31/8/2026"),
        ("31/4/2027", 400, "like 31/8/2026"),
    ],
)
def test_a_29_february_is_a_day_in_a_leap_year_alone(
    typed: str, answered: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = datetime(2028, 2, 20, 10, tzinfo=UTC) if answered == 302 else acting.AT
    monkeypatch.setattr(timezone, "now", lambda: near)
    adviser = acting.adviser()
    sent = {"purpose": "termly", "day": typed, "lead": str(adviser.pk), "about": "Reading"}
    answer = client(adviser).post(BEECH + "visits/book/", sent)
    assert answer.status_code == answered
    if said:
        assert said in text(answer.content)
        assert f'value="{typed}"' in answer.content.decode()


def _nothing_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: acting.AT)
    monkeypatch.setattr(calendars, "of_school", partial(calendars.of_school, estimate=False))


NOT_SET_UP = (
    "The dates of the term of {} November 2026 are not set up: the data officer enters them under Terms."
)


def test_an_outcome_that_no_step_can_be_counted_from_is_told_why_and_nothing_is_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = acting.attended()
    _nothing_is_set_up(monkeypatch)
    with pytest.raises(NoTermSetUp):
        inspections.publish(
            file,
            said=acting.report_card(),
            published_on=acting.TODAY,
            link=acting.REPORT,
            by=acting.senior(),
            at=acting.AT,
        )
    card = acting.report_card()
    sent = {
        "seen": str(file.steps[-1].number),
        "framework": "report_card",
        "summary": "As expected.",
        "published_on": "20/11/2026",
        "link": acting.REPORT,
        **{f"grade-{area}": grade for area, grade in card.grades.items()},
    }
    at = f"{BEECH}inspections/{Inspection.objects.get().pk}/publish/"
    answer = client(acting.senior()).post(at, sent)
    assert answer.status_code == 409
    assert NOT_SET_UP.format(21) in text(answer.content)
    assert "As expected." in answer.content.decode()
    assert (Published.objects.count(), NextStep.objects.count()) == (0, 0)


def test_a_check_that_cannot_be_counted_is_told_why_and_a_day_is_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = acting.drafted()
    _nothing_is_set_up(monkeypatch)
    in_school_days = replace(clocks.CHECK, basis="school_days")
    monkeypatch.setattr(clocks, "CHECK", in_school_days)
    monkeypatch.setattr(clocks, "of", lambda rules, usual: usual)
    at = f"{BEECH}visits/{file.visit.pk}/share/"
    said = text(client(acting.adviser()).get(at).content)
    assert f"{NOT_SET_UP.format(21)} Until then choose a day." in said
    sent = {"seen": "1", "reply_by": "27/11/2026"}
    assert client(acting.adviser()).post(at, sent).status_code == 302
