"""What follows a notice that was given: its copies, the powers of the authority, and the Secretary of State's own notice."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.interventions import law
from trellis.interventions.actions import notices as actions
from trellis.interventions.law import Power
from trellis.interventions.models import Copy, PowerUse, SecretaryNotice, SecretaryNoticeEnd
from trellis.interventions.queries import notices
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.warning_notice import ENDED_BY_SECRETARY
from trellis.schools import standing_aside
from trellis.schools.models import School

COPIES_IN = frozenset({"given", "running"})


@transaction.atomic(durable=True)
def copy(file: NoticeFile, *, recipient: str, to: str, sent_on: date, by: User, at: datetime) -> NoticeFile:
    """Record that somebody who must have a copy was sent one. Raises PermissionDenied, StandsAside or CannotTake."""
    school = file.notice.school
    _may_write(by, Permission.NOTICE_WRITE, school=school, at=at)
    file = actions.fresh(file)
    if file.state not in COPIES_IN or file.giving is None:
        raise CannotTake("Copies go out once the notice is given, and until its compliance is settled.")
    named = {each.id: each.name for each in file.recipients}
    if recipient not in named:
        raise CannotTake("Choose who was sent a copy.")
    if any(each.recipient == recipient for each in file.copies):
        raise CannotTake("That this copy was sent is recorded already.")
    addressed = check_text(to, "Say to whom the copy was sent.")
    if not file.giving.given_on <= sent_on <= timezone.localdate(at):
        raise CannotTake("Give a day from the giving of the notice up to today.")
    Copy.objects.create(
        notice=file.notice,
        recipient=recipient,
        recipient_name=named[recipient],
        to=addressed,
        sent_on=sent_on,
        by=by,
        at=at,
    )
    _record(school, f"copy sent: {named[recipient]}", by=by, at=at)
    return actions.read(file.notice, school=school, today=file.today)


@transaction.atomic(durable=True)
def propose_power(
    file: NoticeFile,
    *,
    powers: Sequence[str],
    told_on: date,
    from_date: date,
    words: str,
    by: User,
    at: datetime,
) -> NoticeFile:
    """Give the governing body written notice of powers, which may be used from a day. Raises as `actions.take` does.

    `told_on` is the day on which it was told, after the end of the compliance period.
    """
    if not powers:
        raise CannotTake("Choose at least one power.")
    chosen = [_minded(file, power) for power in dict.fromkeys(powers)]
    said = check_text(words, "Write what the governing body is told.")
    if told_on > timezone.localdate(at):
        raise CannotTake("The day on which the governing body was told cannot be after today.")
    if file.comply_by is not None and told_on <= file.comply_by:
        raise CannotTake("Written notice of a power follows the end of the compliance period.")
    if from_date <= told_on:
        raise CannotTake(
            "The notice of a power must be reasonable: give a day after the one on which the governing body was told."
        )
    details = {"powers": [[each.id, each.name] for each in chosen], "from": from_date.isoformat()}
    return actions.take(file, "propose_power", by=by, at=at, reasons=said, dated=told_on, details=details)


@transaction.atomic(durable=True)
def become_eligible(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Record that the school is eligible for intervention. Raises as `actions.take` does."""
    said = check_text(
        reasons, "Say what makes the school eligible: no compliance, and the notice of a power given."
    )
    return actions.take(file, "become_eligible", by=by, at=at, reasons=said)


@transaction.atomic(durable=True)
def use_power(
    file: NoticeFile,
    *,
    power: str,
    from_date: date,
    what: str,
    consulted: str,
    consent: str,
    by: User,
    at: datetime,
) -> NoticeFile:
    """Use a power of which the governing body was warned. Raises as `actions.take` does."""
    chosen = _minded(file, power)
    said = check_text(what, "Say what is done.")
    heard = check_text(consulted, "Say who was consulted, and what they said.")
    agreed = consent.strip()
    if chosen.needs_consent and not agreed:
        raise CannotTake(f"“{chosen.name}” takes the Secretary of State’s consent: say when it was given.")
    if file.proposed and chosen.id not in {each for each, _ in file.proposed}:
        named = "; ".join(name for _, name in file.proposed)
        raise CannotTake(f"The written notice was of another power: {named}.")
    if any(each.power == chosen.id for each in file.powers):
        raise CannotTake("This power is used already.")
    if file.power_from is not None and from_date < file.power_from:
        raise CannotTake("The power cannot be used before the day that its written notice gave.")
    file = actions.take(
        file, "use_power", by=by, at=at, reasons=said, dated=from_date, details={"power_name": chosen.name}
    )
    PowerUse.objects.create(
        notice=file.notice,
        power=chosen.id,
        power_name=chosen.name,
        law=chosen.law,
        from_date=from_date,
        what=said,
        consulted=heard,
        consent=agreed,
        by=by,
        at=at,
    )
    return actions.read(file.notice, school=file.notice.school, today=file.today)


