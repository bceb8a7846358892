"""The pages of schools drawn before anybody asks for them: after a screening, each school is looked at by somebody."""

import time
from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone

from trellis.interfaces.web.govuk import kept
from trellis.interfaces.web.schools import body
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.screening import queries as screening

PAUSE = 0.02
"""Seconds between two pages, in which a visitor of the same process goes first."""

Basis = tuple[str, date, tuple[int, ...]]
"""What all the pages rest on: the build, the day and the newest runs."""


def rests_on() -> Basis | None:
    """Return what the pages would be drawn from now; None where nothing has been built or screened."""
    held, runs = data.warehouse(), screening.runs_shown()
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
    runs = screening.runs_shown()
    every = [school for code in runs for school in schools.open_schools_of(code).select_related("authority")]
    for school in every:
        yield lambda school=school: body.suggested(school, run=runs[school.authority_id])  # type: ignore[misc]
    for school in every:
        yield lambda school=school: body.indicators(school)  # type: ignore[misc]
