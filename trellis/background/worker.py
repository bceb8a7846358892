"""The process that does jobs: it asks for what has come round, gives back what was lost, and does what is due.

The queue and its claims are django-tasks-db's, by which of several workers each task is one's alone. That has no
times, no second try and nothing for a task whose worker was killed: those are `queue`'s. See ADR 0025.
"""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections, connection
from django_tasks import TaskContext, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from trellis.background import kinds, queue
from trellis.background.models import WorkerSeen
from trellis.problem import Refusal

POLL = 2.0  # seconds between two looks at the queue
BEAT = 15.0  # seconds between two signs of life
_log = logging.getLogger(__name__)


class CannotDo(Refusal):
    """A job cannot be done, and trying again would not help."""


@task(takes_context=True)
def perform(context: TaskContext, number: int) -> str:
    """Make one attempt at a job. Raises a fault of ours, once that is written down; a refusal is no fault."""
    attempt = str(context.task_result.id)
    job = queue.take(number, task=attempt, at=_now())
    if job is None:
        return "It was another’s."
    kind = kinds.every().get(job.kind)
    if kind is None:
        said = "This version of Trellis has no job of that kind."
        queue.went_wrong(number, task=attempt, said=said, at=_now(), for_good=True)
        return said
    try:
        said = kind.run(job.args, _now())
    except Refusal as refusal:
        for_good = isinstance(refusal, CannotDo)
        queue.went_wrong(number, task=attempt, said=str(refusal), at=_now(), for_good=for_good)
        _log.warning("Job %s (%s) was not done: %s", number, job.kind, refusal)
        return str(refusal)
    except Exception as error:
        said = f"It stopped with a fault: {type(error).__name__}: {error}"[:500]
        queue.went_wrong(number, task=attempt, said=said, at=_now())
        raise
    queue.done(number, task=attempt, said=said, at=_now())
    return said


class _Rounds(Worker):
    """The library's worker, one task at a time, so that what comes round meanwhile is not kept waiting."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=name,
            excluded_queue_names=[],
        )

    def one(self) -> bool:
        """Do the next task that is ready; False where there was none."""
        if (
            not DBTaskResult.objects.ready().exists()
        ):  # a plain look: claiming takes the lock that writing needs
            return False
        self._run_tasks = 0
        self.run()
        return bool(self._run_tasks)


def work(*, once: bool = False, poll: float = POLL, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Do jobs until told to stop by a signal, or by `goes_on`; with `once`, until nothing more is due."""
    worker = _Rounds(f"{os.getpid()}-{uuid.uuid4().hex[:12]}")
    if threading.current_thread() is threading.main_thread():
        worker.configure_signals()
    with _signs_of_life(worker.worker_id):
        while worker.running and goes_on():
            did = False
            try:
                queue.tick(at=_now())
                queue.give_back(at=_now())
                did = worker.one()
            except DatabaseError as error:
                # What could not be done is done in a later round
                _log.warning("Nothing was done this time: %s", error)
                if once:
                    raise
            close_old_connections()
            if did:
                continue
            if once:
                return
            time.sleep(poll)


@contextmanager
def _signs_of_life(name: str) -> Iterator[None]:
    """Say now, and again and again from a thread of its own, that this worker lives."""
    started = _now()
    ended = threading.Event()

    def say() -> None:
        WorkerSeen.objects.update_or_create(worker=name, defaults={"started_at": started, "at": _now()})

    def go_on() -> None:
        while not ended.wait(BEAT):
            try:
                say()
            except DatabaseError as error:
                _log.warning("No sign of life could be written: %s", error)
            finally:
                connection.close()

    say()
    thread = threading.Thread(target=go_on, name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)
        WorkerSeen.objects.filter(worker=name).delete()


def _now() -> datetime:
    return datetime.now(UTC)
