"""Keeping the register of duties: evidence, and who answers for what."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.duties import queries
from trellis.duties.models import Assignment, Evidence
from trellis.duties.shipped import Duty, duties
from trellis.problem import Refusal
from trellis.schools.models import Authority

LONGEST = 2000
LONGEST_LINK = 500
OLDEST_DAYS = 5 * 366
"""How old evidence may be when it is recorded: the longest cycle there can be."""


class CannotKeep(Refusal):
    """The register of duties cannot be changed as was asked. The message says why."""


class MeanwhileChanged(CannotKeep):
    """Somebody else has said who answers for the duty since the form was opened."""


@transaction.atomic(durable=True)
def record(
    duty_id: str, *, authority: str, shown_on: date, note: str, link: str, by: User, at: datetime
) -> Evidence:
    """Record what shows that a duty is met. What is sent twice is kept once. Raises PermissionDenied or CannotKeep."""
    today, note, link = timezone.localdate(at), note.strip(), link.strip()
    access.require(by, Permission.DUTIES_KEEP, authority=authority, on=today)
    duty = _duty(duty_id)
    if not note:
        raise CannotKeep("Write what shows that the duty is met.")
    if len(note) > LONGEST:
        raise CannotKeep(f"Use {LONGEST:,} characters or fewer: this is {len(note):,}.")
    if link and (len(link) > LONGEST_LINK or not _is_web(link)):
        raise CannotKeep("Give the address of a page, beginning with https://, or none.")
    if not today - timedelta(days=OLDEST_DAYS) <= shown_on <= today:
        raise CannotKeep("Give the day of the evidence: today, or a day of the last five years.")
    _alone(authority)
    told = {
        "authority_id": authority,
        "duty": duty.id,
        "shown_on": shown_on,
        "note": note,
        "link": link,
        "by": by,
    }
    twice = Evidence.objects.filter(**told).first()
    if twice is not None:
        return twice
    made = Evidence.objects.create(**told, at=at)
    trail.record(Verb.DUTY_RECORDED, by=by, at=at, authority_code=authority, subject=duty.title)
    return made


@transaction.atomic(durable=True)
def assign(
    duty_id: str,
    *,
    authority: str,
    role: str,
    person: int | None,
    months: int,
    reasons: str,
    after: int,
    by: User,
    at: datetime,
) -> Assignment:
    """Say who answers for a duty and how often it is evidenced. `after` is the number that was newest when it was asked.

    Raises PermissionDenied, CannotKeep, or MeanwhileChanged.
    """
    today, reasons = timezone.localdate(at), reasons.strip()
    access.require(by, Permission.DUTIES_KEEP, authority=authority, on=today)
    duty = _duty(duty_id)
    if bool(role) == (person is not None):
        raise CannotKeep("Choose one owner: a role or a person.")
    if role and not queries.may_own(role):
        raise CannotKeep("Choose a role that is held at the authority.")
    if person is not None and person not in dict(queries.owners(authority, on=today)):
        raise CannotKeep("Choose somebody who holds a post at the authority.")
    if not 1 <= months <= 60:
        raise CannotKeep("Give a cycle of 1 to 60 months.")
    if not reasons:
        raise CannotKeep("Say why it changes.")
    if len(reasons) > LONGEST:
        raise CannotKeep(f"Use {LONGEST:,} characters or fewer: this is {len(reasons):,}.")
    _alone(authority)
    told = {"role": role, "person_id": person, "months": months}
    newest = Assignment.objects.filter(authority=authority, duty=duty.id).order_by("-number").first()
    number = newest.number if newest is not None else 0
    twice = newest is not None and number == after + 1 and (newest.by_id, newest.reasons) == (by.pk, reasons)
    if newest is not None and twice and all(getattr(newest, name) == value for name, value in told.items()):
        return newest
    if number != after:
        raise MeanwhileChanged(
            "Somebody else has changed who answers for this duty since you opened the form. Look at what stands now, and send it again if it still holds."
        )
    made = Assignment.objects.create(
        authority_id=authority, duty=duty.id, number=number + 1, reasons=reasons, by=by, at=at, **told
    )
    trail.record(Verb.DUTY_CHANGED, by=by, at=at, authority_code=authority, subject=duty.title)
    return made


def _duty(duty_id: str) -> Duty:
    found = duties().get(duty_id)
    if found is None:
        raise CannotKeep("There is no such duty in the register.")
    return found


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.netloc) and not any(each.isspace() for each in link)
    )


def _alone(authority: str) -> None:
    """Let one writer at a time at an authority’s register, where the database can."""
    Authority.objects.select_for_update().filter(pk=authority).first()
