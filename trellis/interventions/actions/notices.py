"""Taking a warning notice from its consideration to its end. Two people give it, and every step is written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.accounts import two_people
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.interventions import law
from trellis.interventions.law import Kind
from trellis.interventions.models import Basis, Draft, Giving, LegalCheck, Notice, NoticeStep, Wording
from trellis.interventions.queries import notices
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.warning_notice import GIVEN, WARNING_NOTICE, not_maintained
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School

MOST_DAYS = 365
MOVED_ON = (
    "Somebody else has taken this notice a step further since you opened the page. "
    "Nothing of yours was saved: look at where it stands now."
)


class CannotConsider(Refusal):
    """No notice can be considered for this school, or not now."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a notice states, as it is drafted. Grounds, powers and guidance are ids."""

    grounds: tuple[str, ...]
    matters: str
    required: str
    days: int
    basis: str
    powers: tuple[str, ...]
    guidance: str


@transaction.atomic(durable=True)
def consider(*, school: School, why: str, by: User, at: datetime) -> NoticeFile:
    """Say that a warning notice to a maintained school is considered, and why.

    Raises PermissionDenied, StandsAside, CannotConsider or CannotTake.
    """
    today = timezone.localdate(at)
    require(by, Permission.NOTICE_WRITE, school=school, on=today)
    standing_aside.check(by, Permission.NOTICE_WRITE, school=school, on=today)
    check_maintained(school)
    said = check_text(why, "Say why a warning notice is considered.")
    hold(school)
    if blocked := notices.blocking(school, today=today):
        raise CannotConsider(blocked)
    if any(each.is_open for each in notices.of_school(school, today=today)):
        raise CannotConsider("A notice to this school is under way already. Go on with that one.")
    made = Notice.objects.create(authority_id=school.authority_id, school=school, why=said, by=by, at=at)
    NoticeStep.objects.create(
        notice=made, number=1, name="consider", state=WARNING_NOTICE.initial, told=False, by=by, at=at
    )
    trail.record(
        Verb.NOTICE_MOVED, by=by, at=at, authority_code=school.authority_id, subject=f"Considering: {school}"
    )
    return read(made, school=school, today=today)


@transaction.atomic(durable=True)
def draft(file: NoticeFile, *, words: Words, by: User, at: datetime) -> NoticeFile:
    """Draft the notice, or draft it again: what it states is complete, or it is no draft. Raises as `take` does."""
    given = _wording(words, on=timezone.localdate(at))
    name = "draft" if file.state == "considering" else "redraft"
    file = take(file, name, by=by, at=at)
    Draft.objects.create(notice=file.notice, revision=len(file.drafts) + 1, by=by, at=at, **given)
    return _again(file)


@transaction.atomic(durable=True)
def check(
    file: NoticeFile, *, lawyer: str, checked_on: date, is_sound: bool, advice: str, by: User, at: datetime
) -> NoticeFile:
    """Record what a lawyer said of the newest draft. Raises as `take` does."""
    named = check_text(lawyer, "Name who checked it.")
    _not_after(checked_on, at=at, what="The day of the legal check")
    said = advice.strip() if is_sound else check_text(advice, "Say what the legal check asks to be changed.")
    file = take(file, "check", by=by, at=at, dated=checked_on)
    if file.draft is None:
        raise LookupError("what is drafted has a draft")
    LegalCheck.objects.create(
        draft=file.draft, lawyer=named, checked_on=checked_on, is_sound=is_sound, advice=said, by=by, at=at
    )
    return _again(file)


@transaction.atomic(durable=True)
def give(
    file: NoticeFile, *, given_on: date, addressee: str, means: str, by: User, at: datetime
) -> NoticeFile:
    """Give the notice to the governing body, as somebody else drafted it. This sets the last day of compliance.

    Raises as `take` does, SamePerson or NoTermSetUp.
    """
    school = file.notice.school
    to = check_text(addressee, "Say to whom the notice is addressed.")
    how = check_text(means, "Say how it was given.")
    _not_after(given_on, at=at, what="The day on which it was given")
    if by.pk in file.drafters:
        two_people.check(by, first=by, did="drafted this notice", does="give it")
    checked = file.check
    if checked is not None and given_on < checked.checked_on:
        raise CannotTake("A notice cannot be given before the day of its legal check.")
    file = take(file, "give", by=by, at=at, dated=given_on)
    newest = file.draft
    if newest is None:
        raise LookupError("what was checked was drafted")
    calendar = calendars.of_school(school, on=timezone.localdate(at))
    Giving.objects.create(
        notice=file.notice,
        given_on=given_on,
        addressee=to,
        means=how,
        comply_by=notices.last_day(
            given_on=given_on, days=newest.days, basis=newest.basis, calendar=calendar
        ),
        by=by,
        at=at,
        **{field.name: getattr(newest, field.name) for field in Wording._meta.local_fields},
    )
    return _again(file)


