"""Reading support plans: each version as it stood on a day, with its objectives, answers, progress and review."""

from collections.abc import Iterable, Mapping
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
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.casework.workflows.plan import PLAN
from trellis.schools.models import School


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
    dropped: tuple[ObjectiveFile, ...]
    dropped_conditions: tuple[ConditionFile, ...]
    answers: tuple[PlanAnswer, ...]
    comments: tuple[PlanComment, ...]
    review: Review | None
    seen: Mapping[int, tuple[Progress, ...]]
    """What was seen under the version, by the objective’s primary key: of those that were dropped too."""
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
    def reply_by(self) -> date | None:
        """The day by which the school is asked to answer the version as it was shared last."""
        shared = self.step("share")
        due = shared.details.get("reply_by") if shared is not None else None
        return date.fromisoformat(due) if due else None

    @property
    def not_heard(self) -> tuple[str, ...]:
        """Who of the school has not answered the version as it was shared last."""
        heard = {answer.party for answer in self.since_shared}
        return tuple(str(party.label).lower() for party in Party if party.value not in heard)

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

    def condition(self, number: int) -> ConditionFile | None:
        return next((each for each in self.conditions if each.condition.number == number), None)


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
        """The version that people work to: the active one, else the newest that was reviewed, else the newest.

        A plan that is closed holds as it was closed.
        """
        if self.is_closed:
            return self.newest
        reviewed = [each for each in self.versions if each.state == "reviewed"]
        return self.active or (reviewed[-1] if reviewed else self.newest)

    @property
    def is_closed(self) -> bool:
        return self.newest.state == "closed"

    @property
    def school(self) -> School:
        return self.plan.case.school

    def version(self, number: int) -> VersionFile | None:
        return next((each for each in self.versions if each.version.number == number), None)

    def progress_of(self, objective: Objective) -> tuple[Progress, ...]:
        """All that was seen of an objective, under every version, in the order of its days."""
        seen = [p for each in self.versions for o in each.seen if o == objective.pk for p in each.seen[o]]
        return tuple(sorted(seen, key=lambda each: (each.seen_on, each.pk)))

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


def one(plan_id: int, *, schools: QuerySet[School], today: date) -> PlanFile | None:
    """One plan, if it is of one of the schools given and was there on the day; None otherwise."""
    found = files(Plan.objects.filter(pk=plan_id, case__school__in=schools), today=today)
    return found[0] if found else None


def of_school(school: School, *, today: date) -> list[PlanFile]:
    """Every plan of a school, newest first. A school has one for each of its cases that came so far."""
    return files(Plan.objects.filter(case__school=school), today=today)


def of_schools(schools: QuerySet[School], *, today: date) -> list[PlanFile]:
    """Every plan of these schools, newest first."""
    return files(Plan.objects.filter(case__school__in=schools), today=today)


def files(plans: QuerySet[Plan], *, today: date) -> list[PlanFile]:
    """Put together these plans, newest first. The number of queries does not grow with them, nor with their versions."""
    known = plans.filter(at__lt=end_of(today)).select_related("case__school", "case__authority", "by")
    made = (file(plan, today=today) for plan in known.prefetch_related(*parts(today=today)))
    return [each for each in made if each is not None]


def parts(*, today: date) -> list["Prefetch[Any]"]:
    """What to prefetch with plans, so that `file` asks nothing more."""

    def told(name: str, rows: QuerySet[Any], *, people: bool = True) -> "Prefetch[Any]":
        kept = by_keys(rows.filter(at__lt=end_of(today)))
        return Prefetch(name, kept.select_related("by") if people else kept)

    review = by_keys(Review.objects.filter(at__lt=end_of(today))).select_related("by")
    return [
        told("versions", Version.objects.all()),
        told("versions__steps", VersionStep.objects.all()),
        told("versions__texts", ObjectiveText.objects.all()),
        told("versions__condition_texts", ConditionText.objects.all()),
        told("versions__answers", PlanAnswer.objects.all()),
        told("versions__comments", PlanComment.objects.all()),
        told("versions__progress", Progress.objects.all()),
        Prefetch("versions__review", review),
        Prefetch("versions__review__objectives", by_keys(ObjectiveJudgement.objects.all())),
        Prefetch("versions__review__conditions", by_keys(ConditionJudgement.objects.all())),
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
    seen: dict[int, tuple[Progress, ...]] = {}
    for each in row.progress.all():
        seen[each.objective_id] = (*seen.get(each.objective_id, ()), each)
    wordings = [
        ObjectiveFile(
            objective=objectives[pk],
            text=said[-1],
            earlier=tuple(said[:-1]),
            progress=seen.get(pk, ()),
            judgement=judged.get(pk),
        )
        for pk, said in sorted(texts.items(), key=lambda item: objectives[item[0]].number)
    ]
    asked = [
        ConditionFile(
            condition=conditions[pk], text=said[-1], earlier=tuple(said[:-1]), judgement=met.get(pk)
        )
        for pk, said in sorted(worded.items(), key=lambda item: conditions[item[0]].number)
    ]
    return VersionFile(
        version=row,
        steps=tuple(row.steps.all()),
        objectives=tuple(each for each in wordings if not each.text.is_dropped),
        conditions=tuple(each for each in asked if not each.text.is_dropped),
        dropped=tuple(each for each in wordings if each.text.is_dropped),
        dropped_conditions=tuple(each for each in asked if each.text.is_dropped),
        answers=tuple(row.answers.all()),
        comments=tuple(row.comments.all()),
        review=review,
        seen=seen,
        another_active=another_active,
        judged_before=judged_before,
        today=today,
    )
