"""The page on which a note is written: what its form is filled in with, and what whoever writes is told beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.visits.forms import NoteForm
from trellis.visits import note
from trellis.visits.actions.notes import Overtaken
from trellis.visits.models import InHand
from trellis.visits.note import Difference
from trellis.visits.queries.in_hand import Writer
from trellis.visits.queries.visits import VisitFile

WRITTEN_IN = ("held", "draft", "final")


@dataclass(kw_only=True)
class Writing:
    """The form as it is shown. `seen` is the newest revision that whoever writes has been shown, 0 for none."""

    form: NoteForm
    seen: int
    status: int = 200
    overtaken: str = ""
    differences: tuple[Difference, ...] = field(default=())
    in_hand_since: str = ""


def blank(file: VisitFile, *, headings: list[tuple[str, str]]) -> Writing:
    """The form with what the note says now."""
    form = NoteForm(None, headings=headings, content=note.content_of(file.note), corrects=corrects(file))
    return Writing(form=form, seen=newest_of(file))


def sent(file: VisitFile, given: Mapping[str, Any], *, headings: list[tuple[str, str]]) -> Writing:
    """The form as it was sent."""
    form = NoteForm(given, headings=headings, content=note.content_of(file.note), corrects=corrects(file))
    return Writing(form=form, seen=number(str(given.get("seen", ""))))


def taken_up(file: VisitFile, held: InHand, *, headings: list[tuple[str, str]]) -> Writing | None:
    """The form with what somebody had in hand, and where it differs from what another saved; None where all of it is saved."""
    made = sent(file, held.words, headings=headings)
    newest = file.note
    whole = made.form.is_valid()
    if whole and not made.form.cleaned_data.get("reasons"):
        same = note.tidy(made.form.content()) == note.content_of(newest)
        if same:
            return None
    made.seen = held.seen
    made.in_hand_since = words.moment(held.at)
    if newest is not None and newest.number != held.seen:
        made.overtaken, made.seen = str(Overtaken(newest)), newest.number
        if whole:
            made.differences = note.differences(note.content_of(newest), made.form.content())
    made.form.errors.clear()  # it has not been sent to be saved yet
    return made


def typed_in(form: NoteForm, given: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form as they were typed: what is kept in hand."""
    return {name: str(given[name]) for name in (*form.fields, "action_count") if name in given}


def beside(file: VisitFile, *, seen: int, others: tuple[Writer, ...]) -> str:
    """What whoever is writing is to know at once, in a sentence or two; "" where there is nothing."""
    if file.state not in WRITTEN_IN:
        return f"{may_not(file)} What you wrote here is kept for you, and is on this page when you open it again."
    newest = file.note
    if newest is not None and newest.number != seen:
        return (
            f"{newest.by} saved revision {newest.number} since you opened this page. What you write is kept apart from it, and "
            "nothing is lost: save yours to see where the two differ."
        )
    if others:
        return also_writing(others)
    return ""


def also_writing(others: tuple[Writer, ...]) -> str:
    """That others are writing too, and what becomes of it; "" where nobody is."""
    if not others:
        return ""
    names = ", ".join(f"{each.name} (last at {clock(each.at)})" for each in others)
    verb = "is" if len(others) == 1 else "are"
    return (
        f"{names} {verb} writing in this note too. Neither takes the place of the other: whoever saves second is shown both, and "
        "joins them. It is quicker to agree who writes."
    )


def may_not(file: VisitFile) -> str:
    """Why the note is not written now."""
    if file.state == "booked":
        return "The note is written once the visit is recorded as held."
    if file.state == "cancelled":
        return "This visit was cancelled, so it has no note."
    return f"This visit stands at “{file.state_words}” now: take its note back to draft to change it."


def corrects(file: VisitFile) -> bool:
    return file.state == "final"


def newest_of(file: VisitFile) -> int:
    return file.note.number if file.note is not None else 0


def clock(at: datetime) -> str:
    """The time of the day: "4:05pm"."""
    return words.moment(at).rpartition(" ")[2]


def number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else -1
