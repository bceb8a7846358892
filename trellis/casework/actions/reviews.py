"""The termly review of a support plan: what it judges, and the next version that it opens, all at once or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework import wording as words
from trellis.casework.actions.plans import hold, may_write, open_version, reread, take_step
from trellis.casework.actions.taking import LONGEST, CannotTake, check_text
from trellis.casework.models import (
    ConditionJudgement,
    ConditionText,
    Headway,
    Judged,
    ObjectiveJudgement,
    ObjectiveText,
    Review,
)
from trellis.casework.queries.plans import PlanFile, VersionFile


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a review says of one objective or condition."""

    judged: str
    words: str = ""


@transaction.atomic(durable=True)
def review(
    plan: PlanFile,
    *,
    held_on: date,
    stakeholders: str,
    headway: str,
    summary: str,
    in_special_measures: bool,
    objectives: Mapping[int, Judgement],
    conditions: Mapping[int, Judgement],
    by: User,
    at: datetime,
) -> PlanFile:
    """Review the active version: judge every objective and condition by number, end it, and open the next as a draft.

    The next says what this one said. The term is the calendar's. Raises PermissionDenied, StandsAside, CannotTake,
    NoTermSetUp or TransitionRefused.
    """
    may_write(by, school=plan.school, at=at)
    now = hold(plan, at=at)
    version = now.active
    if version is None:
        raise CannotTake(f"A review is of an active version: this one is {now.newest.state_words.lower()}.")
    _check_day(held_on, version, at=at)
    stakeholders = check_text(stakeholders, "Name those who took part in the review.")
    if headway not in Headway.values:
        raise CannotTake("Say how much progress the term has brought.")
    summary = check_text(summary, "Write what the review found.")
    for_each = _for_each(version, objectives, conditions)
    calendar = calendars.of_school(now.school, on=held_on)
    try:
        with transaction.atomic():  # so that a review written meanwhile leaves the transaction usable
            made = Review.objects.create(
                version=version.version,
                term=calendar.term_of(held_on).name,
                held_on=held_on,
                stakeholders=stakeholders,
                headway=headway,
                summary=summary,
                in_special_measures=in_special_measures,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has reviewed this version meanwhile. Nothing of yours was saved."
        ) from error
    ObjectiveJudgement.objects.bulk_create(
        ObjectiveJudgement(
            review=made, objective=each.objective, judged=said.judged, words=said.words.strip()
        )
        for each in version.objectives
        if (said := for_each.get(each.label)) is not None
    )
    ConditionJudgement.objects.bulk_create(
        ConditionJudgement(
            review=made, condition=each.condition, judged=said.judged, words=said.words.strip()
        )
        for each in version.conditions
        if (said := for_each.get(each.label)) is not None
    )
    judged = reread(now.plan, at=at).active
    assert judged is not None, "the version is active until the step below"
    take_step(judged, "review", school=now.school, by=by, at=at, verb=Verb.PLAN_REVIEWED)
    _open_next(version, by=by, at=at)
    return reread(now.plan, at=at)


def _check_day(held_on: date, version: VersionFile, *, at: datetime) -> None:
    activated = version.step("activate")
    begun = timezone.localdate(activated.at if activated is not None else version.version.at)
    if held_on > timezone.localdate(at):
        raise CannotTake("The review cannot be after today.")
    if held_on < begun:
        raise CannotTake(
            f"The review cannot be before the version was put into action, on {begun.day} {begun:%B %Y}."
        )


def _for_each(
    version: VersionFile, objectives: Mapping[int, Judgement], conditions: Mapping[int, Judgement]
) -> dict[str, Judgement]:
    """Return the judgements by what they are of. Raises CannotTake for one that is of nothing, or says nothing."""
    given = {
        **{f"objective {number}": said for number, said in objectives.items()},
        **{f"condition {number} for stepping down": said for number, said in conditions.items()},
    }
    known = {each.label for each in version.objectives} | {each.label for each in version.conditions}
    if strange := sorted(given.keys() - known):
        raise CannotTake(f"This version has no {strange[0]}.")
    for label, said in given.items():
        if said.judged not in Judged.values:
            raise CannotTake(f"Say whether {label} is met, partly met or not met.")
        if said.judged != Judged.MET and not said.words.strip():
            raise CannotTake(f"Say what is still missing from {label}.")
        if len(said.words) > LONGEST:
            raise CannotTake(f"Use {LONGEST:,} characters or fewer for {label}.")
    return given


def _open_next(version: VersionFile, *, by: User, at: datetime) -> None:
    """Open the next version as a draft that says what this one says."""
    after = open_version(version.version.plan, number=version.version.number + 1, by=by, at=at)
    ObjectiveText.objects.bulk_create(
        ObjectiveText(
            objective=each.objective,
            version=after,
            revision=1,
            by=by,
            at=at,
            **words.columns(words.of(each.text)),
        )
        for each in version.objectives
    )
    ConditionText.objects.bulk_create(
        ConditionText(
            condition=each.condition, version=after, revision=1, words=each.text.words, by=by, at=at
        )
        for each in version.conditions
    )
