"""Who lives the cases of Severnshire's schools at risk, and how far each story has come. See `lived_cases`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.levels import LevelCase
from trellis.schools.models import School

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Workers:
    """Who works the cases: those of the authority, and two for each school."""

    principal: User
    leader: User
    director: User
    senior_of: Callable[[School], User]
    adviser_of: Callable[[School], User]
    head_of: Callable[[School], User]
    chair_of: Callable[[School], User]
    in_force: Callable[[LevelCase, datetime], LevelCase]
    """Hears, records, ratifies and enters a level that was proposed."""


@dataclass
class Life:
    """One case as it is played. `at` is the moment that the story has come to."""

    file: CaseFile
    at: datetime
    who: Workers

    @property
    def school(self) -> School:
        return self.file.case.school

    @property
    def senior(self) -> User:
        return self.who.senior_of(self.school)

    def after(self, days: int) -> "Life":
        self.at += days * DAY
        return self.again()

    def again(self) -> "Life":
        from trellis.casework.queries import cases

        found = cases.one(self.file.case.pk, schools=School.objects.all(), today=timezone.localdate(self.at))
        if found is not None:
            self.file = found
        return self


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What is wrong at a school, and what is done about it."""

    area: str
    seen: str
    what: str
    lever: str
    baseline: str
    target: str
    test: str
    article: int
    indicator: str = ""
    target_value: float | None = None
