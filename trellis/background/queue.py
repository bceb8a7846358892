"""Asking for jobs, what comes of them, and what is owed to those whose worker was killed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.background import kinds, queries
from trellis.background.kinds import JobKind
from trellis.background.models import OPEN, Job, ScheduledJob, State, WorkerSeen
from trellis.background.queries import SILENCE
from trellis.background.schedule import Schedule
from trellis.problem import Refusal

KEPT = timedelta(days=30)
KEPT_FAILED = timedelta(days=180)


class CannotAsk(Refusal):
    """There is no such job, or it is not one to run again."""


@transaction.atomic
def ask(
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    at: datetime,
    due_at: datetime | None = None,
    key: str | None = None,
    by: User | None = None,
) -> Job | None:
    """Put a job in the queue, in the transaction of whoever asks. None where one with this key was asked for before.

    Raises CannotAsk for a kind that there is not.
    """
    if kind not in kinds.every():
        raise CannotAsk(f"There is no job of the kind “{kind}”.")
    job, made = _asked(kind, args or {}, key=key, due_at=due_at, at=at, by=by)
    return job if made else None


def tick(*, at: datetime) -> list[Job]:
    """Ask for every scheduled job that has come round. What was missed meanwhile is made up for once, not each time.

    Where nothing has, this reads and takes no lock.
    """
    known = {row.kind: row for row in ScheduledJob.objects.all()}
    asked = []
    for kind in kinds.every().values():
        if kind.schedule is None:
            continue
        row = known.get(kind.id)
        if row is None or row.schedule != kind.schedule.words or row.next_at <= at:
            asked += _come_round(kind, kind.schedule, at=at)
    return asked


@transaction.atomic
def _come_round(kind: JobKind, schedule: Schedule, *, at: datetime) -> list[Job]:
    first = {"schedule": schedule.words, "next_at": schedule.after(at)}
    ScheduledJob.objects.get_or_create(kind=kind.id, defaults=first)
    row = ScheduledJob.objects.select_for_update().get(kind=kind.id)
    asked = []
    if row.schedule != schedule.words:
        row.schedule, row.next_at = schedule.words, schedule.after(at)
    elif row.next_at <= at:
        job = ask(kind.id, at=at, key=f"{kind.id} {row.next_at.isoformat()}")
        asked = [job] if job is not None else []
        row.next_at = schedule.after(at)
    row.save()
    return asked


@transaction.atomic(durable=True)
def run_now(kind: str, *, by: User, at: datetime) -> Job:
    """Ask for a scheduled job beside its times, once until that has ended. Raises PermissionDenied or CannotAsk."""
    _require(by, at=at)
    row = ScheduledJob.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        raise CannotAsk("There is no such scheduled job.")
    if Job.objects.filter(kind=kind, state__in=OPEN).exists():
        raise CannotAsk("It waits or runs already. See below what becomes of it.")
    return _asked(kind, {}, key=None, due_at=None, at=at, by=by)[0]


@transaction.atomic(durable=True)
def run_again(number: int, *, by: User, at: datetime) -> Job:
    """Try a job again that was given up. Raises PermissionDenied or CannotAsk."""
    _require(by, at=at)
    job = Job.objects.select_for_update().filter(pk=number).first()
    if job is None or job.state != State.FAILED:
        raise CannotAsk("It has not failed, or was run again by somebody else meanwhile.")
    if job.kind not in kinds.every():
        raise CannotAsk("This version of Trellis has no job of that kind any more.")
    job.state, job.ended_at, job.attempts, job.lost, job.by = State.WAITING, None, 0, 0, by
    _enqueue(job, after=None)
    return job


@transaction.atomic
def take(number: int, *, task: str, at: datetime) -> Job | None:
    """Begin an attempt; None where the job is not this attempt's any more."""
    job = Job.objects.select_for_update().filter(pk=number, task=task, state=State.WAITING).first()
    if job is not None:
        job.state, job.started_at, job.attempts = State.RUNNING, at, job.attempts + 1
        job.save()
    return job


@transaction.atomic
def done(number: int, *, task: str, said: str, at: datetime) -> None:
    """Write down that an attempt did its work. Nothing is written where the job was given to another meanwhile."""
    job = Job.objects.select_for_update().filter(pk=number, task=task, state=State.RUNNING).first()
    if job is not None:
        job.state, job.said, job.ended_at = State.DONE, said, at
        job.save()


