"""Which returns are due or overdue, from when each last came."""

from datetime import date
from pathlib import Path

import pytest

from tests.intake import returned
from trellis.analysis.files.releases import ReleaseRefused
from trellis.intake import returns

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    return tmp_path


def due(authority: str = "801", today: date = TODAY) -> list[tuple[str, date, int]]:
    return [(each.dataset, each.by, each.overdue) for each in returns.due_at(authority, today=today)]


def test_a_return_is_due_from_thirty_days_before_its_day_though_none_ever_came() -> None:
    assert due() == [("local_finance", date(2026, 11, 30), 0)]
    assert due(today=date(2026, 10, 31)) != []
    assert ("local_finance", date(2026, 11, 30), 0) not in due(today=date(2026, 10, 30))
    assert returns.due_at("801", today=TODAY)[0].last is None


def test_a_return_whose_day_has_passed_since_it_came_is_overdue_and_stands_first() -> None:
    returned.came("local_governance", on=date(2026, 6, 1))
    assert due() == [
        ("local_governance", date(2026, 10, 31), 20),
        ("local_finance", date(2026, 11, 30), 0),
    ]
    assert due("802") == [("local_finance", date(2026, 11, 30), 0)]


def test_a_return_that_comes_is_asked_for_no_more_and_one_that_was_withdrawn_is_as_if_it_never_came() -> None:
    returned.came("local_governance", on=date(2026, 6, 1))
    assert "local_governance" in {name for name, _, _ in due()}
    returned.came("local_governance", on=date(2026, 11, 2))
    assert "local_governance" not in {name for name, _, _ in due()}
    returned.came("local_finance", on=date(2026, 11, 10), state="withdrawn")
    assert "local_finance" in {name for name, _, _ in due()}


def test_releases_that_cannot_be_read_are_not_taken_for_none() -> None:
    manifest = returned.came("local_governance", on=date(2026, 6, 1))
    assert due()
    manifest.write_text("{ half")
    for _ in range(2):
        with pytest.raises(ReleaseRefused):
            due()
