"""Reading letters of challenge: each with its steps, as known on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.interventions.models import ChallengeLetter, ChallengeLetterStep
from trellis.interventions.workflows.challenge import CHALLENGE
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class ChallengeFile:
    """A letter of challenge with its steps, as known on `today`."""

    challenge: ChallengeLetter
    steps: tuple[ChallengeLetterStep, ...]
    today: date

    @property
    def school(self) -> School:
        return self.challenge.school

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return CHALLENGE.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in CHALLENGE.final

    @property
    def is_late(self) -> bool:
        """Whether the school has not answered, and the day for it is past."""
        return self.state == "sent" and self.today > self.challenge.answer_by


def files(rows: QuerySet[ChallengeLetter], *, today: date) -> list[ChallengeFile]:
    """Put together these letters, newest first. The number of queries does not grow with them."""
    end = end_of(today)
    told = Prefetch("steps", by_keys(ChallengeLetterStep.objects.filter(at__lt=end)).select_related("by"))
    known = rows.filter(at__lt=end).select_related("school", "authority", "by").prefetch_related(told)
    return [
        ChallengeFile(challenge=row, steps=tuple(row.steps.all()), today=today)
        for row in known
        if row.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[ChallengeFile]:
    """Every letter of challenge to a school, newest first."""
    return files(ChallengeLetter.objects.filter(school=school), today=today)


def open_of_schools(visible: QuerySet[School], *, today: date) -> list[ChallengeFile]:
    """The letters to these schools that are not closed."""
    ended = ChallengeLetterStep.objects.filter(
        challenge=OuterRef("pk"), state__in=CHALLENGE.final, at__lt=end_of(today)
    )
    return files(ChallengeLetter.objects.filter(~Exists(ended), school__in=visible), today=today)


def one(challenge_id: int, *, school: School, today: date) -> ChallengeFile | None:
    """One letter, if it is to this school; None otherwise."""
    found = files(ChallengeLetter.objects.filter(pk=challenge_id, school=school), today=today)
    return found[0] if found else None
