"""Which form each step of a visit asks for, and how what was filled in becomes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.calendars.calendar import NoTermSetUp
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.visits import forms
from trellis.visits.actions import notes, visits
from trellis.visits.models import Consent
from trellis.visits.queries import visits as kept
from trellis.visits.queries.visits import VisitFile
from trellis.visits.workflows.visit import VISIT

OF_THE_SCHOOL = frozenset({"correct", "challenge"})
NAMES = frozenset({"rebook", "hold", "cancel", "share", "redraft", "finish", "keep", *OF_THE_SCHOOL})
EXPLAINED = {
    "hold": "From then on the note can be written. Ten working days is usual, unless the pack says otherwise.",
    "cancel": "It stays in the record as cancelled, with the reason.",
    "share": "The headteacher and the chair of governors read the note as it stands now, and the headteacher is asked to check its facts.",
    "redraft": "The school goes on reading what was shared. When you share the note again, the headteacher is asked again.",
    "correct": "Your name and what you say stand beside the note.",
    "challenge": "Whoever wrote the note changes it and shares it again, or says why it stays.",
    "finish": "The note is frozen as the school read it. What is corrected later is a revision of its own.",
    "keep": "The note is frozen as the school read it. What the headteacher asked for, and your reasons, stand beside it.",
}


NOMINATES = "The practice worth sharing in it is then nominated for the directory, unless it is there already, in the name of whoever wrote the note; and the headteacher is asked for the school’s consent."


def explained(name: str, file: VisitFile) -> str:
    """What a step does, and that it nominates what the school agreed to share."""
    said = EXPLAINED.get(name, "")
    note = file.shown
    if name in ("finish", "keep") and note is not None and note.practice and note.consent == Consent.YES:
        return f"{said} {NOMINATES}"
    return said


def title(name: str) -> str:
    return VISIT.by_name[name].label


def permission(name: str) -> Permission:
    """What somebody needs to see the form."""
    return Permission.VISIT_CHECK if name in OF_THE_SCHOOL else Permission.VISIT_WRITE


def form_of(name: str, file: VisitFile, sent: Mapping[str, Any] | None, *, at: datetime) -> StepForm:
    """The form, filled in as it was sent."""
    today, initial = timezone.localdate(at), {"seen": seen(name, file)}
    match name:
        case "rebook":
            booking = file.booking
            held = {
                "day": forms.typed(booking.day),
                "lead": str(booking.lead.pk),
                "others": booking.others,
                "about": booking.about,
            }
            leads = kept.leads(file.school, on=today)
            return forms.Rebook(sent, leads=leads, initial={**held, **initial})
        case "hold":
            return forms.Hold(sent, initial={**initial, "held_on": forms.typed(min(file.booking.day, today))})
        case "share":
            try:
                usual, missing = forms.typed(notes.usual_reply(file.school, on=today)), ""
            except NoTermSetUp as refusal:
                usual, missing = "", str(refusal)
            return forms.Share(sent, initial={**initial, "reply_by": usual}, missing=missing)
        case "correct":
            return forms.Correct(sent, initial=initial)
        case "finish":
            return StepForm(sent, initial=initial)
        case _:
            return forms.Reasons(sent, initial=initial)


def seen(name: str, file: VisitFile) -> int:
    """What a form carries of where the visit stood when it was shown: its newest step, or to share it, its note."""
    if name == "share":
        return file.note.number if file.note is not None else 0
    return file.steps[-1].number


def take(name: str, file: VisitFile, form: StepForm, *, by: User, at: datetime) -> VisitFile:
    """Take the step with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    given = form.cleaned_data
    who: dict[str, Any] = {"by": by, "at": at}
    match name:
        case "rebook" if isinstance(form, forms.Rebook):
            return visits.rebook(file, reasons=given["reasons"], **form.given(), **who)
        case "hold":
            return visits.hold(file, held_on=given["held_on"], **who)
        case "cancel":
            return visits.cancel(file, reasons=given["reasons"], **who)
        case "share":
            return notes.share(file, seen=given.get("seen") or 0, reply_by=given["reply_by"], **who)
        case "redraft":
            return notes.redraft(file, reasons=given["reasons"], **who)
        case "correct":
            return notes.correct(file, said=given["said"], **who)
        case "challenge":
            return notes.challenge(file, reasons=given["reasons"], **who)
        case "keep":
            return notes.keep(file, reasons=given["reasons"], **who)
        case _:
            return notes.finish(file, **who)
