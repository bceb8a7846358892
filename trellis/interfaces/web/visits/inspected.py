"""Inspections as pages say them. Pure functions: what is under embargo comes in apart, and only where it may be read."""

from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.visits import outcome
from trellis.visits.models import Framework, Provisional, Published
from trellis.visits.queries import inspections
from trellis.visits.queries.inspections import Embargoed, InspectionFile
from trellis.visits.workflows.inspection import INSPECTION


@dataclass(frozen=True, kw_only=True)
class InspectionLine:
    """One inspection in a list."""

    id: int
    kind: str
    begins: str
    state: str
    representative: str


@dataclass(frozen=True, kw_only=True)
class OutcomeShown:
    """An outcome: each area with its grade in words."""

    given: str
    grades: tuple[tuple[str, str], ...]
    summary: str
    by: str
    published: str = ""
    link: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One next step of the checklist."""

    number: int
    what: str
    due: str
    counted: str
    late: str
    done: str
    words: str


@dataclass(frozen=True, kw_only=True)
class InspectionPage:
    """The page. `told` and `feedback` are under embargo, and empty for whoever may not read it."""

    line: InspectionLine
    notified: str
    feedback: str
    feedback_by: str
    told: tuple[OutcomeShown, ...]
    is_embargoed: bool
    outcomes: tuple[OutcomeShown, ...]
    steps: tuple[StepShown, ...]
    history: tuple[tuple[str, str, str], ...]


def line(file: InspectionFile, *, embargoed: bool) -> InspectionLine:
    return InspectionLine(
        id=file.inspection.pk,
        kind=file.inspection.get_kind_display(),
        begins=words.day(file.inspection.begins_on),
        state=inspections.state_told(file, embargoed=embargoed),
        representative=file.representative.name if file.representative is not None else "",
    )


def present(file: InspectionFile, *, embargoed: bool, hidden: Embargoed) -> InspectionPage:
    """The page of one inspection for one reader."""
    heard = hidden.feedback
    return InspectionPage(
        line=line(file, embargoed=embargoed),
        notified=words.day(file.inspection.notified_on),
        feedback=(f"{'Attended' if heard.attended else 'Not attended'}. {heard.notes}" if heard else ""),
        feedback_by=f"{heard.by.name}, {words.moment(heard.at)}" if heard else "",
        told=tuple(_outcome(each) for each in reversed(hidden.provisional)),
        is_embargoed=heard is not None or bool(hidden.provisional),
        outcomes=tuple(_published(each) for each in reversed(file.published)),
        steps=_steps(file),
        history=_history(file, embargoed=embargoed),
    )


def _steps(file: InspectionFile) -> tuple[StepShown, ...]:
    shown = []
    for each in file.next_steps:
        late = (file.today - each.step.due).days if each.done is None else 0
        done = each.done
        shown.append(
            StepShown(
                number=each.step.number,
                what=each.step.what,
                due=words.day(each.step.due),
                counted=each.step.counted,
                late=f"{words.count(late, 'day')} late" if late > 0 else "",
                done=""
                if done is None
                else f"{'Done' if done.is_needed else 'Not needed'}: {done.by.name}, {words.day(done.done_on)}",
                words=done.words if done is not None else "",
            )
        )
    return tuple(shown)


def _history(file: InspectionFile, *, embargoed: bool) -> tuple[tuple[str, str, str], ...]:
    """What was done, by whom, and why: without what tells of a provisional outcome, where the reader may not know of it."""
    rows = []
    for each in file.steps:
        if each.name == "provisional" and not embargoed:
            continue
        known = INSPECTION.by_name.get(each.name)
        label = known.label if known is not None else "Notified"
        if each.name == "assign":
            label = f"{label}: {each.details['name']}"
        who = each.by.name if each.by is not None else "Trellis"
        rows.append((label, f"{who}, {words.moment(each.at)}", each.reasons))
    return tuple(rows)


def _outcome(row: Provisional) -> OutcomeShown:
    return OutcomeShown(
        given=Framework(row.framework).label,
        grades=outcome.in_words(row.framework, row.grades),
        summary=row.summary,
        by=f"{row.by.name}, {words.moment(row.at)}",
    )


def _published(row: Published) -> OutcomeShown:
    return OutcomeShown(
        given=Framework(row.framework).label,
        grades=outcome.in_words(row.framework, row.grades),
        summary=row.summary,
        by=f"{row.by.name}, {words.moment(row.at)}",
        published=words.day(row.published_on),
        link=row.link,
        why=row.reasons,
    )
