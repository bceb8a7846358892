"""The private calendar address: whose it is, when it ends, and what a calendar program reads from it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests import at_once, builders
from tests.casework import acting, meeting
from tests.visits import acting as visiting
from trellis.accounts import access, secrecy
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.casework.actions import cases
from trellis.notices import calendar_file
from trellis.notices.actions import choosing
from trellis.notices.models import Feed
from trellis.notices.queries import ahead, telling

AT = builders.AT
TODAY = AT.date()


def events(written: bytes) -> dict[str, tuple[date, date]]:
    """What a calendar program reads: the words of each event with its first day and the day after its last."""
    read: Any = Calendar.from_ical(written)
    return {str(each["summary"]): (each["dtstart"].dt, each["dtend"].dt) for each in read.walk("VEVENT")}


def asked(token: str) -> Any:
    return Client().get(f"/calendar/{token}.ics")


def written(user: User, *, on: date = TODAY) -> bytes:
    held = access.of(user, on=on)
    return calendar_file.written(
        ahead.due_of(user, held=held, today=on), ahead.meetings_of(user, held=held, today=on), at=AT
    )


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


def test_what_is_due_stands_on_its_day_with_the_school_and_nothing_else_of_it() -> None:
    acting.informed()
    token = choosing.make_feed(by=acting.senior(), at=AT)
    answer = asked(token)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    assert events(answer.content) == {
        "Oak Road School: Visit": (date(2026, 12, 4), date(2026, 12, 5)),
    }
    for secret in ("level", "risk", "mathematics", "Alice", "Ada"):
        assert secret.encode() not in answer.content.lower()


def test_it_shows_the_meetings_of_ones_task_groups_and_no_others() -> None:
    meeting.called()
    assert events(written(acting.principal()))["Oak Road School: Meeting"][0] == meeting.PLANNED
    assert events(written(acting.head()))["Oak Road School: Meeting"][0] == meeting.PLANNED
    assert "Oak Road School: Meeting" not in events(written(builders.person("data_officer")))
    assert events(written(acting.adviser(builders.BEECH))) == {}


def test_the_feed_of_a_former_adviser_is_empty_on_the_day_after() -> None:
    acting.informed()
    senior = acting.senior()
    token = choosing.make_feed(by=senior, at=AT)
    senior.posts.update(to_date=AT.date() - timedelta(days=1))
    answer = asked(token)
    assert (answer.status_code, events(answer.content)) == (200, {})


def test_the_feed_of_a_closed_account_is_empty_at_once() -> None:
    acting.informed()
    senior = acting.senior()
    token = choosing.make_feed(by=senior, at=AT)
    User.objects.filter(pk=senior.pk).update(is_active=False)
    assert events(asked(token).content) == {}


def test_a_new_address_ends_the_one_before_and_an_ended_one_is_not_found() -> None:
    user = acting.principal()
    first = choosing.make_feed(by=user, at=AT)
    second = choosing.make_feed(by=user, at=AT)
    assert [asked(token).status_code for token in (first, second)] == [404, 200]
    feed = telling.feed_of(user)
    assert feed is not None
    choosing.end_feed(feed.pk, by=user, at=AT)
    choosing.end_feed(feed.pk, by=user, at=AT)
    assert asked(second).status_code == 404
    assert Event.objects.filter(verb=Verb.FEED_MADE, by=user).count() == 2


def test_only_a_digest_of_the_address_is_kept() -> None:
    token = choosing.make_feed(by=acting.principal(), at=AT)
    kept = Feed.objects.get()
    assert kept.digest == secrecy.digest(token)
    assert token not in repr(vars(kept)) + repr(list(Event.objects.values()))
    assert len(token) >= 43  # 32 bytes of chance


def test_the_address_of_another_cannot_be_ended() -> None:
    owner = acting.principal()
    choosing.make_feed(by=owner, at=AT)
    feed = telling.feed_of(owner)
    assert feed is not None
    with pytest.raises(choosing.CannotChoose):
        choosing.end_feed(feed.pk, by=acting.adviser(), at=AT)


@pytest.mark.parametrize("token", ["x", "a" * 500, "nobodys"])
def test_an_address_that_was_never_made_is_not_found(token: str) -> None:
    assert asked(token).status_code == 404


def test_an_address_is_only_read() -> None:
    token = choosing.make_feed(by=acting.principal(), at=AT)
    assert Client().post(f"/calendar/{token}.ics").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_addresses_made_at_once_leave_one() -> None:
    user = acting.principal()
    assert at_once.told([lambda: choosing.make_feed(by=user, at=AT)] * 3) == ["done"] * 3
    assert Feed.objects.filter(user=user, ended__isnull=True).count() == 1


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_a_day_of_a_clock_change_and_a_leap_day_are_whole_days(day: date) -> None:
    at = datetime(2027, 1, 11, 12, tzinfo=UTC)
    case = acting.identified()
    cases.pause(
        case,
        reason="appeal",
        review_on=day,
        reasons="It is heard.",
        by=acting.senior(),
        at=at,
    )
    found = events(written(acting.senior(), on=day))
    assert found == {"Oak Road School: Something is due": (day, day + timedelta(days=1))}


def test_the_zone_of_the_calendar_changes_its_clock_when_the_country_does() -> None:
    read: Any = Calendar.from_ical(written(acting.principal()))
    (zone,) = read.walk("VTIMEZONE")
    made = zone.to_tz()
    for moment, hours in (
        (datetime(2027, 3, 28, 0, 59), 0),  # noqa: DTZ001
        (datetime(2027, 3, 28, 2, 1), 1),  # noqa: DTZ001
        (datetime(2027, 10, 31, 0, 59), 1),  # noqa: DTZ001
        (datetime(2027, 10, 31, 2, 1), 0),  # noqa: DTZ001
    ):
        assert moment.replace(tzinfo=made).utcoffset() == timedelta(hours=hours)


def test_the_same_thing_keeps_its_name_in_the_calendar_when_it_becomes_late() -> None:
    acting.informed()
    senior = acting.senior()

    def names(on: date) -> set[str]:
        read: Any = Calendar.from_ical(written(senior, on=on))
        return {str(each["uid"]) for each in read.walk("VEVENT")}

    late = date(2026, 12, 8)
    assert names(AT.date()) == names(late)
    assert "Overdue: Oak Road School: Visit" in events(written(senior, on=late))


def fieldwork(user: User, *, on: date = TODAY) -> dict[str, tuple[date, date]]:
    held = access.of(user, on=on)
    return events(
        calendar_file.written(
            (),
            (),
            visits=ahead.visits_of(user, held=held, today=on),
            booked=ahead.booked_at(user, held=held, today=on),
            at=AT,
        )
    )


def test_the_day_of_a_visit_is_in_the_calendar_of_who_goes_and_of_the_head_and_of_nobody_else() -> None:
    day = TODAY + timedelta(days=6)
    visiting.booked(day=day, about="Attendance, which worries us")
    for user in (visiting.adviser(), visiting.head()):
        assert fieldwork(user) == {"Beech Lane Primary School: Visit": (day, day + timedelta(days=1))}
    for user in (
        visiting.chair(),
        visiting.other_adviser(),
        visiting.leader(),
        builders.person("data_officer"),
        builders.person("headteacher", urns=(builders.OAK,), email="oak@example.org"),
        builders.person("pa", authority="802"),
    ):
        assert fieldwork(user) == {}
    token = choosing.make_feed(by=visiting.head(), at=AT)
    answer = asked(token)
    assert b"Beech Lane Primary School: Visit" in answer.content
    assert b"Attendance" not in answer.content


def test_a_note_its_check_and_an_inspection_are_in_the_calendar_by_their_kind_alone() -> None:
    visiting.drafted(purpose="monitoring")
    visiting.shared()
    visiting.published(said=visiting.report_card(category_of_concern="special_measures"))
    assert fieldwork(visiting.adviser()) == {
        "Beech Lane Primary School: Note of visit": (date(2026, 12, 4), date(2026, 12, 5))
    }
    assert set(fieldwork(visiting.head())) == {"Beech Lane Primary School: Check the facts of a note"}
    assert set(fieldwork(visiting.senior())) == {"Beech Lane Primary School: Inspection"}


def test_a_visit_keeps_its_name_in_the_calendar_when_it_becomes_late_and_each_next_step_has_its_own() -> None:
    def names(user: User, *, on: date) -> list[str]:
        held = access.of(user, on=on)
        made = calendar_file.written((), (), visits=ahead.visits_of(user, held=held, today=on), at=AT)
        read: Any = Calendar.from_ical(made)
        return [str(each["uid"]) for each in read.walk("VEVENT")]

    visiting.booked()
    (name,) = names(visiting.adviser(), on=TODAY)
    assert names(visiting.adviser(), on=TODAY + timedelta(days=3)) == [name]
    visiting.published()
    steps = names(visiting.senior(), on=TODAY)
    assert len(set(steps)) == len(steps) == 4
