"""When a job comes round: by the wall clock, over clock changes, ends of months and leap days."""

from datetime import UTC, datetime, time, timedelta

import pytest

from trellis.background.schedule import Daily, Every, Weekly


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_daily_job_keeps_its_hour_on_the_wall_when_the_clocks_change() -> None:
    seven = Daily(time(7, 0))
    assert seven.after(at(2027, 3, 27, 12)) == at(2027, 3, 28, 6)  # summer time began in the night
    assert seven.after(at(2027, 10, 30, 12)) == at(2027, 10, 31, 7)  # and ended
    assert seven.after(at(2027, 3, 28, 6)) == at(2027, 3, 29, 6)


def test_a_job_at_midnight_is_done_once_on_the_days_of_a_clock_change() -> None:
    midnight = Daily(time(0, 0))
    for first, expected in (
        (at(2027, 3, 27, 12), [at(2027, 3, 28), at(2027, 3, 28, 23), at(2027, 3, 29, 23)]),
        (at(2027, 10, 30, 12), [at(2027, 10, 30, 23), at(2027, 11, 1), at(2027, 11, 2)]),
    ):
        found, moment = [], first
        for _ in expected:
            moment = midnight.after(moment)
            found.append(moment)
        assert found == expected


def test_an_hour_that_the_clock_passes_over_is_taken_an_hour_later() -> None:
    assert Daily(time(1, 30)).after(at(2027, 3, 27, 12)) == at(2027, 3, 28, 1, 30)  # 02:30 on the wall


def test_an_hour_that_the_clock_has_twice_counts_the_first_time() -> None:
    half_past_one = Daily(time(1, 30))
    first = half_past_one.after(at(2027, 10, 30, 12))
    assert first == at(2027, 10, 31, 0, 30)
    assert half_past_one.after(first) == at(2027, 11, 1, 1, 30)


def test_a_leap_day_is_a_day_like_any_other() -> None:
    daily, sunday = Daily(time(7, 0)), Weekly(1, time(7, 0))
    assert daily.after(at(2028, 2, 28, 12)) == at(2028, 2, 29, 7)
    assert daily.after(at(2028, 2, 29, 12)) == at(2028, 3, 1, 7)
    assert daily.after(at(2027, 2, 28, 12)) == at(2027, 3, 1, 7)
    assert sunday.after(at(2028, 2, 28, 12)) == at(2028, 2, 29, 7)  # a Tuesday
    assert sunday.after(at(2028, 2, 29, 7)) == at(2028, 3, 7, 7)


@pytest.mark.parametrize("schedule", [Every(15), Daily(time(2, 40)), Weekly(0, time(7, 0))])
def test_the_next_time_is_always_later_and_never_further_than_its_period(schedule: object) -> None:
    longest = {
        "Every": timedelta(minutes=15),
        "Daily": timedelta(hours=25),
        "Weekly": timedelta(days=7, hours=1),
    }
    moment = at(2027, 3, 20)
    for _ in range(2000):
        following = schedule.after(moment)  # type: ignore[attr-defined]
        assert moment < following <= moment + longest[type(schedule).__name__]
        moment = following if moment.minute % 2 else moment + timedelta(minutes=37)


def test_a_schedule_says_itself_in_words() -> None:
    assert Every(1).words == "every minute"
    assert Every(15).words == "every 15 minutes"
    assert Daily(time(7, 0)).words == "every day at 07:00"
    assert Weekly(0, time(7, 0)).words == "every Monday at 07:00"
