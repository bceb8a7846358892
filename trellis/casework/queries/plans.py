"""Reading support plans: each version as it stood on a day, with its objectives, answers, progress and review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from trellis.casework.models import (
    Brokering,
    Condition,
    ConditionJudgement,
    ConditionText,
    Judged,
    Objective,
    ObjectiveJudgement,
    ObjectiveText,
    Party,
    Plan,
    PlanAnswer,
    PlanComment,
    PlanPosition,
    Progress,
    ProgressMeeting,
    Review,
    Version,
    VersionStep,
)
from trellis.casework.workflows.plan import PLAN


@dataclass(frozen=True, kw_only=True)
class ObjectiveFile:
    """An objective of a version: how it reads now, every wording before, and what was seen of it under the version."""

    objective: Objective
    text: ObjectiveText
    earlier: tuple[ObjectiveText, ...]
    progress: tuple[Progress, ...]
    judgement: ObjectiveJudgement | None

    @property
    def label(self) -> str:
        return f"objective {self.objective.number}"


@dataclass(frozen=True, kw_only=True)
class ConditionFile:
    """A condition for stepping down: how it reads now, every wording before, and what the review says of it."""

    condition: Condition
    text: ConditionText
    earlier: tuple[ConditionText, ...]
    judgement: ConditionJudgement | None

    @property
    def label(self) -> str:
        return f"condition {self.condition.number} for stepping down"


@dataclass(frozen=True, kw_only=True)
class VersionFile:
    """One version as known on `today`. `objectives` and `conditions` leave out what was dropped."""

    version: Version
    steps: tuple[VersionStep, ...]
    objectives: tuple[ObjectiveFile, ...]
    conditions: tuple[ConditionFile, ...]
    answers: tuple[PlanAnswer, ...]
    comments: tuple[PlanComment, ...]
    review: Review | None
    another_active: bool
    """Whether another version of the plan is active."""
    judged_before: frozenset[int]
    """The objectives that a review of any version has judged, by primary key."""
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return PLAN.states[self.state]

    def step(self, name: str) -> VersionStep | None:
        """Return the newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def since_shared(self) -> tuple[PlanAnswer, ...]:
        """The answers given since the version was shared last."""
        shared = self.step("share")
        return tuple(a for a in self.answers if shared is not None and a.at >= shared.at)

    @property
    def not_agreed(self) -> tuple[str, ...]:
        """Who of the school has not agreed to the version as it was shared last."""
        newest = {answer.party: answer for answer in self.since_shared}
        return tuple(
            str(party.label).lower()
            for party in Party
            if party.value not in newest or newest[party.value].position != PlanPosition.AGREES
        )

    @property
    def support_wanted(self) -> tuple[int, ...]:
        """The numbers of the objectives whose support is still to be found."""
        return tuple(
            each.objective.number for each in self.objectives if each.text.brokering == Brokering.WANTED
        )

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What the review of this version leaves out."""
        every: Iterable[ObjectiveFile | ConditionFile] = (*self.objectives, *self.conditions)
        return tuple(each.label for each in every if each.judgement is None)

    @property
    def never_judged(self) -> tuple[str, ...]:
        """The objectives that no review of the plan has judged."""
        return tuple(
            each.label
            for each in self.objectives
            if each.judgement is None and each.objective.pk not in self.judged_before
        )

    def objective(self, number: int) -> ObjectiveFile | None:
        return next((each for each in self.objectives if each.objective.number == number), None)


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A support plan as known on `today`, its versions in order."""

    plan: Plan
    versions: tuple[VersionFile, ...]
    meetings: tuple[ProgressMeeting, ...]
    today: date

    @property
    def newest(self) -> VersionFile:
        return self.versions[-1]

    @property
    def active(self) -> VersionFile | None:
        return next((each for each in self.versions if each.state == "active"), None)

    @property
    def holds(self) -> VersionFile:
        """The version that people work to: the active one, else the newest that was reviewed, else the newest."""
        reviewed = [each for each in self.versions if each.state == "reviewed"]
        return self.active or (reviewed[-1] if reviewed else self.newest)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """Every review, in order."""
        return tuple(each.review for each in self.versions if each.review is not None)

    @property
    def conditions_met(self) -> tuple[int, int]:
        """How many conditions for stepping down the newest review found met, and of how many."""
        last = next((each for each in reversed(self.versions) if each.review is not None), None)
        conditions = (last or self.newest).conditions
        met = [c for c in conditions if c.judgement is not None and c.judgement.judged == Judged.MET]
        return len(met), len(conditions)