@transaction.atomic(durable=True)
def close_unused(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Close a notice that was not complied with, without using a power. Raises as `actions.take` does."""
    said = check_text(reasons, "Say why no power is used.")
    return actions.take(file, "close_unused", by=by, at=at, reasons=said)


@transaction.atomic(durable=True)
def lift(file: NoticeFile, *, reasons: str, by: User, at: datetime) -> NoticeFile:
    """Lift the powers that are used. Raises as `actions.take` does."""
    said = check_text(reasons, "Say why the power is lifted.")
    return actions.take(file, "lift", by=by, at=at, reasons=said)


@transaction.atomic(durable=True)
def record_secretarys(
    *, school: School, given_on: date, about: str, by: User, at: datetime
) -> SecretaryNotice:
    """Record a warning notice of the Secretary of State: the authority's earlier one ends, and it may give no new one.

    An academy may be given one too. Raises PermissionDenied, StandsAside or CannotTake.
    """
    today = timezone.localdate(at)
    _may_write(by, Permission.NOTICE_WRITE, school=school, at=at)
    said = check_text(about, "Say what the notice is about.")
    if given_on > today:
        raise CannotTake("The day on which it was given cannot be after today.")
    actions.hold(school)
    if notices.blocking(school, today=today):
        raise CannotTake("A notice of the Secretary of State to this school is recorded already, and holds.")
    made = SecretaryNotice.objects.create(
        authority_id=school.authority_id, school=school, given_on=given_on, about=said, by=by, at=at
    )
    _record(school, "a notice of the Secretary of State is recorded", by=by, at=at)
    for file in notices.of_school(school, today=today):
        given = file.giving
        if file.state in ENDED_BY_SECRETARY and given is not None and given.given_on <= given_on:
            actions.take(
                file,
                "supersede",
                by=None,
                at=at,
                dated=given_on,
                reasons=f"The Secretary of State gave a warning notice, recorded by {by.name}.",
            )
    return made


@transaction.atomic(durable=True)
def end_secretarys(
    row: SecretaryNotice, *, told_on: date, words: str, by: User, at: datetime
) -> SecretaryNoticeEnd:
    """Record that the authority was told that it may give notices again. Raises PermissionDenied, StandsAside or CannotTake."""
    school = row.school
    _may_write(by, Permission.NOTICE_WRITE, school=school, at=at)
    said = check_text(words, "Say what the authority was told, and by whom.")
    if not row.given_on <= told_on <= timezone.localdate(at):
        raise CannotTake("Give a day from the Secretary of State’s notice up to today.")
    actions.hold(school)
    if SecretaryNoticeEnd.objects.filter(notice=row).exists():
        raise CannotTake("Somebody has recorded this already.")
    made = SecretaryNoticeEnd.objects.create(notice=row, told_on=told_on, words=said, by=by, at=at)
    _record(school, "told that the authority may give notices again", by=by, at=at)
    return made


def _may_write(by: User, permission: Permission, *, school: School, at: datetime) -> None:
    on = timezone.localdate(at)
    require(by, permission, school=school, on=on)
    standing_aside.check(by, permission, school=school, on=on)


def _minded(file: NoticeFile, power: str) -> Power:
    """A power that the notice says the authority is minded to use. Raises CannotTake for any other."""
    chosen = law.held().power(power)
    if chosen is None or power not in {each for each, _ in file.minded}:
        raise CannotTake(
            "Choose a power that the notice says the authority is minded to use: another takes a notice of its own."
        )
    return chosen


def _record(school: School, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.NOTICE_MOVED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=subject,
    )
