"""How the background work stands, for the page of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django_tasks_db.models import DBTaskResult, get_date_max

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.background import kinds
from trellis.background.kinds import JobKind
from trellis.background.models import OPEN, Job, ScheduledJob, State, WorkerSeen

SILENCE = timedelta(seconds=90)
"""How long a worker says nothing before it counts as gone."""
FAILED_TOLD = timedelta(days=14)
"""How long a job that failed is told of beside the page of the work, where nobody ran it again."""
MOST = 50
"""How many of the last jobs are shown."""


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A kind of job that comes round: when next (None before a worker first ran), and its last job."""

    kind: JobKind
    next_at: datetime | None
    last: Job | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All of it. `worker_at` is when a worker last said that it lives; None where none is known."""

    scheduled: tuple[Scheduled, ...]
    failed: Sequence[Job]
    open: Sequence[Job]
    done: Sequence[Job]
    next_tries: Mapping[int, datetime]
    """When each job that waits after a failed try is tried again, by its number."""
    worker_at: datetime | None
    works: bool


@dataclass(frozen=True, kw_only=True)
class InShort:
    """What of it needs somebody: whether a worker runs, and how many jobs failed or wait for another try, with why.

    Each `said` is that of the newest.
    """

    works: bool
    failed: int
    last_said: str
    retried: int
    retried_said: str


def may_see(held: Access) -> bool:
    """Whether somebody looks after accounts or data, which is who looks after the service."""
    return held.may(Permission.ACCOUNTS_MANAGE) or held.may(Permission.DATA_IMPORT)


def standing(*, at: datetime) -> Standing:
    """How everything stands. This will make seven queries."""
    next_at = dict(ScheduledJob.objects.values_list("kind", "next_at"))
    newest = Job.objects.values("kind").annotate(newest=Max("pk")).values_list("newest", flat=True)
    last = {job.kind: job for job in Job.objects.filter(pk__in=list(newest))}
    jobs = Job.objects.select_related("by")
    waiting = list(jobs.filter(state__in=OPEN)[:MOST])
    seen = WorkerSeen.objects.aggregate(at=Max("at"))["at"]
    return Standing(
        scheduled=tuple(
            Scheduled(kind=kind, next_at=next_at.get(kind.id), last=last.get(kind.id))
            for kind in kinds.every().values()
            if kind.schedule is not None
        ),
        failed=list(jobs.filter(state=State.FAILED)[:MOST]),
        open=waiting,
        done=list(jobs.filter(state=State.DONE).order_by("-ended_at")[:MOST]),
        next_tries=_next_tries(waiting),
        worker_at=seen,
        works=seen is not None and seen >= at - SILENCE,
    )


def in_short(*, at: datetime) -> InShort:
    """What of it needs somebody. This will make two queries."""
    seen = WorkerSeen.objects.filter(at__gte=at - SILENCE).exists()
    troubled = Q(state=State.FAILED, ended_at__gt=at - FAILED_TOLD) | Q(state=State.WAITING, attempts__gt=0)
    rows = list(Job.objects.filter(troubled).values_list("state", "said"))
    failed = [said for state, said in rows if state == State.FAILED]
    retried = [said for state, said in rows if state == State.WAITING]
    return InShort(
        works=seen,
        failed=len(failed),
        last_said=failed[0] if failed else "",
        retried=len(retried),
        retried_said=retried[0] if retried else "",
    )


def _next_tries(jobs: Sequence[Job]) -> dict[int, datetime]:
    tried = {str(job.task): job.pk for job in jobs if job.state == State.WAITING and job.attempts}
    rows = DBTaskResult.objects.filter(pk__in=list(tried)).exclude(run_after=get_date_max())
    return {tried[str(pk)]: after for pk, after in rows.values_list("pk", "run_after")}
