"""What every page here stands on: one school that may be opened, what the reader may do about it, and the pack."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.roles import ROLES, Permission
from trellis.analysis.judging.framework import Framework
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.judgements import asking, days
from trellis.judgements.asking import Theme
from trellis.judgements.queries import self_evaluations
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.screening.models import Result, Run


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One school, the run looked at, and what the reader may do."""

    frame: Frame
    school: School
    run: Run | None
    result: Result | None
    query: str
    pack: Framework | None
    now: datetime
    may: frozenset[Permission]
    is_of_the_school: bool

    @property
    def today(self) -> date:
        return days.day_of(self.now)

    @property
    def themes(self) -> tuple[Theme, ...]:
        return asking.themes(self.pack, phase=self.school.phase_group)


_ASKED = (
    Permission.SELF_EVALUATION_WRITE,
    Permission.SELF_EVALUATION_COMMENT,
    Permission.JUDGEMENT_RECORD,
    Permission.LEVEL_ANSWER,
    Permission.CONTEXT_RECORD,
    Permission.INTELLIGENCE_LOG,
    Permission.RESTRICTED_READ,
)


def school(request: HttpRequest, urn: int, *, looked_at: str) -> Opened:
    """Return what a page about one school stands on, and record that it was looked at. Raises Http404."""
    found = loading.school(request, urn, looked_at=looked_at)
    asked = loading.run_asked(request)
    return Opened(
        frame=found.frame,
        school=found.school,
        run=found.run,
        result=found.result,
        query=f"?run={asked}" if asked is not None else "",
        pack=asking.pack_named(found.school.authority.pack),
        now=timezone.now(),
        may=_may(found.frame.held, school=found.school),
        is_of_the_school=self_evaluations.is_of_the_school(found.frame.held, school=found.school),
    )


def to_write(request: HttpRequest, urn: int, permission: Permission, *, looked_at: str) -> Opened:
    """Return the same for a form. Raises Http404, or PermissionDenied for what is not the reader's to write."""
    opened = school(request, urn, looked_at=looked_at)
    if permission not in opened.may:
        needed = [role.name for role in ROLES.values() if permission in role.permissions]
        raise PermissionDenied(f"This needs one of these roles at the school: {', '.join(needed)}.")
    return replace(opened, query="")


def context(opened: Opened, here: str, **more: object) -> dict[str, object]:
    """Return what every template here is given. `here` is the page among those that people judge by."""
    return {
        "frame": opened.frame,
        "school": opened.school,
        "query": opened.query,
        "here": here,
        "may": opened.may,
        "pages": pages_of(here),
        **more,
    }


def pages_of(here: str) -> tuple[tuple[str, str, bool], ...]:
    """The pages on which people judge: the name of each address, its words, and whether it is this one."""
    return tuple((name, words, name == here) for name, words in _PAGES)


_PAGES = (
    ("judged_by_people", "In short"),
    ("self_evaluation", "Self-evaluation"),
    ("judgements", "Judgements"),
    ("circumstances", "Circumstances"),
    ("intelligence", "Soft intelligence"),
    ("before_the_visit", "Before the visit"),
)


def _may(held: Access, *, school: School) -> frozenset[Permission]:
    return frozenset(each for each in _ASKED if schools.reaches(held, each, school=school))
