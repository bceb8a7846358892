"""An installation with processes of its own, for what only they can show: run as a script, with a scenario's name.

The test that starts it gives it a home and a database, kills what it says, and reads what it prints.
"""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from trellis.screening.casework import prepare

prepare()

from django.db import connection

from tests.intake import bringing
from trellis.accounts.actions import accounts
from trellis.analysis.home import Home
from trellis.intake import queries, rooms, running
from trellis.intake.actions import deciding
from trellis.intake.models import Stage
from trellis.intake.queries import Import
from trellis.problem import Refusal

HOME = Home.from_environment()


def main(scenario: str) -> None:
    user = accounts.open_account(email="o@example.org", name="Olive", password="wren-quartz-lantern-12")
    for authority in (bringing.OURS, bringing.THEIRS):
        accounts.give_posts(
            user=user, role="data_officer", authority_code=authority, from_date=date(2026, 9, 1), urns=()
        )
    SCENARIOS[scenario](user)
    print("all as it should be")


def until(one: Import, reached: Callable[[Import], bool]) -> Import:
    for _ in range(600):
        now = bringing.standing(one.batch)
        if reached(now):
            return now
        time.sleep(0.05)
    raise AssertionError(f"still {now.stage}: {[(s.stage, s.said) for s in now.steps]}")


def at_rest(one: Import) -> bool:
    return not one.at_work


def locked(path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def kill(one: Import) -> None:
    process = running._started[-1]
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert bringing.standing(one.batch).stopped, one.stage


def taken_in(user, *files: tuple[str, bytes]) -> Import:
    one = until(bringing.upload(*files, by=user), at_rest)
    assert one.stage == Stage.READ, one.last.said
    deciding.confirm(one, by=user, at=datetime.now(UTC))
    done = until(one, at_rest)
    assert done.stage == Stage.DONE, done.last.said
    return done


def killed_while_it_keeps(user) -> None:
    taken_in(user, bringing.register())
    before = HOME.manifest.read_bytes()
    one = until(bringing.upload(bringing.governance(900001), by=user), at_rest)
    lock = locked(HOME.releases / ".lock")  # so that the process stands where it would write the manifest
    deciding.confirm(one, by=user, at=datetime.now(UTC))
    until(one, lambda now: now.stage == Stage.KEEPING)
    time.sleep(2)
    kill(one)
    lock.close()
    assert HOME.manifest.read_bytes() == before
    deciding.go_on(bringing.standing(one.batch), by=user, at=datetime.now(UTC))
    done = until(one, at_rest)
    assert done.stage == Stage.DONE, done.last.said
    assert len(queries.changes_of(one.batch)) == 1
    assert not list(HOME.releases.glob("*.tmp"))


def killed_while_it_builds(user) -> None:
    taken_in(user, bringing.register())
    before = HOME.warehouse_file().stat().st_ino
    one = until(bringing.upload(bringing.governance(900001), by=user), at_rest)
    lock = locked(HOME.warehouse / ".lock")
    deciding.confirm(one, by=user, at=datetime.now(UTC))
    until(one, lambda now: now.stage == Stage.BUILDING)
    kill(one)
    lock.close()
    assert HOME.warehouse_file().stat().st_ino == before
    assert len(queries.changes_of(one.batch)) == 1
    deciding.go_on(bringing.standing(one.batch), by=user, at=datetime.now(UTC))
    assert until(one, at_rest).stage == Stage.DONE
    assert HOME.warehouse_file().stat().st_ino != before
    assert len(queries.changes_of(one.batch)) == 1


def one_waits_for_the_other(user) -> None:
    lock = locked(HOME.imports / ".turn")
    one = until(bringing.upload(bringing.register(), by=user), lambda now: now.stage == Stage.WAITING)
    other = bringing.upload(bringing.governance(900001), by=user, authority=bringing.THEIRS)
    until(other, lambda now: now.stage == Stage.WAITING)
    kill(other)  # whoever waits and dies holds nobody up
    lock.close()
    assert until(one, at_rest).stage == Stage.READ
    assert rooms.Turn().is_free()


def two_of_one_file_at_once(user) -> None:
    lock = locked(HOME.imports / ".turn")
    answers: list[str] = []

    def send() -> None:
        try:
            bringing.upload(bringing.register(), by=user)
            answers.append("taken")
        except Refusal as refusal:
            answers.append(str(refusal)[:36])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lock.close()
    assert sorted(answers) == ["This file is being imported already,"] * 2 + ["taken"], answers
    (one,) = queries.imports_of([bringing.OURS])
    assert until(one, at_rest).stage == Stage.READ
    assert not list(HOME.imports.glob(".incoming-*"))


SCENARIOS = {
    each.__name__: each
    for each in (
        killed_while_it_keeps,
        killed_while_it_builds,
        one_waits_for_the_other,
        two_of_one_file_at_once,
    )
}

if __name__ == "__main__":
    main(sys.argv[1])
