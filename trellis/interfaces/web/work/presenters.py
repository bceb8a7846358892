"""The background work as a page. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trellis.background.kinds import JobKind
from trellis.background.models import Job, State
from trellis.background.queries import Scheduled, Standing
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Round:
    """A kind of job that comes round."""

    id: str
    name: str
    about: str
    when: str
    following: str
    last: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class JobShown:
    """One job."""

    number: int
    name: str
    when: str
    said: str
    tried: str
    by: str
    again: bool


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """The page."""

    worker: str
    works: bool
    rounds: tuple[Round, ...]
    failed: tuple[JobShown, ...]
    open: tuple[JobShown, ...]
    done: tuple[JobShown, ...]


def page(standing: Standing, *, kinds: Mapping[str, JobKind]) -> WorkPage:
    return WorkPage(
        worker=_worker(standing),
        works=standing.works,
        rounds=tuple(map(_round, standing.scheduled)),
        failed=_jobs(standing.failed, kinds),
        open=_jobs(standing.open, kinds, standing.next_tries),
        done=_jobs(standing.done, kinds),
    )


def _worker(standing: Standing) -> str:
    if standing.works:
        return "A worker is running."
    since = (
        f"None has been seen since {words.moment(standing.worker_at)}."
        if standing.worker_at is not None
        else "None has been seen."
    )
    return (
        f"No worker is running, so nothing here is being done. {since} Ask whoever looks after the machine to start "
        "Trellis again, or to run “trellis work”."
    )


def _round(each: Scheduled) -> Round:
    kind, last = each.kind, each.last
    return Round(
        id=kind.id,
        name=kind.name,
        about=kind.about,
        when=words.first_up(kind.schedule.words) if kind.schedule is not None else "",
        following=words.moment(each.next_at) if each.next_at is not None else "When a worker first runs",
        last=_last(last) if last is not None else "Not yet",
        failed=last is not None and last.state == State.FAILED,
    )


def _last(job: Job) -> str:
    at = job.ended_at or job.started_at or job.due_at
    return f"{job.get_state_display()}, {words.moment(at)}. {job.said}".strip()


def _jobs(
    jobs: Iterable[Job], kinds: Mapping[str, JobKind], next_tries: Mapping[int, datetime] | None = None
) -> tuple[JobShown, ...]:
    tries = next_tries or {}
    return tuple(_job(job, kinds, again_at=tries.get(job.pk)) for job in jobs)


def _job(job: Job, kinds: Mapping[str, JobKind], *, again_at: datetime | None) -> JobShown:
    kind = kinds.get(job.kind)
    at = job.ended_at or job.started_at or job.due_at
    said = job.said or (job.get_state_display() if job.state != State.RUNNING else "It is being done.")
    if again_at is not None:
        said += f" It is tried again on {words.moment(again_at)}."
    return JobShown(
        number=job.pk,
        name=kind.name if kind is not None else f"A job of an earlier version ({job.kind})",
        when=words.moment(at),
        said=said,
        tried=words.count(job.attempts, "time"),
        by=job.by.name if job.by is not None else "Trellis",
        again=job.state == State.FAILED and kind is not None,
    )
