"""Reading proposals and levels: where each stands today, or stood on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from trellis.accounts.models import User
from trellis.casework.models import Answer, Challenge, LevelReview, LevelStep, Party, Position, Proposal
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.casework.workflows.level import LEVEL
from trellis.schools.models import School

OVERDUE_AFTER_DAYS = 366
"""A level is agreed each year (SG-7.1): one of more than an academic year ago is shown as overdue, and never changed."""


@dataclass(frozen=True, kw_only=True)
class LevelCase:
    """A proposal with its steps and answers, as known on `today`."""

    proposal: Proposal
    steps: tuple[LevelStep, ...]
    answers: tuple[Answer, ...]
    challenges: tuple[Challenge, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return LEVEL.states[self.state]

    def step(self, name: str) -> LevelStep | None:
        """Return the newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def level(self) -> int:
        """The level as it stands: the one proposed, or the one that a dispute was settled at."""
        settled = self.step("settle") or self.step("determine")
        return int(settled.details["level"]) if settled is not None else self.proposal.level

    @property
    def reply_by(self) -> date | None:
        """The day by which the school is asked to answer; None before it is shared."""
        shared = self.step("share")
        return date.fromisoformat(shared.details["reply_by"]) if shared is not None else None

    @property
    def newest(self) -> dict[str, Answer]:
        """The newest answer of each party."""
        return {answer.party: answer for answer in self.answers}

    @property
    def not_heard(self) -> tuple[str, ...]:
        """Who of the school has said nothing, and is not known to be absent."""
        return tuple(str(party.label).lower() for party in Party if party.value not in self.newest)

    @property
    def disputed(self) -> bool:
        return any(answer.position == Position.DISPUTES for answer in self.newest.values())

    @property
    def record(self) -> LevelStep | None:
        return self.step("record")

    @property
    def in_force_from(self) -> date | None:
        """The day from which the level holds; None where it has not been entered in the register."""
        entered = self.step("take_effect")
        return date.fromisoformat(entered.details["from"]) if entered is not None else None

    @property
    def is_overdue(self) -> bool:
        began = self.in_force_from
        return (
            self.state == "in_force" and began is not None and (self.today - began).days > OVERDUE_AFTER_DAYS
        )


def cases_of(school: School, *, today: date) -> list[LevelCase]:
    """Every proposal of a school, newest first. This will make four queries."""
    return _cases(Proposal.objects.filter(school=school), today=today)


def case(proposal_id: int, *, schools: QuerySet[School], today: date) -> LevelCase | None:
    """One proposal, if it is of one of the schools given; None otherwise."""
    found = _cases(Proposal.objects.filter(pk=proposal_id, school__in=schools), today=today)
    return found[0] if found else None


def open_case(school: School, *, today: date) -> LevelCase | None:
    """The proposal that is under way; None where there is none. There is never more than one."""
    return next(
        (case for case in cases_of(school, today=today) if case.state not in SETTLED),
        None,
    )


SETTLED = frozenset({"in_force", "superseded", "withdrawn"})


def standing_of(cases: Iterable[LevelCase], *, on: date) -> LevelCase | None:
    """The one of a school's cases, as known on a day, whose level was in force on it."""
    held = [each for each in cases if each.in_force_from is not None and each.in_force_from <= on]
    return max(held, key=lambda each: (each.in_force_from or on, each.proposal.pk), default=None)


def of_schools(schools: QuerySet[School], *, today: date) -> dict[int, list[LevelCase]]:
    """Every proposal of each of these schools, newest first, by URN. The number of queries does not grow with them."""
    found: dict[int, list[LevelCase]] = {}
    for each in _cases(Proposal.objects.filter(school__in=schools), today=today):
        found.setdefault(each.proposal.school_id, []).append(each)
    return found


def standing(schools: QuerySet[School], *, on: date) -> dict[int, LevelCase]:
    """The level in force on a day of each of the schools that had one then, by URN.

    Only what had been done by the end of that day counts: a level entered later with an earlier date is not told of.
    """
    proposals = Proposal.objects.filter(school__in=schools, steps__name="take_effect", at__lt=end_of(on))
    of_school: dict[int, list[LevelCase]] = {}
    for each in _cases(proposals.distinct(), today=on):
        of_school.setdefault(each.proposal.school_id, []).append(each)
    found = {urn: standing_of(cases, on=on) for urn, cases in of_school.items()}
    return {urn: case for urn, case in found.items() if case is not None}


def under_way(schools: QuerySet[School], *, on: date) -> dict[int, LevelCase]:
    """The proposal under way on a day of each of the schools that had one, by URN."""
    proposals = Proposal.objects.filter(school__in=schools, at__lt=end_of(on))
    return {
        each.proposal.school_id: each
        for each in reversed(_cases(proposals, today=on))
        if each.state not in SETTLED
    }


def reviews_of(school: School, *, today: date) -> list[LevelReview]:
    """Each look at a level that stayed, newest first."""
    return list(LevelReview.objects.filter(school=school, at__lt=end_of(today)).select_related("by"))


def party_of(user_posts: Iterable[tuple[str, int | None]], *, urn: int) -> Party | None:
    """Return for whom somebody with these posts, as (role, URN), answers at a school; None for neither."""
    roles = {role for role, at in user_posts if at == urn}
    return next((party for party in Party if party.value in roles), None)


_PARTS: dict[str, QuerySet[Any]] = {
    "steps": LevelStep.objects.all(),
    "answers": Answer.objects.all(),
    "challenges": Challenge.objects.all(),
}


def _cases(proposals: QuerySet[Proposal], *, today: date) -> list[LevelCase]:
    told = [
        Prefetch(name, by_keys(rows.filter(at__lt=end_of(today))).select_related("by"))
        for name, rows in _PARTS.items()
    ]
    rows = proposals.select_related("school", "authority", "by", "result__run").prefetch_related(*told)
    # The pack as it was read is long, stands in every row of a run, and is asked for by a letter alone
    rows = rows.defer("result__run__pack_text", "result__run__releases")
    return [
        LevelCase(
            proposal=row,
            steps=tuple(row.steps.all()),
            answers=tuple(row.answers.all()),
            challenges=tuple(row.challenges.all()),
            today=today,
        )
        for row in rows
        if row.steps.all()
    ]


def is_own_adviser(user: User, *, urn: int, on: date) -> bool:
    """Whether the school is one that the user is allocated as its school improvement adviser."""
    return user.posts.all().held_on(on).filter(role="sia", urn=urn).exists()
