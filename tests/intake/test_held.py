"""What is held by year, how fresh it is, and when returns are due."""

from datetime import date

import pytest

from tests import builders
from trellis.intake import calendar, held, rooms

TODAY = date(2026, 11, 22)


def release(name: str, dataset: str = "absence", **more: object) -> object:
    return builders.release(name, dataset=dataset, known_from=date(2026, 3, 20), **more)  # type: ignore[arg-type]


def fresh(dataset: str, *releases: object) -> held.Freshness:
    (found,) = [f for f in held.freshness(releases, today=TODAY) if f.dataset.id == dataset]  # type: ignore[arg-type]
    return found


def test_a_publication_is_behind_when_a_newer_year_should_be_out() -> None:
    assert fresh("absence", release("a", years=(2024,))).behind
    assert not fresh("absence", release("a", years=(2025,))).behind
    assert fresh("absence").newest is None
    assert fresh("absence").behind


def test_a_publication_of_a_day_is_behind_when_a_newer_one_is_likely() -> None:
    old = builders.release("g", dataset="gias_establishments", known_from=date(2026, 1, 5))
    new = builders.release("h", dataset="gias_establishments", known_from=date(2026, 11, 5))
    assert fresh("gias_establishments", old).behind
    assert not fresh("gias_establishments", old, new).behind


def test_a_release_out_of_use_does_not_count() -> None:
    assert fresh("absence", release("a", years=(2025,), state="withdrawn")).newest is None


def test_each_year_is_held_not_held_not_made_or_not_yet() -> None:
    years, cells = held.by_year([release("a", years=(2019, 2025))], today=TODAY)  # type: ignore[list-item]
    words = dict(zip(years, cells["absence"], strict=True))
    assert (words[2019], words[2020], words[2024], words[2025], words[2026]) == (
        "held",
        "not made",
        "not held",
        "held",
        "not yet",
    )


def test_what_another_authority_returned_is_in_nothing() -> None:
    ours = release("o", dataset="local_governance", authority="801")
    theirs = release("t", dataset="local_governance", authority="802")
    public = release("p")
    seen = held.seen_by([ours, theirs, public], authorities=["801"])  # type: ignore[list-item]
    assert [r.id for r in seen] == ["o", "p"]
    with_theirs = held.freshness([theirs, public], today=TODAY)  # type: ignore[list-item]
    assert with_theirs == held.freshness([public], today=TODAY)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("last", "on", "overdue"),
    [
        (None, date(2027, 2, 28), False),
        (date(2026, 6, 20), date(2026, 10, 31), True),
        (date(2026, 9, 20), date(2027, 2, 28), False),
        (date(2026, 11, 20), date(2027, 2, 28), False),
    ],
)
def test_a_termly_return_is_due_by_the_calendar(last: date | None, on: date, overdue: bool) -> None:
    due = calendar.due("local_governance", last=last, today=TODAY)
    assert (due.on, due.overdue) == (on, overdue)


def test_every_return_is_in_the_calendar() -> None:
    assert set(calendar.DUE) == {dataset.id for dataset in held.known().values() if dataset.local}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\table.csv", "table.csv"),
        (".hidden", "hidden"),
        ("", "file"),
        ("..", "file"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("%2e%2e%2fabs.csv", "abs.csv"),
        ("x" * 500 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_a_name_is_never_trusted(given: str, kept: str) -> None:
    assert rooms.safe_name(given) == kept
