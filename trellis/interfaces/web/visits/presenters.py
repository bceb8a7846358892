"""Visits and their notes as pages say them. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from trellis.interfaces.web.govuk import words
from trellis.visits import note
from trellis.visits.models import Consent, NoteRevision, Stage, VisitStep
from trellis.visits.note import Content
from trellis.visits.queries.due import Due
from trellis.visits.queries.visits import VisitFile
from trellis.visits.workflows.visit import VISIT


@dataclass(frozen=True, kw_only=True)
class NoteShown:
    """A note to read: each part with its words, the agreed actions in rows, and what the revision is."""

    number: int
    stage: str
    by: str
    why: str
    parts: tuple[tuple[str, str, str], ...]
    actions: tuple[tuple[str, str, str], ...]
    practice: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit in a list."""

    id: int
    urn: int
    school: str
    day: str
    purpose: str
    who: str
    state: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step that was taken."""

    what: str
    by: str
    why: str


@dataclass(frozen=True, kw_only=True)
class DueShown:
    """One thing that is due, with the address where it is done."""

    what: str
    school: str
    by: str
    overdue: str
    name: str
    args: tuple[int | str, ...]


def line(file: VisitFile) -> VisitLine:
    return VisitLine(
        id=file.visit.pk,
        urn=file.school.pk,
        school=file.school.name,
        day=words.day(file.day),
        purpose=file.purpose.label,
        who=file.lead.name,
        state=file.state_words,
        late=file.is_late,
    )


def shown(revision: NoteRevision) -> NoteShown:
    """A revision as it is read."""
    content = note.content_of(revision)
    return NoteShown(
        number=revision.number,
        stage=Stage(revision.stage).label,
        by=f"{revision.by.name}, {words.moment(revision.at)}",
        why=revision.reasons,
        parts=_parts(content),
        actions=tuple(
            (each.what or "Not said yet", each.owner or "No owner yet", words.day(each.by) or "No day yet")
            for each in content.actions
        ),
        practice=_practice(content),
    )


def steps(file: VisitFile) -> tuple[StepShown, ...]:
    """What was done with a visit, the first first."""
    return tuple(_step(each) for each in file.steps)


def answer(file: VisitFile) -> str:
    """What the headteacher said of the note since it was shared last, as a sentence; "" before that."""
    said = file.answer
    if said is None:
        return ""
    who = said.by.name if said.by is not None else "The headteacher"
    when = words.day(timezone.localdate(said.at))
    if said.name == "challenge":
        return f"{who} asked for changes on {when}."
    comments = ", with comments" if said.details.get("comments") else ""
    return f"{who} said on {when} that the facts are correct{comments}."


def stands(file: VisitFile) -> str:
    """Where a visit stands and what comes next, in a sentence or two."""
    match file.state:
        case "booked" if file.is_late:
            return "The day has gone by: record it as held, book another day, or cancel it."
        case "booked":
            return f"{file.lead.name} goes on {words.day(file.booking.day)}."
        case "held":
            return f"Held on {words.day(file.held_on)}. {file.lead.name} writes the note."
        case "draft":
            return (
                f"Held on {words.day(file.held_on)}. The note is a draft, which the school does not read yet."
            )
        case "shared":
            return f"The headteacher is asked to check the facts by {words.day(file.reply_by)}."
        case "checked":
            return "The facts are checked: the note can be made final."
        case "challenged":
            return "The headteacher asks for changes: take the note back and change it, or make it final and say why it stays."
        case "final":
            return "The note is final. What is corrected later is a revision of its own, and says why."
        case _:
            cancelled = file.steps[-1]
            return f"Cancelled: {cancelled.reasons}"


def due(items: Iterable[Due]) -> tuple[DueShown, ...]:
    return tuple(
        DueShown(
            what=each.what,
            school=each.school.name,
            by=words.day(each.by) or "No day is set",
            overdue=f"{words.count(each.overdue, 'day')} late" if each.overdue else "",
            name=each.name,
            args=each.args,
        )
        for each in items
    )


def open_actions(files: Sequence[VisitFile]) -> tuple[tuple[str, str, str, int], ...]:
    """What was agreed at the last visit whose note is shared: what, who, by when, and the visit's number."""
    last = next((each for each in files if each.shown is not None), None)
    if last is None:
        return ()
    return tuple(
        (each.what, each.owner, words.day(each.by), last.visit.pk)
        for each in note.content_of(last.shown).actions
    )


def _parts(content: Content) -> tuple[tuple[str, str, str], ...]:
    """The parts of a note that say something, as (id, heading, words)."""
    every = (
        ("met", "Whom we met", content.met),
        ("looked-at", "What was looked at", content.looked_at),
        *((f"found-{each.heading}", each.name, each.words) for each in content.findings),
        ("strengths", "Strengths", content.strengths),
    )
    return tuple(each for each in every if each[2])


def _practice(content: Content) -> tuple[tuple[str, str], ...]:
    if not content.practice:
        return ()
    rows = [("What it is", content.practice)]
    if content.practice_area:
        rows.append(("Area of practice", content.practice_area))
    if content.consent:
        rows.append(("May it be shared", Consent(content.consent).label))
    return tuple(rows)


def _step(each: VisitStep) -> StepShown:
    known = VISIT.by_name.get(each.name)
    label = known.label if known is not None else "Booked"
    who = each.by.name if each.by is not None else "Trellis"
    return StepShown(what=label, by=f"{who}, {words.moment(each.at)}", why=each.reasons)