@transaction.atomic
def went_wrong(number: int, *, task: str, said: str, at: datetime, for_good: bool = False) -> None:
    """Write down why an attempt came to nothing; try again after a while, or give up after the last delay."""
    job = Job.objects.select_for_update().filter(pk=number, task=task, state=State.RUNNING).first()
    if job is None:
        return
    kind, job.said = kinds.every().get(job.kind), said
    delays = kind.delays if kind is not None and not for_good else ()
    if job.attempts > len(delays):
        job.state, job.ended_at = State.FAILED, at
        job.save()
    else:
        job.state = State.WAITING
        _enqueue(job, after=at + delays[job.attempts - 1])


def give_back(*, at: datetime) -> int:
    """Put jobs in the queue again whose worker was stopped in the middle, so often as their kind allows.

    Return how many were found. A worker that only seemed gone and ends its work later finds the job another's.
    """
    jobs = {str(task): pk for pk, task in Job.objects.filter(state__in=OPEN).values_list("pk", "task")}
    tasks = {str(task.pk): task for task in DBTaskResult.objects.filter(pk__in=list(jobs))}
    return sum(
        _given_back(number, at=at) for task, number in jobs.items() if _is_lost(tasks.get(task), at=at)
    )


def _is_lost(task: "DBTaskResult[..., Any] | None", *, at: datetime) -> bool:
    """Whether nobody works on an attempt of a job that has not ended, and nobody will."""
    if task is None or task.status not in (TaskResultStatus.READY, TaskResultStatus.RUNNING):
        return True
    if task.status == TaskResultStatus.READY:
        return False
    return not WorkerSeen.objects.filter(worker__in=task.worker_ids[-1:], at__gte=at - SILENCE).exists()


@transaction.atomic
def _given_back(number: int, *, at: datetime) -> bool:
    job = Job.objects.select_for_update().filter(pk=number, state__in=OPEN).first()
    if job is None:
        return False
    task = DBTaskResult.objects.select_for_update().filter(pk=str(job.task)).first()
    if not _is_lost(task, at=at):
        return False
    if task is not None and task.status == TaskResultStatus.RUNNING:
        task.status, task.finished_at = TaskResultStatus.FAILED, at
        task.save(update_fields=["status", "finished_at"])
    kind = kinds.every().get(job.kind)
    job.lost += 1
    if kind is None or job.lost > kind.lost_at_most:
        job.state, job.ended_at = State.FAILED, at
        job.said = f"The process that worked on it was stopped in the middle {job.lost} times."
        job.save()
    else:
        job.state, job.said = State.WAITING, "The process that worked on it was stopped in the middle."
        _enqueue(job, after=None)
    return True


def prune(*, at: datetime) -> int:
    """Remove jobs that ended long ago, and what is left of their attempts and workers. Return how many jobs."""
    ended = Job.objects.filter(state=State.DONE, ended_at__lt=at - KEPT)
    failed = Job.objects.filter(state=State.FAILED, ended_at__lt=at - KEPT_FAILED)
    removed = ended.delete()[0] + failed.delete()[0]
    finished = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    DBTaskResult.objects.filter(status__in=finished, finished_at__lt=at - KEPT).delete()
    WorkerSeen.objects.filter(at__lt=at - timedelta(days=1)).delete()
    return removed


def _asked(
    kind: str,
    args: Mapping[str, Any],
    *,
    key: str | None,
    due_at: datetime | None,
    at: datetime,
    by: User | None,
) -> tuple[Job, bool]:
    """The job with this key, and whether it was made now; without a key it always is."""
    given = {"kind": kind, "args": dict(args), "due_at": due_at or at, "asked_at": at, "by": by}
    if key is None:
        job, made = Job.objects.create(**given), True
    else:
        job, made = Job.objects.get_or_create(key=key, defaults=given)
    if made:
        _enqueue(job, after=due_at)
    return job, made


def _require(by: User, *, at: datetime) -> None:
    if not queries.may_see(access.of(by, on=timezone.localdate(at))):
        raise PermissionDenied("The background work is for those who look after accounts or data.")


def _enqueue(job: Job, *, after: datetime | None) -> None:
    """Give a job an attempt of its own in the queue, from a moment on, and save it."""
    from trellis.background.worker import perform  # what is performed asks this module

    job.task = perform.using(run_after=after).enqueue(job.pk).id
    job.save()