def parts(*, today: date) -> list["Prefetch[Any]"]:
    """What to prefetch with plans, so that `file` asks nothing more."""

    def told(name: str, rows: QuerySet[Any], *, people: bool = True) -> "Prefetch[Any]":
        kept = rows.filter(at__date__lte=today)
        return Prefetch(name, kept.select_related("by") if people else kept)

    review = Review.objects.filter(at__date__lte=today).select_related("by")
    return [
        told("versions", Version.objects.all()),
        told("versions__steps", VersionStep.objects.all()),
        told("versions__texts", ObjectiveText.objects.all()),
        told("versions__condition_texts", ConditionText.objects.all()),
        told("versions__answers", PlanAnswer.objects.all()),
        told("versions__comments", PlanComment.objects.all()),
        told("versions__progress", Progress.objects.all()),
        Prefetch("versions__review", review),
        Prefetch("versions__review__objectives", ObjectiveJudgement.objects.all()),
        Prefetch("versions__review__conditions", ConditionJudgement.objects.all()),
        told("objectives", Objective.objects.all(), people=False),
        told("conditions", Condition.objects.all(), people=False),
        told("progress_meetings", ProgressMeeting.objects.all()),
    ]


def file(plan: Plan, *, today: date) -> PlanFile | None:
    """Put together a plan that was read with `parts`; None where it did not exist yet on the day."""
    rows = [version for version in plan.versions.all() if version.steps.all()]
    if not rows:
        return None
    objectives = {each.pk: each for each in plan.objectives.all()}
    conditions = {each.pk: each for each in plan.conditions.all()}
    reviews = {row.pk: _review_of(row) for row in rows}
    judged_of = {pk: tuple(review.objectives.all()) for pk, review in reviews.items() if review is not None}
    states = {row.pk: list(row.steps.all())[-1].state for row in rows}
    return PlanFile(
        plan=plan,
        versions=tuple(
            _version(
                row,
                objectives=objectives,
                conditions=conditions,
                review=reviews[row.pk],
                another_active=any(state == "active" and pk != row.pk for pk, state in states.items()),
                judged_before=frozenset(j.objective_id for judged in judged_of.values() for j in judged),
                today=today,
            )
            for row in rows
        ),
        meetings=tuple(plan.progress_meetings.all()),
        today=today,
    )


def _review_of(version: Version) -> Review | None:
    # A one-to-one that has no row, or none on the day, raises rather than being empty
    try:
        return version.review
    except Review.DoesNotExist:
        return None


def _version(
    row: Version,
    *,
    objectives: dict[int, Objective],
    conditions: dict[int, Condition],
    review: Review | None,
    another_active: bool,
    judged_before: frozenset[int],
    today: date,
) -> VersionFile:
    texts: dict[int, list[ObjectiveText]] = {}
    for text in row.texts.all():
        texts.setdefault(text.objective_id, []).append(text)
    worded: dict[int, list[ConditionText]] = {}
    for said in row.condition_texts.all():
        worded.setdefault(said.condition_id, []).append(said)
    judged = {each.objective_id: each for each in review.objectives.all()} if review is not None else {}
    met = {each.condition_id: each for each in review.conditions.all()} if review is not None else {}
    return VersionFile(
        version=row,
        steps=tuple(row.steps.all()),
        objectives=tuple(
            ObjectiveFile(
                objective=objectives[pk],
                text=said[-1],
                earlier=tuple(said[:-1]),
                progress=tuple(each for each in row.progress.all() if each.objective_id == pk),
                judgement=judged.get(pk),
            )
            for pk, said in sorted(texts.items(), key=lambda item: objectives[item[0]].number)
            if not said[-1].is_dropped
        ),
        conditions=tuple(
            ConditionFile(
                condition=conditions[pk],
                text=said[-1],
                earlier=tuple(said[:-1]),
                judgement=met.get(pk),
            )
            for pk, said in sorted(worded.items(), key=lambda item: conditions[item[0]].number)
            if not said[-1].is_dropped
        ),
        answers=tuple(row.answers.all()),
        comments=tuple(row.comments.all()),
        review=review,
        another_active=another_active,
        judged_before=judged_before,
        today=today,
    )
