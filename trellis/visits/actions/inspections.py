"""An inspection from the day it is notified to its next steps. What is told before it is published stays under embargo."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework import rules as pack_rules
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.judgements.actions import leave
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.visits import clocks
from trellis.visits import outcome as outcomes
from trellis.visits.models import (
    Feedback,
    Inspection,
    InspectionStep,
    Kind,
    NextStep,
    NextStepDone,
    Provisional,
    Published,
)
from trellis.visits.outcome import Said
from trellis.visits.queries import inspections as kept
from trellis.visits.queries.inspections import InspectionFile
from trellis.visits.workflows.inspection import INSPECTION

WORK = Permission.INSPECTION_WORK
EMBARGOED_STEPS = frozenset({"attend", "provisional"})
"""The steps that say by themselves that something is held under embargo: nobody is told that they were taken."""
OLDEST_DAYS = 400
_is_address = URLValidator(schemes=["https", "http"])


class CannotRecord(Refusal):
    """An outcome cannot be recorded as it is. `problems` are (field, sentence); "" is the whole."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(said for _, said in problems))


@transaction.atomic(durable=True)
def notify(
    *, school: School, kind: str, notified_on: date, begins_on: date, by: User, at: datetime
) -> InspectionFile:
    """Record that an inspection was notified. The same one is kept once. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    taking.require(by, Permission.VISIT_WRITE, school=school, on=today)
    standing_aside.check(by, Permission.VISIT_WRITE, school=school, on=today)
    if kind not in Kind:
        raise CannotTake("Choose what kind of inspection it is.")
    if notified_on > today:
        raise CannotTake("The inspection cannot have been notified after today.")
    if notified_on < today - timedelta(days=OLDEST_DAYS):
        raise CannotTake("That day is too long ago: check the year.")
    if not notified_on <= begins_on <= today + timedelta(days=OLDEST_DAYS):
        raise CannotTake("The inspection begins on the day it was notified, or after it: check both days.")
    leave.alone(school)
    same = Inspection.objects.filter(school=school, kind=kind, begins_on=begins_on).first()
    if same is not None:
        return _read(same.pk, school=school, today=today)
    made = Inspection.objects.create(
        authority_id=school.authority_id,
        school=school,
        kind=kind,
        notified_on=notified_on,
        begins_on=begins_on,
        by=by,
        at=at,
    )
    InspectionStep.objects.create(inspection=made, number=1, name="notify", state="notified", by=by, at=at)
    _record(made, f"notified: {made.get_kind_display().lower()}", by=by, at=at)
    return _read(made.pk, school=school, today=today)


@transaction.atomic(durable=True)
def assign(
    file: InspectionFile, *, representative: User, reasons: str = "", by: User, at: datetime
) -> InspectionFile:
    """Assign who attends the feedback; another one later takes a reason. Raises as `_step` does."""
    _require(file, by=by, at=at)
    now, today = _again(file, at=at), timezone.localdate(at)
    school, theirs = file.school, access.of(representative, on=today)
    if not schools.reaches(theirs, WORK, school=school):
        raise CannotTake(
            f"{representative.name} does not see inspections of {school.name} through. Whoever goes hears the outcome before it is "
            "published, so choose somebody who may read what is under embargo."
        )
    if not kept.reads_embargoed(representative, theirs, school=school, on=today):
        raise CannotTake(f"{representative.name} has an interest in {school.name}: choose somebody else.")
    if now.representative is not None:
        if now.representative.pk == representative.pk:
            raise CannotTake(f"{representative.name} is assigned already.")
        reasons = check_text(reasons, "Say why somebody else goes.")
    _step(
        now,
        "assign",
        reasons=reasons,
        details={"representative": representative.pk, "name": representative.name},
        by=by,
        at=at,
    )
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def attend(file: InspectionFile, *, attended: bool, notes: str, by: User, at: datetime) -> InspectionFile:
    """Record whether the representative was at the feedback, and what was heard, or why nobody was. Under embargo.

    Raises as `_step` does.
    """
    _require(file, by=by, at=at)
    notes = check_text(
        notes,
        "Write what was heard at the feedback." if attended else "Say why nobody attended the feedback.",
    )
    if file.inspection.begins_on > timezone.localdate(at):
        raise CannotTake("The inspection has not begun, so there has been no feedback yet.")
    now = _again(file, at=at)
    _step(now, "attend", by=by, at=at)
    Feedback.objects.create(inspection=file.inspection, attended=attended, notes=notes, by=by, at=at)
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def provisional(file: InspectionFile, *, said: Said, by: User, at: datetime) -> InspectionFile:
    """Record the outcome as it was told, before it is published: under embargo, for named roles alone.

    What is recorded again takes the place of what was before it. Raises as `_step` does, or CannotRecord.
    """
    _require(file, by=by, at=at)
    said = _checked(said)
    now = _again(file, at=at)
    last = Provisional.objects.filter(inspection=file.inspection).last()
    if last is not None and (last.framework, last.grades, last.summary) == _columns(said):
        return now
    _step(now, "provisional", by=by, at=at)
    Provisional.objects.create(
        inspection=file.inspection,
        number=last.number + 1 if last is not None else 1,
        framework=said.framework,
        grades=dict(said.grades),
        summary=said.summary,
        by=by,
        at=at,
    )
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def publish(
    file: InspectionFile, *, said: Said, published_on: date, link: str, by: User, at: datetime
) -> InspectionFile:
    """Enter the published outcome, which opens the next steps with their days.

    Raises as `_step` does, CannotRecord, or NoTermSetUp where a day cannot be counted.
    """
    _require(file, by=by, at=at)
    said, link = _checked(said, published_on=published_on, link=link, file=file, at=at), link.strip()
    now = _again(file, at=at)
    _step(now, "publish", by=by, at=at)
    _enter(now, said, published_on=published_on, link=link, by=by, at=at)
    calendar = calendars.of_school(file.school, on=published_on)
    steps = clocks.next_steps(
        pack_rules.of(file.inspection.authority_id),
        published_on=published_on,
        calendar=calendar,
        concern=said.is_concern,
        safeguarding=said.safeguarding_not_met,
    )
    NextStep.objects.bulk_create(
        [
            NextStep(
                inspection=file.inspection,
                number=number,
                clock=each.id,
                what=each.what,
                due=each.due,
                counted=each.counted,
                by=by,
                at=at,
            )
            for number, each in enumerate(steps, start=1)
        ]
    )
    _step(_renewed(file, at=at), "open_steps", by=None, at=at)
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def enter_again(
    file: InspectionFile,
    *,
    said: Said,
    published_on: date,
    link: str,
    reasons: str,
    by: User,
    at: datetime,
) -> InspectionFile:
    """Correct the published outcome as it was entered, with the reason. The next steps stay as they are.

    Raises as `_step` does, or CannotRecord.
    """
    _require(file, by=by, at=at)
    said, link = _checked(said, published_on=published_on, link=link, file=file, at=at), link.strip()
    reasons = check_text(reasons, "Say why the outcome is entered again.")
    now = _again(file, at=at)
    last = now.outcome
    if last is None:
        raise CannotTake("No outcome has been entered yet, so there is none to correct.")
    held = (last.framework, last.grades, last.summary, last.published_on, last.link)
    if held == (*_columns(said), published_on, link):
        return now
    _enter(now, said, published_on=published_on, link=link, reasons=reasons, by=by, at=at)
    _record(file.inspection, "published outcome entered again", by=by, at=at)
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def do(
    file: InspectionFile,
    *,
    number: int,
    needed: bool,
    done_on: date,
    words: str,
    by: User,
    at: datetime,
) -> InspectionFile:
    """Mark a next step as done, or as not needed, in words. Raises PermissionDenied, StandsAside or CannotTake."""
    _require(file, by=by, at=at)
    words = check_text(words, "Say what was done." if needed else "Say why this is not needed.")
    if done_on > timezone.localdate(at):
        raise CannotTake("It cannot have been done after today.")
    now = _again(file, at=at)
    found = next((each for each in now.next_steps if each.step.number == number), None)
    if found is None:
        raise CannotTake("There is no such next step.")
    if found.done is not None:
        same = (found.done.words, found.done.is_needed, found.done.by_id) == (words, needed, by.pk)
        if same:
            return now
        raise CannotTake(f"{found.done.by.name} has marked this next step already.")
    NextStepDone.objects.create(step=found.step, is_needed=needed, done_on=done_on, words=words, by=by, at=at)
    marked = "done" if needed else "not needed"
    _record(file.inspection, f"next step {number} {marked}", by=by, at=at)
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def close(file: InspectionFile, *, by: User, at: datetime) -> InspectionFile:
    """Close an inspection whose next steps are all done. Raises as `_step` does."""
    _require(file, by=by, at=at)
    _step(_again(file, at=at), "close", by=by, at=at)
    return _renewed(file, at=at)


@transaction.atomic(durable=True)
def withdraw(file: InspectionFile, *, reasons: str, by: User, at: datetime) -> InspectionFile:
    """Say that an inspection did not go ahead, and why. Raises as `_step` does."""
    _require(file, by=by, at=at)
    reasons = check_text(reasons, "Say why the inspection did not go ahead.")
    _step(_again(file, at=at), "withdraw", reasons=reasons, by=by, at=at)
    return _renewed(file, at=at)


def _require(file: InspectionFile, *, by: User, at: datetime) -> None:
    today = timezone.localdate(at)
    taking.require(by, WORK, school=file.school, on=today)
    standing_aside.check(by, WORK, school=file.school, on=today)


def _checked(
    said: Said,
    *,
    published_on: date | None = None,
    link: str | None = None,
    file: InspectionFile | None = None,
    at: datetime | None = None,
) -> Said:
    """The outcome tidied. Raises CannotRecord with all that is wrong at once."""
    said = outcomes.tidy(said)
    found = list(outcomes.problems(said))
    if len(said.summary) > taking.LONGEST:
        found.append(("summary", f"Use {taking.LONGEST:,} characters or fewer."))
    if published_on is not None and file is not None and at is not None:
        if published_on > timezone.localdate(at):
            found.append(("published_on", "The outcome cannot have been published after today."))
        elif published_on < file.inspection.begins_on:
            found.append(
                ("published_on", "The outcome cannot have been published before the inspection began.")
            )
    if link is not None:
        try:
            _is_address(link.strip())
        except ValidationError:
            found.append(
                ("link", "Give the address where it is published, like https://reports.example.org/1.")
            )
    if found:
        raise CannotRecord(tuple(found))
    return said


def _columns(said: Said) -> tuple[str, dict[str, str], str]:
    return said.framework, dict(said.grades), said.summary


def _enter(
    file: InspectionFile,
    said: Said,
    *,
    published_on: date,
    link: str,
    reasons: str = "",
    by: User,
    at: datetime,
) -> None:
    Published.objects.create(
        inspection=file.inspection,
        number=len(file.published) + 1,
        framework=said.framework,
        grades=dict(said.grades),
        summary=said.summary,
        published_on=published_on,
        link=link,
        reasons=reasons,
        by=by,
        at=at,
    )


def _again(file: InspectionFile, *, at: datetime) -> InspectionFile:
    """The inspection as it stands now, with nobody else writing. Raises CannotTake where it has moved on."""
    leave.alone(file.school)
    now = _renewed(file, at=at)
    if (now.steps[-1].number, len(now.published)) != (file.steps[-1].number, len(file.published)):
        raise CannotTake(
            "Somebody else has taken this inspection a step further since you opened the page. "
            "Nothing of yours was saved: look at where it stands now."
        )
    return now


def _renewed(file: InspectionFile, *, at: datetime) -> InspectionFile:
    return _read(file.inspection.pk, school=file.school, today=timezone.localdate(at))


def _read(pk: int, *, school: School, today: date) -> InspectionFile:
    found = kept.one(pk, school=school, today=today)
    if found is None:
        raise CannotTake("This inspection is not of this school.")
    return found


def _step(
    file: InspectionFile,
    name: str,
    *,
    reasons: str = "",
    details: dict[str, object] | None = None,
    by: User | None,
    at: datetime,
) -> InspectionStep:
    """Take a step of an inspection. Raises PermissionDenied, StandsAside, TransitionRefused or CannotTake.

    What the trail says of a step says nothing of an outcome: everybody who works with the school reads it.
    """
    return taking.step(
        INSPECTION,
        file,
        name,
        rows=InspectionStep,
        of={"inspection": file.inspection},
        school=file.school,
        verb=Verb.INSPECTION_EMBARGOED if name in EMBARGOED_STEPS else Verb.INSPECTION_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )


def _record(inspection: Inspection, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.INSPECTION_MOVED,
        by=by,
        at=at,
        authority_code=inspection.authority_id,
        urn=inspection.school_id,
        subject=subject,
    )
