"""A worker killed in the middle of a job, in a process of its own: `python -m tests.background.killed`."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


def main() -> None:
    from trellis.screening import casework

    casework.prepare()
    from trellis.background import queue
    from trellis.background.models import Job, State, WorkerSeen

    asked = queue.ask("slow", at=datetime.now(UTC))
    assert asked is not None
    begun = Path(os.environ["TRELLIS_HOME"]) / "begun.txt"
    worker = _worker()
    for _ in range(600):
        if begun.exists():
            break
        time.sleep(0.1)
    assert Job.objects.get().state == State.RUNNING
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=30)

    assert _worker("--once").wait(timeout=120) == 0  # its last sign of life is too new to say that it is gone
    assert Job.objects.get().state == State.RUNNING
    assert WorkerSeen.objects.update(at=datetime.now(UTC) - timedelta(minutes=5)) == 1

    assert _worker("--once").wait(timeout=120) == 0
    job = Job.objects.get()
    assert (job.state, job.lost, job.said) == (State.DONE, 1, "Done at the second try."), vars(job)
    assert len(begun.read_text().splitlines()) == 2
    WorkerSeen.objects.all().delete()
    stopped = _worker("--with-parent")
    assert _living(besides=0) == stopped.pid
    stopped.terminate()
    assert stopped.wait(timeout=30) == 0
    _kept_going()
    print("all as it should be")


def _kept_going() -> None:
    """A worker that is kept and killed is started again, and ends with what keeps it."""
    from trellis.background.models import WorkerSeen

    WorkerSeen.objects.all().delete()
    keeper = _worker("--keep")
    first = _living(besides=0)
    os.kill(first, signal.SIGKILL)
    second = _living(besides=first)
    keeper.terminate()
    assert keeper.wait(timeout=30) == 0
    try:
        os.kill(second, 0)
        raise AssertionError("the worker goes on without what keeps it")
    except ProcessLookupError:
        pass


def _living(*, besides: int) -> int:
    """The process of a worker that has said it lives, when there is one besides another."""
    from trellis.background.models import WorkerSeen

    for _ in range(600):
        for name in WorkerSeen.objects.values_list("worker", flat=True):
            pid = int(name.partition("-")[0])
            if pid != besides:
                return pid
        time.sleep(0.1)
    raise AssertionError("no worker came")


def _worker(*options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "trellis.interfaces.commands.main", "work", *options])


if __name__ == "__main__":
    main()
