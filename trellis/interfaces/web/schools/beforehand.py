"""The pages of schools drawn before anybody asks for them: after a screening, each school is looked at by somebody."""

import time
from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone

from trellis.interfaces.web.govuk import kept
from trellis.interfaces.web.schools import body
from trellis.schools import data
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Run

PAUSE = 0.02
"""Seconds between two pages, in which a visitor of the same process goes first."""

Basis = tuple[str, date, tuple[int, ...]]
"""What all the pages rest on: the build, the day and the newest runs."""


def rests_on() -> Basis | None:
    """Return what the pages would be drawn from now; None where nothing has been built or screened."""
    held, runs = data.warehouse(), _runs()
    if held is None or not runs:
        return None
    return held.build_id, timezone.localdate(), tuple(sorted(run.pk for run in runs.values()))


def draw() -> int:
    """Draw and keep the page of every open school, then its indicators, as far as there is room. Returns how many."""
    drawn = 0
    for one in _pages():
        if drawn == kept.MOST_BODIES:
            break
        one()
        drawn += 1
        time.sleep(PAUSE)
    return drawn


def _pages() -> Iterator[Callable[[], object]]:
    runs = _runs()
    every = list(School.objects.filter(is_open=True, authority__in=runs).select_related("authority"))
    for school in every:
        yield lambda school=school: body.suggested(school, run=runs[school.authority_id])  # type: ignore[misc]
    for school in every:
        yield lambda school=school: body.indicators(school)  # type: ignore[misc]


def _runs() -> dict[str, Run]:
    """The run by which the schools of each authority are shown."""
    codes = Run.objects.filter(is_current=True).values_list("authority_id", flat=True).distinct()
    found = {code: screening.run_for(code) for code in codes.order_by("authority_id")}
    return {code: run for code, run in found.items() if run is not None}
