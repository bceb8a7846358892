"""What an import does from the moment it is received to the moment it is taken back."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.analysis import incoming
from tests.intake import bringing
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.analysis.files import intake
from trellis.intake import queries, rooms
from trellis.intake.actions import deciding, receiving
from trellis.intake.actions.recording import MovedOn
from trellis.intake.models import Batch, Change, Stage, Step, Table
from trellis.problem import Refusal

pytestmark = pytest.mark.django_db
ABSENCE = ("england_abs_2018-2019.csv", incoming.absence_csv())
NEWER = ("england_abs_2018-2019 again.csv", incoming.absence_csv(*incoming.SCHOOLS[:2]))


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bringing.at_once(monkeypatch, tmp_path)


def test_nothing_is_kept_before_somebody_confirms() -> None:
    one = bringing.upload(ABSENCE, by=bringing.officer())
    assert one.stage == Stage.READ
    assert bringing.store().releases() == ()
    (table,) = queries.tables_of(one.batch)
    assert (table.dataset, table.rows, table.errors, table.ready, table.local) == (
        "absence",
        4,
        0,
        True,
        False,
    )
    assert table.standing == "new"
    assert table.read == list(incoming.HEADER)
    assert table.first[1] == list(incoming.SCHOOLS[0])


def test_what_is_confirmed_is_kept_and_built_and_its_files_let_go() -> None:
    officer = bringing.officer()
    one = bringing.taken_in(bringing.register(), ABSENCE, by=officer)
    assert one.stage == Stage.DONE
    assert {r.dataset for r in bringing.store().releases()} == {"gias_establishments", "absence"}
    assert "The figures are built for" in one.last.said
    assert not rooms.room(one.batch.key).files.exists()
    assert {c.dataset for c in queries.changes_of(one.batch)} == {"gias_establishments", "absence"}
    assert Event.objects.filter(verb=Verb.UPLOADED, by=officer).count() == 1
    assert Event.objects.filter(verb=Verb.IMPORTED, by=officer).count() == 1


def test_without_a_register_it_is_kept_and_what_to_import_next_is_said() -> None:
    one = bringing.taken_in(ABSENCE, by=bringing.officer())
    assert one.stage == Stage.DONE
    assert "import the GIAS extract of establishments next" in one.last.said
    assert len(bringing.store().releases()) == 1


def test_taking_back_brings_back_the_release_before_and_keeps_the_record() -> None:
    officer = bringing.officer()
    bringing.taken_in(bringing.register(), ABSENCE, by=officer)
    second = bringing.taken_in(NEWER, by=officer)
    (change,) = queries.changes_of(second.batch)
    assert ABSENCE[0] in change.other
    back = bringing.undone(second, by=officer)
    assert back.stage == Stage.DONE
    current = [r.file_name for r in bringing.store().releases() if r.dataset == "absence"]
    assert current == [ABSENCE[0]]
    withdrawn = bringing.store().release(change.release)
    assert withdrawn.state == "withdrawn"
    assert bringing.store().folder(withdrawn.id).is_dir()
    (again,) = queries.changes_of(back.batch)
    assert again.withdrawn
    assert ABSENCE[0] in again.other
    assert Event.objects.filter(verb=Verb.IMPORT_UNDONE, by=officer).count() == 1


def test_an_import_is_taken_back_once() -> None:
    officer = bringing.officer()
    bringing.taken_in(bringing.register(), by=officer)
    one = bringing.taken_in(ABSENCE, by=officer)
    bringing.undone(one, by=officer)
    with pytest.raises(deciding.CannotUndo, match="was taken back on"):
        bringing.undone(bringing.standing(one.batch), by=officer)
    with pytest.raises(deciding.CannotUndo):  # a page that was drawn before
        bringing.undone(one, by=officer)
    assert Batch.objects.filter(undoes=one.batch).count() == 1


def test_what_was_taken_back_can_be_imported_again() -> None:
    officer = bringing.officer()
    bringing.undone(bringing.taken_in(ABSENCE, by=officer), by=officer)
    assert bringing.store().releases() == ()
    again = bringing.taken_in(ABSENCE, by=officer)
    assert again.stage == Stage.DONE
    assert len(queries.changes_of(again.batch)) == 1
    assert len(bringing.store().releases()) == 1


def test_a_release_that_a_newer_one_has_replaced_is_not_taken_back_before_it() -> None:
    officer = bringing.officer()
    first = bringing.taken_in(ABSENCE, by=officer)
    second = bringing.taken_in(NEWER, by=officer)
    with pytest.raises(deciding.CannotUndo, match="Take that one back first"):
        bringing.undone(bringing.standing(first.batch), by=officer)
    bringing.undone(second, by=officer)
    bringing.undone(bringing.standing(first.batch), by=officer)
    assert bringing.store().releases() == ()


def test_the_only_register_is_not_taken_back() -> None:
    officer = bringing.officer()
    one = bringing.taken_in(bringing.register(), by=officer)
    with pytest.raises(deciding.CannotUndo, match="the only register"):
        bringing.undone(one, by=officer)


def test_a_return_with_a_school_of_another_authority_cannot_be_kept() -> None:
    officer = bringing.officer()
    bringing.taken_in(bringing.register(), by=officer)
    other = bringing.officer("799")
    one = bringing.upload(bringing.governance(900001, 990001), by=other, authority="799")
    assert one.stage == Stage.REFUSED
    said = [problem.message for problem in queries.problems_of(one.batch).problems]
    assert "school 900001 is of authority 898, not 799" in said
    assert not rooms.room(one.batch.key).files.exists()


def test_a_return_is_its_authoritys_own() -> None:
    officer = bringing.officer()
    bringing.taken_in(bringing.register(), by=officer)
    one = bringing.taken_in(bringing.governance(900001, 900002), by=officer)
    (release,) = [r for r in bringing.store().releases() if r.dataset == "local_governance"]
    assert release.authority == bringing.OURS
    assert queries.import_for(one.batch.pk, authorities=[bringing.THEIRS]) is None
    assert queries.imports_of([bringing.THEIRS]) == []


def test_the_very_file_is_refused_while_it_is_imported_and_when_it_is_held() -> None:
    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)
    with pytest.raises(receiving.AlreadyHere, match="being imported already"):
        bringing.upload(ABSENCE, by=officer)
    bringing.confirmed(one, by=officer)
    with pytest.raises(receiving.AlreadyHere, match="is held already"):
        bringing.upload(ABSENCE, by=officer)
    assert Batch.objects.count() == 1


def test_what_another_authority_imports_is_not_told_by_a_refusal() -> None:
    ours, theirs = bringing.officer(), bringing.officer(bringing.THEIRS)
    bringing.upload(bringing.governance(900001), by=theirs, authority=bringing.THEIRS)
    one = bringing.upload(bringing.governance(900001), by=ours)
    assert one.batch.authority_id == bringing.OURS


def test_two_authorities_may_bring_in_one_public_file_and_one_copy_is_kept() -> None:
    ours, theirs = bringing.officer(), bringing.officer(bringing.THEIRS)
    first = bringing.upload(ABSENCE, by=ours)
    second = bringing.upload(ABSENCE, by=theirs, authority=bringing.THEIRS)
    bringing.confirmed(first, by=ours)
    late = bringing.confirmed(second, by=theirs)
    assert late.stage == Stage.DONE
    assert queries.changes_of(late.batch) == []
    assert len(bringing.store().releases(include_superseded=True)) == 1


def test_somebody_without_the_permission_can_do_nothing() -> None:
    from django.core.exceptions import PermissionDenied

    from tests import builders

    officer, adviser = bringing.officer(), builders.person("pa", authority=bringing.OURS)
    one = bringing.upload(ABSENCE, by=officer)
    now = datetime.now(UTC)
    with pytest.raises(PermissionDenied):
        bringing.upload(NEWER, by=adviser)
    for decision in (deciding.confirm, deciding.drop, deciding.go_on, deciding.undo):
        with pytest.raises(PermissionDenied):
            decision(one, by=adviser, at=now)
    with pytest.raises(PermissionDenied):
        deciding.confirm(one, by=bringing.officer(bringing.THEIRS), at=now)


def test_a_second_confirmation_is_told_that_there_was_one() -> None:
    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)
    bringing.confirmed(one, by=officer)
    with pytest.raises(MovedOn):
        deciding.confirm(one, by=officer, at=datetime.now(UTC))
    with pytest.raises(deciding.CannotDecide, match="confirmed already"):
        deciding.confirm(bringing.standing(one.batch), by=officer, at=datetime.now(UTC))


def test_what_is_dropped_leaves_no_file_and_cannot_be_confirmed() -> None:
    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)
    deciding.drop(one, by=officer, at=datetime.now(UTC))
    after = bringing.standing(one.batch)
    assert after.stage == Stage.DROPPED
    assert not rooms.room(one.batch.key).files.exists()
    with pytest.raises(deciding.CannotDecide, match="was dropped"):
        deciding.confirm(after, by=officer, at=datetime.now(UTC))


def test_too_many_open_imports_are_refused() -> None:
    officer = bringing.officer()
    for number in range(receiving.MOST_OPEN):
        rows = (("998", "2001", f"90000{number}", "3.4", "5.1"),)
        bringing.upload((f"abs_2018-2019_{number}.csv", incoming.absence_csv(*rows)), by=officer)
    with pytest.raises(receiving.TooMany):
        bringing.upload(ABSENCE, by=officer)


def test_going_on_after_a_stop_knows_what_was_kept_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)
    real = Change.objects.create

    def killed(**_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(Change.objects, "create", killed)
    failed = bringing.confirmed(one, by=officer)
    assert failed.stage == Stage.FAILED
    assert len(bringing.store().releases()) == 1
    monkeypatch.setattr(Change.objects, "create", real)
    deciding.go_on(failed, by=officer, at=datetime.now(UTC))
    after = bringing.standing(one.batch)
    assert after.stage == Stage.DONE
    assert [change.dataset for change in queries.changes_of(one.batch)] == ["absence"]


def test_what_was_taken_back_after_a_stop_is_not_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    from trellis.intake import working

    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    real = working._build
    monkeypatch.setattr(working, "_build", full)
    failed = bringing.confirmed(one, by=officer)
    assert (failed.stage, failed.is_open) == (Stage.FAILED, True)
    assert "What it had kept by then is kept" in failed.last.said
    stopped = bringing.undone(failed, by=officer)
    assert stopped.stage == Stage.FAILED
    with pytest.raises(deciding.CannotDecide):  # it has been done: there is only the building to go on with
        deciding.drop(stopped, by=officer, at=datetime.now(UTC))
    monkeypatch.setattr(working, "_build", real)
    deciding.go_on(stopped, by=officer, at=datetime.now(UTC))
    assert bringing.standing(stopped.batch).stage == Stage.DONE
    after = bringing.standing(one.batch)
    assert not after.is_open
    with pytest.raises(deciding.CannotDecide):
        deciding.go_on(after, by=officer, at=datetime.now(UTC))
    assert bringing.store().releases() == ()


def test_who_goes_on_with_what_another_takes_back_at_that_moment_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = bringing.officer()
    one = bringing.upload(bringing.register(), ABSENCE, by=officer)
    real, kept = intake.keep, []

    def one_alone(*given: object, **more: object):  # type: ignore[no-untyped-def]
        if kept:
            raise OSError(28, "No space left on device")
        kept.append(real(*given, **more))  # type: ignore[arg-type]
        return kept[0]

    monkeypatch.setattr(intake, "keep", one_alone)
    failed = bringing.confirmed(one, by=officer)
    assert (failed.stage, len(queries.changes_of(one.batch))) == (Stage.FAILED, 1)
    monkeypatch.setattr(intake, "keep", real)
    monkeypatch.setattr(deciding, "_refuse_without_register", lambda *_: None)
    with rooms.room(one.batch.key).lock(), pytest.raises(rooms.AtWork):
        deciding.undo(failed, by=officer, at=datetime.now(UTC))
    bringing.undone(failed, by=officer)
    with pytest.raises(deciding.CannotDecide, match="taken back meanwhile"):
        deciding.go_on(failed, by=officer, at=datetime.now(UTC))  # its page is of before
    assert bringing.store().releases() == ()


def test_a_full_disk_is_told_and_what_was_held_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = bringing.officer()
    one = bringing.upload(ABSENCE, by=officer)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(intake, "keep", full)
    failed = bringing.confirmed(one, by=officer)
    assert failed.stage == Stage.FAILED
    assert "No space left on device" in failed.last.said
    assert "What was held before is as it was" in failed.last.said
    monkeypatch.undo()


def test_a_day_of_publication_and_a_year_can_be_stated() -> None:
    one = bringing.upload(
        ("england_abs.csv", ABSENCE[1]), by=bringing.officer(), year=2019, known_from=date(2020, 3, 19)
    )
    (table,) = queries.tables_of(one.batch)
    assert table.known == "19 March 2020 (as you state)"
    assert table.years == "year ending 2019"


def test_an_import_whose_process_is_gone_is_known_by_it() -> None:
    one = bringing.upload(ABSENCE, by=bringing.officer())
    Step.objects.create(
        batch=one.batch, number=one.last.number + 1, stage=Stage.KEEPING, at=datetime.now(UTC)
    )
    assert bringing.standing(one.batch).stopped
    with rooms.room(one.batch.key).lock():
        assert not bringing.standing(one.batch).stopped
        with pytest.raises(Refusal, match="worked on"):
            deciding.drop(bringing.standing(one.batch), by=one.batch.by, at=datetime.now(UTC))
    assert bringing.standing(one.batch).stopped


def test_every_row_of_an_import_is_kept_as_it_was_written() -> None:
    one = bringing.taken_in(ABSENCE, by=bringing.officer())
    for model in (Batch, Step, Table, Change):
        row = model.objects.first()
        assert row is not None
        with pytest.raises(CannotChange):
            row.save()
        with pytest.raises(CannotChange):
            row.delete()
    assert one.stage == Stage.DONE
