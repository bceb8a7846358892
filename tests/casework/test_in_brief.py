"""Cases and levels in brief say what those that are read whole say: the slow way is taken beside it, at every stage."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.casework import acting
from trellis.casework.actions import cases, evaluations, levels
from trellis.casework.models import Case, Outcome
from trellis.casework.queries import cases as whole
from trellis.casework.queries import closed_cases, due, in_brief, standing
from trellis.casework.queries import levels as whole_levels
from trellis.casework.queries.due import Board
from trellis.interfaces.web.cases import listing
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
AT, DAY = builders.AT, timedelta(days=1)


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.screened()
    monkeypatch.setattr(standing, "FEW", 0)  # so that what was read is kept, of however few schools


def _withdrawn() -> None:
    levels.withdraw(acting.shared(), reasons="Too early.", by=acting.adviser(), at=AT)
    acting.shared(level=3, at=AT + DAY)


def _two_in_turn() -> None:
    acting.in_force(level=3)
    acting.in_force(level=1, at=AT + 10 * DAY)
    acting.proposed(at=AT + 11 * DAY)


def _changed() -> None:
    file = evaluations.change(acting.evaluated(Outcome.LOWER, 1), by=acting.senior(), at=AT)
    acting.ratified_change(file)


def _gone_and_come_back() -> None:
    cases.not_at_risk(acting.visited(found=False), reasons="Secure.", by=acting.senior(), at=AT)
    acting.identified(at=AT + DAY)
    acting.identified(builders.BEECH, level=3)


STAGES: dict[str, Callable[[], Any]] = {
    "nothing": lambda: None,
    "a level under way": acting.shared,
    "a level that was withdrawn": _withdrawn,
    "levels in turn": _two_in_turn,
    "a case and a level": lambda: (acting.in_force(builders.BEECH), acting.identified()),
    "informed": acting.informed,
    "visited": acting.visited,
    "confirmed": acting.confirmed,
    "planned": lambda: acting.with_group(acting.with_plan(acting.confirmed())),
    "supported": acting.supported,
    "reviewed": lambda: acting.with_review(acting.supported()),
    "evaluated": acting.evaluated,
    "changed": _changed,
    "stepped down": acting.stepped_down,
    "closed and opened": _gone_and_come_back,
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_board_in_brief_is_the_board_of_what_is_read_whole(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    STAGES[stage]()
    schools = School.objects.all()
    for ahead in (-1, 0, 1, 20, 150, 400):
        day = (AT + ahead * DAY).date()
        brief = _told(due.board(schools, authority="801", today=day))
        with monkeypatch.context() as slow:
            slow.setattr(in_brief, "current_levels", _current)
            slow.setattr(in_brief, "open_cases", _open)
            slow.setattr(standing, "newest_row", lambda: None)
            assert brief == _told(due.board(schools, authority="801", today=day)), ahead
        ended = {file.case.pk for file in whole.of_schools(schools, today=day) if not file.is_open}
        assert {row.pk for row in closed_cases.of_schools(schools, today=day)} == ended


def test_the_list_of_cases_that_ended_is_narrowed_by_who_worked_them_last() -> None:
    cases.not_at_risk(acting.visited(found=False), reasons="Secure.", by=acting.senior(), at=AT)
    ended = closed_cases.of_schools(School.objects.all(), today=AT.date())
    assert closed_cases.worked_by(ended, adviser=acting.senior().pk).count() == 1
    assert closed_cases.worked_by(ended, adviser=acting.principal().pk).count() == 0
    assert closed_cases.worked_by(ended, adviser=None).count() == 0
    assert closed_cases.advisers(School.objects.all()) == {acting.senior().pk: acting.senior().name}


def _told(board: Board) -> tuple[Any, ...]:
    """Everything that a page takes from a board."""
    rows = [listing.row(file, board.of_school.get(urn, ())) for urn, file in board.cases.items()]
    return (board.items, rows, board.term, board.reviewed, board.to_review, board.estimated)


def _current(schools: Any, *, on: date) -> dict[int, list[whole_levels.LevelCase]]:
    every = whole_levels.of_schools(schools, today=on)
    held = {
        urn: [each for each in listed if each.state not in ("superseded", "withdrawn")]
        for urn, listed in every.items()
    }
    return {urn: listed for urn, listed in held.items() if listed}


def _open(schools: Any, *, current: Any, today: date) -> list[whole.CaseFile]:
    return [
        file for file in whole.files(Case.objects.filter(school__in=schools), today=today) if file.is_open
    ]
