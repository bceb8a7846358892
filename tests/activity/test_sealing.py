"""Whoever gets past the database's own refusal is found out: what was changed, removed or slipped in, row by row."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests import builders
from tests.casework import acting
from trellis.activity import sealing
from trellis.activity.models import Event, Seal, Verb
from trellis.casework.models import LevelStep
from trellis.interfaces.commands.main import main

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The list of seals over a run, a level in force and all the events."""
    builders.screened()
    acting.in_force()
    sealing.seal(at=AT, log=tmp_path / "seals.txt")
    return tmp_path / "seals.txt"


def _behind_the_back(statement: str) -> None:
    """Do what a database's owner could: take the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, '' FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
            )
        for name, where in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"{where}')
        cursor.execute(statement)


def test_a_record_that_nobody_touched_is_whole(log: Path) -> None:
    report = sealing.check(log=log)
    assert report.findings == ()
    assert report.unsealed == 0
    assert report.sealed >= Event.objects.count() + LevelStep.objects.count()
    assert log.read_text().splitlines()[-1].endswith(report.last)


def test_what_is_written_after_is_said_not_to_be_sealed_and_is_sealed_next_time(log: Path) -> None:
    before = Seal.objects.count()
    Event.objects.create(verb=Verb.LOOKED, at=AT, subject="more")
    assert sealing.check(log=log).unsealed == 1
    [made] = sealing.seal(at=AT + timedelta(minutes=1), log=log)
    assert (made.rows, Seal.objects.count()) == (1, before + 1)
    assert sealing.check(log=log).findings == ()
    assert sealing.seal(at=AT + timedelta(minutes=2), log=log) == []


def test_a_changed_row_is_named(log: Path) -> None:
    step = LevelStep.objects.get(name="ratify")
    _behind_the_back(f"UPDATE casework_levelstep SET reasons = 'Other' WHERE id = {step.pk}")
    [found] = sealing.check(log=log).findings
    assert (found.table, found.rows) == ("casework_levelstep", (step.pk,))
    assert "changed" in found.sentence


def test_a_removed_row_is_named(log: Path) -> None:
    event = Event.objects.filter(verb=Verb.LEVEL_MOVED).first()
    assert event is not None
    _behind_the_back(f"DELETE FROM activity_event WHERE id = {event.pk}")
    [found] = sealing.check(log=log).findings
    assert (found.table, found.rows) == ("activity_event", (event.pk,))
    assert "removed" in found.sentence


def test_a_seal_that_was_made_over_is_found_by_the_chain(log: Path) -> None:
    _behind_the_back("UPDATE activity_seal SET rows = rows + 1 WHERE number = 2")
    assert "Seal 2 is not as it was made." in {each.sentence for each in sealing.check(log=log).findings}


def test_a_chain_that_was_cut_short_no_longer_ends_as_the_list_of_seals_says(log: Path) -> None:
    last = Seal.objects.order_by("-number").first()
    assert last is not None
    _behind_the_back(f"DELETE FROM activity_seal WHERE number = {last.number}")
    said = {each.sentence for each in sealing.check(log=log).findings}
    assert f"Seal {last.number} is not as seals.txt has it." in said
    assert sealing.check().findings == ()  # the database alone could not tell


def test_a_row_of_a_transaction_that_ended_late_is_sealed_and_found_when_changed(log: Path) -> None:
    Event.objects.create(pk=900, verb=Verb.LOOKED, at=AT, subject="first to be seen")
    sealing.seal(at=AT + timedelta(minutes=1), log=log)
    Event.objects.create(pk=899, verb=Verb.LOOKED, at=AT, subject="begun before, ended after")
    assert sealing.check(log=log).unsealed == 1
    [late] = sealing.seal(at=AT + timedelta(minutes=2), log=log)
    assert list(late.keys) == [[899, 899]]
    _behind_the_back("UPDATE activity_event SET subject = 'x' WHERE id = 899")
    [found] = sealing.check(log=log).findings
    assert found.rows == (899,)


def test_of_two_who_seal_at_once_one_gives_way_and_every_row_is_sealed_once(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Event.objects.create(verb=Verb.LOOKED, at=AT, subject="more")
    digests = sealing._digests

    def meanwhile(*args, **kwargs):
        monkeypatch.setattr(sealing, "_digests", digests)
        assert len(sealing.seal(at=AT, log=log)) == 1
        return digests(*args, **kwargs)

    monkeypatch.setattr(sealing, "_digests", meanwhile)
    assert sealing.seal(at=AT, log=log) == []
    assert sealing.check(log=log).findings == ()


def test_the_command_says_what_was_found_and_fails(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(log.parent))
    assert main(["record", "check"]) == 0
    assert "The record is whole" in capsys.readouterr().out
    _behind_the_back("UPDATE screening_result SET level = 3")
    assert main(["record", "check"]) == 1
    assert "screening_result: Rows sealed by seal" in capsys.readouterr().out
