"""The kinds of job there are. Each is one file of the package that the settings name in `JOBS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings

from trellis import catalogue
from trellis.background.schedule import Schedule

Work = Callable[[Mapping[str, Any], datetime], str]
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """One kind of job.

    `run` is given the job's arguments and the moment, and returns in a sentence what it did; what it raises is tried
    again after each of `delays`. It can be run twice for one job, where its worker is killed after the work and
    before that is written down: it must then leave things as they are. A job that takes its worker down with it is
    given back `lost_at_most` times.
    """

    id: str
    name: str
    about: str
    run: Work
    schedule: Schedule | None = None
    delays: tuple[timedelta, ...] = BACK_OFF
    lost_at_most: int = 3


@lru_cache(maxsize=4)
def _of(package: str) -> dict[str, JobKind]:
    return catalogue.collect(import_module(package), JobKind)


def every() -> dict[str, JobKind]:
    """Every kind of job by its id."""
    return _of(settings.JOBS)