@transaction.atomic(durable=True)
def withdraw(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Decide not to give a notice that is not given yet. Raises as `take` does."""
    return _with_reasons(file, "withdraw", reasons, "Say why no notice is given.", by=by, at=at)


@transaction.atomic(durable=True)
def run(file: NoticeFile, *, by: User, at: datetime) -> NoticeFile:
    """Confirm that everybody who must have a copy has one. Raises as `take` does."""
    return _again(take(file, "run", by=by, at=at))


@transaction.atomic(durable=True)
def comply(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Record that the governing body has complied, and what shows it. Raises as `take` does."""
    return _with_reasons(file, "comply", reasons, "Say what shows that it complied.", by=by, at=at)


@transaction.atomic(durable=True)
def fail(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Record that the period is over and the governing body has not complied. Raises as `take` does."""
    return _with_reasons(file, "fail", reasons, "Say what shows that it did not comply.", by=by, at=at)


@transaction.atomic(durable=True)
def close(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Close a notice that was complied with, or whose power was lifted. Raises as `take` does."""
    return _with_reasons(file, "close", reasons, "Say what follows for the school.", by=by, at=at)


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this school."""
    return taking.may(user, WARNING_NOTICE, school=school, on=on, held=held)


def check_maintained(school: School) -> None:
    """Raise CannotConsider for a school to which the authority gives no notice."""
    if refused := not_maintained(school):
        raise CannotConsider(refused)


def hold(school: School) -> None:
    """Keep others from writing about the school until the transaction ends, where the database can."""
    School.objects.select_for_update().filter(pk=school.pk).first()


def read(notice: Notice, *, school: School, today: date) -> NoticeFile:
    found = notices.one(notice.pk, school=school, today=today)
    if found is None:
        raise LookupError("a notice that was just written is there")
    return found


def fresh(file: NoticeFile) -> NoticeFile:
    """Hold the school and read the notice again. Raises CannotTake where somebody has moved it on meanwhile."""
    school = file.notice.school
    hold(school)
    now = read(file.notice, school=school, today=file.today)
    if len(now.steps) != len(file.steps):
        raise CannotTake(MOVED_ON)
    return now


def take(
    file: NoticeFile,
    name: str,
    *,
    by: User | None,
    at: datetime,
    reasons: str = "",
    dated: date | None = None,
    details: Mapping[str, Any] | None = None,
) -> NoticeFile:
    """Take a step within a transaction. Raises TransitionRefused, StandsAside or CannotTake, each with its sentence."""
    if (
        by is not None
    ):  # before the notice is read anew: who stands aside read only what the school knows of it
        asked = Permission(WARNING_NOTICE.by_name[name].permission)
        standing_aside.check(by, asked, school=file.notice.school, on=timezone.localdate(at))
    file = fresh(file)
    told = WARNING_NOTICE.by_name[name].target in GIVEN
    taking.step(
        WARNING_NOTICE,
        file,
        name,
        rows=NoticeStep,
        of={"notice": file.notice, "told": told, "dated": dated},
        school=file.notice.school,
        verb=Verb.NOTICE_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
        told=told,
    )
    return _again(file)


def _with_reasons(
    file: NoticeFile, name: str, reasons: str, missing: str, *, by: User, at: datetime
) -> NoticeFile:
    return take(file, name, by=by, at=at, reasons=check_text(reasons, missing))


def _again(file: NoticeFile) -> NoticeFile:
    return read(file.notice, school=file.notice.school, today=file.today)


def _not_after(day: date, *, at: datetime, what: str) -> None:
    if day > timezone.localdate(at):
        raise CannotTake(f"{what} cannot be after today.")


def _wording(words: Words, *, on: date) -> dict[str, Any]:
    """What a notice states, as its rows keep it: in words as they are today. Raises CannotTake for what is missing."""
    ruled = law.held()
    kind = ruled.kind_of(words.grounds)
    if not words.grounds:
        raise CannotTake("Choose at least one ground.")
    if kind is None:
        raise CannotTake(
            "These grounds belong to notices of two kinds. Choose those of one kind, and give the other by itself."
        )
    open_to = ruled.powers_after(kind)
    if closed := [each for each in ruled.powers if each.id in words.powers and each not in open_to]:
        raise CannotTake(
            f"“{closed[0].name}” does not follow a notice about {words_of(kind)}: choose among the other powers."
        )
    powers = [(each.id, each.name) for each in open_to if each.id in words.powers]
    if not powers:
        raise CannotTake("Choose at least one power that the authority is minded to use.")
    if not 1 <= words.days <= MOST_DAYS:
        raise CannotTake(f"Give a compliance period of 1 to {MOST_DAYS} days.")
    if words.basis not in Basis.values:
        raise CannotTake("Choose what kind of days the compliance period counts.")
    guidance = next((each for each in ruled.in_effect(on) if each.id == words.guidance), None)
    if guidance is None:
        raise CannotTake("Choose the guidance that the notice is written by, of those in effect today.")
    return {
        "kind": kind.id,
        "kind_name": kind.name,
        "law": kind.law,
        "grounds": _named(words.grounds, [(each.id, each.name) for each in kind.grounds]),
        "matters": check_text(words.matters, "State the matters on which the notice rests."),
        "required": check_text(words.required, "State the action that the governing body is to take."),
        "days": words.days,
        "basis": words.basis,
        "powers": [list(each) for each in powers],
        "guidance": guidance.said,
    }


def words_of(kind: Kind) -> str:
    return f"{kind.name[:1].lower()}{kind.name[1:]}"


def _named(chosen: Sequence[str], listed: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[key, name] for key, name in listed if key in chosen]
