"""The brief of a visit as a page: what is known in sentences, each with where it is told of at length."""

from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.screening.models import Run
from trellis.visits.queries import brief as kept
from trellis.visits.queries.brief import Brief, Change, Question
from trellis.visits.queries.visits import VisitFile


@dataclass(frozen=True, kw_only=True)
class Objective:
    number: int
    what: str
    target: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class BriefPage:
    """The page."""

    suggested: str
    agreed: str
    differs: str
    changed: tuple[str, ...]
    changes: tuple[Change, ...]
    since: str
    case_state: str
    objectives: tuple[Objective, ...]
    questions: tuple[Question, ...]
    last: str
    last_id: int | None
    agreed_before: tuple[tuple[str, str, str], ...]
    inspection: str
    inspection_id: int | None


def present(file: VisitFile, *, run: Run | None) -> BriefPage:
    """The page of one visit."""
    told = kept.of(file, run=run)
    return BriefPage(
        suggested=_suggested(told),
        agreed=_agreed(told),
        differs=_differs(told),
        changed=_changed(told),
        changes=told.changes,
        since=words.day(told.since.as_of) if told.since is not None else "",
        case_state=told.case_state,
        objectives=tuple(
            Objective(
                number=each.objective.number,
                what=each.text.what,
                target=each.text.target,
                owner=each.text.owner_school,
            )
            for each in (told.plan.objectives if told.plan is not None else ())
        ),
        questions=told.questions,
        last=f"{told.last.purpose.label}, {words.day(told.last.day)}, {told.last.lead.name}"
        if told.last is not None
        else "",
        last_id=told.last.visit.pk if told.last is not None else None,
        agreed_before=tuple((each.what, each.owner, words.day(each.by)) for each in told.agreed_before),
        inspection=f"{told.inspection.inspection.get_kind_display()}, {words.day(told.inspection.inspection.begins_on)}"
        if told.inspection is not None
        else "",
        inspection_id=told.inspection.inspection.pk if told.inspection is not None else None,
    )


def _level(level: int | None, told: Brief) -> str:
    if level is None:
        return "that the evidence is not enough for a level"
    if told.school.relationship != "maintained":
        return f"concern, band {level}" if level > 1 else "no concern (band 1)"
    return f"level {level}"


def _suggested(told: Brief) -> str:
    if told.run is None or told.result is None:
        return "No screening holds anything about the school yet."
    said = f"The screening of {words.day(told.run.as_of)} suggests {_level(told.result.level, told)}."
    if told.result.main_reason:
        said += f" Main reason: {told.result.main_reason.rstrip('.')}."
    return said


def _agreed(told: Brief) -> str:
    if told.agreed is None:
        if told.school.relationship != "maintained":
            return "The authority agrees no level for a school that it does not maintain."
        return "No level has been agreed with the school yet."
    began = words.day(told.agreed.in_force_from)
    overdue = " It is overdue: agreed more than an academic year ago." if told.agreed.is_overdue else ""
    return f"Level {told.agreed.level} is agreed, in force from {began}.{overdue}"


def _differs(told: Brief) -> str:
    if told.agreed is None or told.result is None or told.result.level in (None, told.agreed.level):
        return ""
    return "What is suggested and what is agreed are not the same: ask what each rests on."


def _changed(told: Brief) -> tuple[str, ...]:
    found = []
    if told.since is not None and told.result is not None and told.level_was != told.result.level:
        found.append(
            f"The suggestion was {_level(told.level_was, told)} on {words.day(told.since.as_of)}, and is "
            f"{_level(told.result.level, told)} now."
        )
    return (*found, *(f"{each}." for each in told.happened))
