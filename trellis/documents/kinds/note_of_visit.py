"""The note of a visit on paper: whom was met, what was found and agreed, and what the headteacher said of its facts. SG-7.2."""

from datetime import date

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.block import Source
from trellis.documents.kind import Choice, Composer, Kind, Subject, day
from trellis.schools.models import Authority, School
from trellis.visits import note as notes
from trellis.visits.models import Consent
from trellis.visits.note import Content
from trellis.visits.queries import visits
from trellis.visits.queries.visits import VisitFile


def _choices(authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    assert school is not None  # noqa: S101
    return tuple(
        Choice(
            title=f"{each.purpose.label}, {day(each.day)}, by {each.lead.name}: {each.state_words.lower()}",
            about={"visit": each.visit.pk},
            called=day(each.day),
        )
        for each in visits.of_school(school, today=today)
        if each.shown is not None
    )


def _compose(subject: Subject, to: Composer) -> None:
    school = subject.the_school
    file = visits.one(int(subject.about["visit"]), school=school, today=subject.today)
    # A draft of the note is the business of whoever writes it, so only what was shared goes on paper
    shown = file.shown if file is not None else None
    if file is None or shown is None:
        to.say("not-shared", note="")
        return
    said = notes.content_of(shown)
    rows = [("visits.Visit", file.visit.pk), ("visits.NoteRevision", shown.pk)]
    rows += [("visits.Booking", file.booking.pk)]
    source = Source(
        page="visit", args=(school.pk, file.visit.pk), words="The visit and its note", rows=tuple(rows)
    )
    to.heading("visit")
    to.say(
        "when",
        source,
        lead=file.lead.name,
        school=school.name,
        held_on=day(file.held_on),
        purpose=str(file.purpose.label).lower(),
    )
    if file.booking.others:
        to.say("others", source, others=file.booking.others)
    to.heading("met-heading")
    to.words("met", said.met, source)
    to.heading("looked-at-heading")
    to.words("looked-at", said.looked_at, source)
    for at, each in enumerate(said.findings, 1):
        to.titled(f"finding-{at}", each.name)
        to.words(f"finding-{at}-words", each.words, source)
    if said.strengths:
        to.heading("strengths-heading")
        to.words("strengths", said.strengths, source)
    _agreed(said, to, source)
    to.heading("facts")
    _facts(file, to, source)
    to.fixed("is-not")


def _agreed(said: Content, to: Composer, source: Source) -> None:
    to.heading("agreed-heading")
    to.table(
        "agreed",
        source,
        head=("What", "Who", "By when"),
        lines=[(each.what, each.owner, day(each.by)) for each in said.actions],
        none="nothing-agreed",
    )
    if said.practice:
        to.heading("practice-heading")
        to.words("practice", said.practice, source)
        if said.practice_area:
            to.say("practice-area", source, area=said.practice_area)
        if said.consent in Consent:
            to.say("practice-consent", source, consent=Consent(said.consent).label)


def _facts(file: VisitFile, to: Composer, source: Source) -> None:
    """Whether the headteacher has checked the facts, and what they said of them."""
    shared = file.step("share")
    assert shared is not None  # noqa: S101  # it was shown to the school
    steps = Source(
        page=source.page,
        args=source.args,
        words="The steps of the note",
        rows=tuple(("visits.VisitStep", step.pk) for step in file.steps if step.number >= shared.number),
    )
    reply_by = day(date.fromisoformat(shared.details["reply_by"]))
    answer, kept = file.answer, file.step("keep")
    if answer is None:
        key = "asked" if file.state == "shared" else "no-answer"
        to.say(key, steps, as_key="answered", reply_by=reply_by)
    else:
        key = "correct" if answer.name == "correct" else "challenged"
        to.say(key, steps, as_key="answered", on=day(timezone.localdate(answer.at)))
        if answer.reasons:
            to.words("answer", answer.reasons, steps)
    if kept is not None:
        to.say("kept", steps, reasons=kept.reasons)
    final = file.step("finish") or kept
    if final is not None:
        to.say("final", steps, as_key="stands", on=day(timezone.localdate(final.at)))
    else:
        to.say("not-final", steps, as_key="stands")
    if file.shown is not None and file.shown.reasons:
        to.say("corrected", source, reasons=file.shown.reasons, on=day(timezone.localdate(file.shown.at)))


NOTE_OF_VISIT = Kind(
    id="note-of-visit",
    name="Note of visit",
    what="The note of one visit on paper: who was met, what was found and agreed, and the headteacher’s check of its facts.",
    about="school",
    drafts=Permission.VISIT_WRITE,
    approves=Permission.DOCUMENT_APPROVE,
    reads=Permission.CASE_READ,
    confidentiality=Confidentiality.SCHOOL_AND_AUTHORITY,
    usually_to="The headteacher and the chair of governors",
    none="No note of a visit has been shared with this school yet. Write the note, and share it first.",
    choices=_choices,
    compose=_compose,
)
