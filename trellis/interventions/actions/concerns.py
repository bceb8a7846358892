"""Taking a concern about an academy from its note to its end: with the academy, with its trust, and beyond."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.interventions import law
from trellis.interventions.models import Concern, ConcernReply, ConcernStep, Direction
from trellis.interventions.queries import concerns
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School

TELLS = frozenset({"discuss", "raise_in_writing"})
"""The steps by which the academy comes to know of a concern. Later ones are told, but for a referral about safeguarding."""


class CannotNote(Refusal):
    """No concern can be noted about this school."""


@transaction.atomic(durable=True)
def note(
    *, school: School, subject: str, seen: str, evidence: str, direction: str, by: User, at: datetime
) -> ConcernFile:
    """Note a concern about an academy, with what shows it. Raises PermissionDenied, StandsAside, CannotNote or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.CONCERN_NOTE, school=school, on=today)
    standing_aside.check(by, Permission.CONCERN_NOTE, school=school, on=today)
    check_academy(school)
    about = law.held().subject(subject)
    if about is None:
        raise CannotNote("Choose what the concern is about.")
    if direction not in Direction.values:
        raise CannotNote("Choose the direction of travel.")
    told = {
        "subject": about.id,
        "seen": check_text(seen, "Say what gives concern."),
        "evidence": check_text(evidence, "Say what shows it."),
        "direction": direction,
    }
    hold(school)
    if Concern.objects.filter(school=school, by=by, at__date=today, **told).exists():
        raise CannotNote("You have noted this concern already: it is kept, once.")
    made = Concern.objects.create(
        authority_id=school.authority_id,
        school=school,
        subject_name=about.name,
        is_safeguarding=about.is_safeguarding,
        by=by,
        at=at,
        **told,
    )
    ConcernStep.objects.create(
        concern=made, number=1, name="note", state=ACADEMY_CONCERN.initial, told=False, by=by, at=at
    )
    trail.record(
        Verb.CONCERN_MOVED, by=by, at=at, authority_code=school.authority_id, subject=f"Noted: {school}"
    )
    return _read(made, today=today)


@transaction.atomic(durable=True)
def discuss(file: ConcernFile, *, met_on: date, whom: str, words: str, by: User, at: datetime) -> ConcernFile:
    """Record that the concern was discussed with the academy. Raises as `_take` does."""
    _not_after(met_on, at=at, what="The day of the discussion")
    return _take(
        file,
        "discuss",
        by=by,
        at=at,
        reasons=check_text(words, "Say what was discussed, and what the academy said."),
        dated=met_on,
        addressee=check_text(whom, "Say with whom it was discussed."),
    )


@transaction.atomic(durable=True)
def raise_in_writing(
    file: ConcernFile,
    *,
    addressee: str,
    means: str,
    dated: date,
    words: str,
    due: date | None = None,
    by: User,
    at: datetime,
) -> ConcernFile:
    """Raise the concern in writing with the trust, which is asked to answer by a day: the pack's clock, or a later one.

    Raises as `_take` does.
    """
    usual = concerns.reply_due(file.concern.school, dated=dated, on=timezone.localdate(at))
    if due is not None and due < usual:
        raise CannotTake(
            f"The trust has until {usual.day} {usual:%B %Y} at least: give that day or a later one."
        )
    return _letter(
        file,
        "raise_in_writing",
        addressee=addressee,
        means=means,
        dated=dated,
        words=words,
        by=by,
        at=at,
        due=due or usual,
    )


@transaction.atomic(durable=True)
def reply(
    file: ConcernFile, *, received_on: date, sender: str, words: str, by: User, at: datetime
) -> ConcernFile:
    """Record what the trust or the academy answered. Raises PermissionDenied, StandsAside or CannotTake."""
    school = file.concern.school
    today = timezone.localdate(at)
    require(by, Permission.CONCERN_WRITE, school=school, on=today)
    standing_aside.check(by, Permission.CONCERN_WRITE, school=school, on=today)
    if not file.is_open or not file.letters:
        raise CannotTake("An answer is recorded to a letter, while the concern is open.")
    _not_after(received_on, at=at, what="The day on which the answer came")
    said = check_text(words, "Write what they answered.")
    name = check_text(sender, "Say who answered.")
    hold(school)
    given: dict[str, Any] = {"sender": name, "words": said, "received_on": received_on}
    if ConcernReply.objects.filter(concern=file.concern, **given).exists():
        raise CannotTake("This answer is recorded already: it is kept, once.")
    told = file.steps[-1].told
    ConcernReply.objects.create(concern=file.concern, told=told, by=by, at=at, **given)
    trail.record(
        Verb.CONCERN_MOVED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk if told else None,
        subject="answer received",
    )
    return _read(file.concern, today=file.today)


