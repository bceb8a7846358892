"""Booking a visit, and the steps that are not about its note: another day, held, cancelled."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.judgements.actions import leave
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.visits.models import Booking, Purpose, Visit, VisitStep
from trellis.visits.queries import visits as kept
from trellis.visits.queries.visits import VisitFile
from trellis.visits.workflows.visit import AUTHOR, VISIT

FURTHEST_DAYS = 400
"""How far ahead a visit is booked, and how long ago one was made that is booked after it."""
_OF_A_DRAFT = frozenset({"draft"})
"""The steps of which nobody is told: a note that is a draft is the business of who writes it."""


@transaction.atomic(durable=True)
def book(
    *,
    school: School,
    purpose: str,
    day: date,
    lead: User,
    others: str = "",
    about: str = "",
    by: User,
    at: datetime,
) -> VisitFile:
    """Book a visit. The same one, sent twice, is kept once. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    taking.require(by, Permission.VISIT_WRITE, school=school, on=today)
    standing_aside.check(by, Permission.VISIT_WRITE, school=school, on=today)
    if purpose not in Purpose:
        raise CannotTake("Choose what the visit is for.")
    if not school.is_open:
        raise CannotTake("This school has closed, so no visit to it is booked.")
    _check_lead(lead, school=school, on=today)
    _check_day(day, today=today)
    others, about = _text(others), _text(about)
    leave.alone(school)
    for each in kept.of_school(school, today=today):
        same = (each.visit.purpose, each.booking.day, each.lead.pk) == (purpose, day, lead.pk)
        if same and each.state == "booked":
            return each
    made = Visit.objects.create(
        authority_id=school.authority_id, school=school, purpose=purpose, by=by, at=at
    )
    booking = Booking.objects.create(
        visit=made, number=1, day=day, lead=lead, others=others, about=about, by=by, at=at
    )
    step = VisitStep.objects.create(visit=made, number=1, name="book", state="booked", by=by, at=at)
    trail.record(
        Verb.VISIT_MOVED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"booked: {made.get_purpose_display().lower()}, {_said(day)}",
    )
    return VisitFile(visit=made, bookings=(booking,), steps=(step,), revisions=(), today=today)


@transaction.atomic(durable=True)
def rebook(
    file: VisitFile,
    *,
    day: date,
    lead: User,
    others: str = "",
    about: str = "",
    reasons: str,
    by: User,
    at: datetime,
) -> VisitFile:
    """Book it for another day or another person, with the reason. Raises as `step` does."""
    today = timezone.localdate(at)
    require_author(file, by=by, at=at)
    reasons = check_text(reasons, "Say why the booking changes.")
    _check_lead(lead, school=file.school, on=today)
    _check_day(day, today=today)
    others, about = _text(others), _text(about)
    now = again(file, at=at)
    old = now.booking
    if (old.day, old.lead_id, old.others, old.about) == (day, lead.pk, others, about):
        raise CannotTake("Nothing of the booking has changed, so there is nothing to save.")
    step(now, "rebook", reasons=reasons, by=by, at=at)
    Booking.objects.create(
        visit=file.visit,
        number=old.number + 1,
        day=day,
        lead=lead,
        others=others,
        about=about,
        reasons=reasons,
        by=by,
        at=at,
    )
    return renewed(file, at=at)


@transaction.atomic(durable=True)
def hold(file: VisitFile, *, held_on: date, by: User, at: datetime) -> VisitFile:
    """Record on which day a visit was held. Raises as `step` does."""
    require_author(file, by=by, at=at)
    today = timezone.localdate(at)
    if held_on > today:
        raise CannotTake("The visit cannot have been held after today: record it once it has been made.")
    if held_on < today - timedelta(days=FURTHEST_DAYS):
        raise CannotTake("That day is too long ago: check the year.")
    step(again(file, at=at), "hold", details={"held_on": held_on.isoformat()}, by=by, at=at)
    return renewed(file, at=at)


@transaction.atomic(durable=True)
def cancel(file: VisitFile, *, reasons: str, by: User, at: datetime) -> VisitFile:
    """Cancel a visit that was booked, with the reason. Raises as `step` does."""
    require_author(file, by=by, at=at)
    reasons = check_text(reasons, "Say why the visit is cancelled.")
    step(again(file, at=at), "cancel", reasons=reasons, by=by, at=at)
    return renewed(file, at=at)


def require_author(file: VisitFile, *, by: User, at: datetime) -> None:
    """Raise PermissionDenied unless somebody writes in this visit's note, or StandsAside where they have an interest."""
    today = timezone.localdate(at)
    taking.require(by, Permission.VISIT_WRITE, school=file.school, on=today)
    if not kept.may_write(by, file, held=access.of(by, on=today)):
        raise PermissionDenied(f"This is for {AUTHOR}. {file.lead.name} goes on this visit.")
    standing_aside.check(by, Permission.VISIT_WRITE, school=file.school, on=today)


def again(file: VisitFile, *, at: datetime) -> VisitFile:
    """The visit as it stands now, with nobody else writing at the school. Raises CannotTake where it has moved on."""
    leave.alone(file.school)
    now = renewed(file, at=at)
    if now.steps[-1].number != file.steps[-1].number:
        raise CannotTake(
            f"Somebody else has taken this visit a step further since you opened the page: it stands at “{now.state_words}” now. "
            "Nothing of yours was saved: look at where it stands."
        )
    return now


def renewed(file: VisitFile, *, at: datetime) -> VisitFile:
    """The visit as it reads now."""
    found = kept.one(file.visit.pk, school=file.school, today=timezone.localdate(at))
    if found is None:
        raise CannotTake("This visit is not of this school.")
    return found


def step(
    file: VisitFile,
    name: str,
    *,
    reasons: str = "",
    details: dict[str, object] | None = None,
    by: User,
    at: datetime,
) -> VisitStep:
    """Take a step of a visit. Raises PermissionDenied, StandsAside, TransitionRefused or CannotTake."""
    return taking.step(
        VISIT,
        file,
        name,
        rows=VisitStep,
        of={"visit": file.visit},
        school=file.school,
        verb=Verb.NOTE_WRITTEN if name in _OF_A_DRAFT else Verb.VISIT_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )


def _check_lead(lead: User, *, school: School, on: date) -> None:
    if not schools.reaches(access.of(lead, on=on), Permission.VISIT_WRITE, school=school):
        raise CannotTake(f"{lead.name} does not work with {school.name}: choose somebody who does.")
    if schools.stands_aside(lead, school, on):
        raise CannotTake(f"{lead.name} has an interest in {school.name}: choose somebody else.")


def _check_day(day: date, *, today: date) -> None:
    if abs((day - today).days) > FURTHEST_DAYS:
        raise CannotTake("That day is more than a year away: check the year.")


def _text(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    return check_text(words, "") if words else ""


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
