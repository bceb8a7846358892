"""Nominating the practice that a final note of visit tells of, where the school agreed that it may be shared."""

import re
from datetime import datetime

from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.practice import areas
from trellis.practice.actions.nominations import LONGEST_LINE, MOST_AREAS, begin
from trellis.practice.models import PHASES, Entry, Origin
from trellis.practice.queries import entries
from trellis.schools import queries as schools
from trellis.visits.models import Consent, NoteRevision, Stage
from trellis.visits.queries.visits import VisitFile

# A summer-term note says so where nothing was seen, and no school agrees to share that
_NONE_SEEN = re.compile(
    r"(none|nothing|no (good )?practice)( (was|were|to share|worth sharing|seen|of note|this (term|time|year)|yet|new))*[.!]?",
    re.IGNORECASE,
)


def nominate(file: VisitFile, at: datetime) -> None:
    """Nominate for whoever wrote the note what it says, once for a visit. The school is asked for its consent as ever.

    What the note does not say stays open, and the school cannot consent before it is there. Nothing is nominated where nobody
    who wrote the note may nominate, and nothing that has an entry already.
    """
    note, school, today = file.shown, file.school, timezone.localdate(at)
    if note is None or not note.practice or note.consent != Consent.YES or not school.is_open:
        return
    if _NONE_SEEN.fullmatch(note.practice.strip()):
        return
    title = called(note.practice)
    if any(
        each.entry.visit_id == file.visit.pk or (each.is_open and each.wording.title == title)
        for each in entries.of_school(school, today=today)
    ):
        return
    by = _nominator(file, note, at=at)
    if by is None:
        return
    day = f"{file.day.day} {file.day:%B %Y}"
    begin(
        Entry(
            authority_id=school.authority_id,
            school=school,
            origin=Origin.VISIT,
            visit=file.visit,
            why=f"Seen on the visit of {day}: its note tells of it, and that the school agrees to share it.",
            by=by,
            at=at,
        ),
        {
            "title": title,
            "what": note.practice,
            "areas": list(areas.matching(note.practice_area))[:MOST_AREAS],
            "phases": [school.phase_group] if school.phase_group in PHASES else [],
        },
    )


def called(practice: str) -> str:
    """What a practice is called until the school words it: how its description begins."""
    begins = re.split(r"[\n;:]|[.!?](?:\s|$)", practice.strip(), maxsplit=1)[0].strip() or practice.strip()
    line = " ".join(begins.split())
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[: LONGEST_LINE - 1].rsplit(' ', 1)[0]}…"


def _nominator(file: VisitFile, note: NoteRevision, *, at: datetime) -> User | None:
    """Who wrote the note, or else who made it final: the first of them who may nominate here; None for nobody."""
    today = timezone.localdate(at)
    drafts = [each.by for each in reversed(file.revisions) if each.stage == Stage.DRAFT]
    writers = [note.by, *drafts[:1]] if note.stage == Stage.CORRECTION else [*drafts[:1], note.by]
    for each in writers:
        held = access.of(each, on=today)
        may = each.is_active and schools.reaches(held, Permission.PRACTICE_NOMINATE, school=file.school)
        if may and not schools.stands_aside(each, file.school, today):
            return each
    return None