@transaction.atomic(durable=True)
def refer(
    file: ConcernFile,
    *,
    name: str,
    addressee: str,
    means: str,
    dated: date,
    words: str,
    why_early: str = "",
    by: User,
    at: datetime,
) -> ConcernFile:
    """Refer the concern to the department or to Ofsted, by one of the steps that do. Raises as `_take` does.

    `why_early` is the reason for not waiting for the trust's answer, where it is not due yet.
    """
    early = ""
    if name == "escalate_early":
        early = check_text(why_early, "Say why this does not wait for the trust’s answer.")
    return _letter(
        file,
        name,
        addressee=addressee,
        means=means,
        dated=dated,
        words=words,
        by=by,
        at=at,
        details={"why before the answer was due": early} if early else {},
    )


@transaction.atomic(durable=True)
def receive(
    file: ConcernFile, *, received_on: date, sender: str, words: str, by: User, at: datetime
) -> ConcernFile:
    """Record what came of a referral. Raises as `_take` does."""
    _not_after(received_on, at=at, what="The day of the outcome")
    _not_before_the_last(file, received_on, what="The day of the outcome")
    return _take(
        file,
        "receive",
        by=by,
        at=at,
        dated=received_on,
        addressee=check_text(sender, "Say who told the authority."),
        reasons=check_text(words, "Say what the outcome is."),
    )


@transaction.atomic(durable=True)
def resolve(file: ConcernFile, *, reasons: str, by: User, at: datetime) -> ConcernFile:
    """Record that the concern is resolved, and what shows it. Raises as `_take` does."""
    return _take(
        file, "resolve", by=by, at=at, reasons=check_text(reasons, "Say what shows that it is resolved.")
    )


@transaction.atomic(durable=True)
def drop(file: ConcernFile, *, reasons: str, by: User, at: datetime) -> ConcernFile:
    """Close a concern that is not taken further. Raises as `_take` does."""
    return _take(file, "drop", by=by, at=at, reasons=check_text(reasons, "Say why it is not taken further."))


@transaction.atomic(durable=True)
def close(file: ConcernFile, *, reasons: str, by: User, at: datetime) -> ConcernFile:
    """Close a concern that is resolved, or whose outcome came. Raises as `_take` does."""
    return _take(file, "close", by=by, at=at, reasons=check_text(reasons, "Say what follows."))


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this school."""
    return taking.may(user, ACADEMY_CONCERN, school=school, on=on, held=held, also=(Permission.CONCERN_NOTE,))


def check_academy(school: School) -> None:
    """Raise CannotNote for a school that is no academy, or that has closed."""
    if school.relationship != "academy":
        raise CannotNote(
            "A concern is raised about an academy. A school that the authority maintains is supported, "
            "challenged, and where it must be given a warning notice."
        )
    if not school.is_open:
        raise CannotNote("This school has closed.")


def hold(school: School) -> None:
    """Keep others from writing about the school until the transaction ends, where the database can."""
    School.objects.select_for_update().filter(pk=school.pk).first()


def _letter(
    file: ConcernFile,
    name: str,
    *,
    addressee: str,
    means: str,
    dated: date,
    words: str,
    by: User,
    at: datetime,
    due: date | None = None,
    details: dict[str, str] | None = None,
) -> ConcernFile:
    _not_after(dated, at=at, what="The day of the letter")
    _not_before_the_last(file, dated, what="The day of the letter")
    return _take(
        file,
        name,
        by=by,
        at=at,
        addressee=check_text(addressee, "Say to whom it is addressed."),
        means=check_text(means, "Say by what means it went."),
        reasons=check_text(words, "Write the letter."),
        dated=dated,
        due=due,
        details=details,
    )


def _take(
    file: ConcernFile,
    name: str,
    *,
    by: User,
    at: datetime,
    reasons: str,
    details: dict[str, str] | None = None,
    **columns: Any,
) -> ConcernFile:
    """Take a step within a transaction. Raises TransitionRefused, StandsAside or CannotTake."""
    school = file.concern.school
    asked = Permission(ACADEMY_CONCERN.by_name[name].permission)
    standing_aside.check(by, asked, school=school, on=timezone.localdate(at))
    hold(school)
    told = name in TELLS or (file.steps[-1].told and name != "refer_safeguarding")
    taking.step(
        ACADEMY_CONCERN,
        file,
        name,
        rows=ConcernStep,
        of={"concern": file.concern, "told": told, **columns},
        school=school,
        verb=Verb.CONCERN_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
        told=told,
    )
    return _read(file.concern, today=file.today)


def _read(concern: Concern, *, today: date) -> ConcernFile:
    found = concerns.one(concern.pk, school=concern.school, today=today)
    if found is None:
        raise LookupError("a concern that was just written is there")
    return found


def _not_before_the_last(file: ConcernFile, day: date, *, what: str) -> None:
    """Raise CannotTake for a day before that of the discussion, or of the letter, that it follows."""
    last = next((step.dated for step in reversed(file.steps) if step.dated is not None), None)
    if last is not None and day < last:
        raise CannotTake(f"{what} cannot be before {last.day} {last:%B %Y}, the day of what it follows.")


def _not_after(day: date, *, at: datetime, what: str) -> None:
    if day > timezone.localdate(at):
        raise CannotTake(f"{what} cannot be after today.")
