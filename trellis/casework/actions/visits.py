"""The visits of a case, and the plan of action that is drawn up there with the headteacher."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions import cases
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import PlanOfAction, Purpose, Visit
from trellis.casework.queries.cases import CaseFile
from trellis.schools import standing_aside

MOST_LINES = 30
PURPOSES = {"visit_due": Purpose.CONFIRM, "follow_up": Purpose.FOLLOW_UP}
"""What a visit is for, by the state of the case."""
CAN_DRAW_UP = ("visit_due", "planning", "supported", "evaluation")


@dataclass(frozen=True, kw_only=True)
class ActionLine:
    """One thing that is done at once. The school owns it; what the authority does stands beside it as support."""

    what: str
    owner_school: str
    by_when: date
    support: str = ""


class ChangedMeanwhile(CannotTake):
    """Somebody has written a newer revision than the one that was being edited. Nothing was saved over it."""


@transaction.atomic(durable=True)
def record(
    file: CaseFile,
    *,
    held_on: date,
    found: bool,
    note: str,
    by: User,
    at: datetime,
    head: str = "",
    head_absent: str = "",
    chair: str = "",
    chair_absent: str = "",
    others: str = "",
    lines: Sequence[ActionLine] = (),
) -> CaseFile:
    """Record a visit with its note; with `lines` also the plan of action that was drawn up there.

    What it is for follows from where the case stands. `found` is whether the risk was confirmed, or, in follow-up, whether
    improvement has lasted. Raises PermissionDenied, StandsAside or CannotTake.
    """
    _require(file, by=by, at=at)
    purpose = PURPOSES.get(file.state)
    if purpose is None:
        raise CannotTake(
            f"A visit is recorded while one is due or in follow-up: this case is {file.state_words.lower()}."
        )
    if held_on > timezone.localdate(at):
        raise CannotTake("The visit cannot be after today: record it once it has been made.")
    if purpose == Purpose.CONFIRM and held_on < file.case.seen_on:
        raise CannotTake(f"The visit cannot be before the risk was found, on {_said(file.case.seen_on)}.")
    due = file.follow_up_due
    if purpose == Purpose.FOLLOW_UP and found and due is not None and held_on < due:
        raise CannotTake(
            f"Whether improvement has lasted is looked at from {_said(due)}. "
            "A visit before that day can find that it has not."
        )
    names = {
        "head": _one_of("headteacher", head, head_absent),
        "chair": _one_of("chair of governors", chair, chair_absent),
    }
    said = check_text(note, "Write the note of visit.")
    same = Visit.objects.filter(case=file.case, purpose=purpose, held_on=held_on, note=said)
    cases.hold(file, same, seen=0, found="This visit is recorded already: it is kept, once.")
    made = Visit.objects.create(
        case=file.case,
        purpose=purpose,
        held_on=held_on,
        head=names["head"][0],
        head_absent=names["head"][1],
        chair=names["chair"][0],
        chair_absent=names["chair"][1],
        others=others.strip(),
        found=found,
        note=said,
        by=by,
        at=at,
    )
    cases.record(file, Verb.VISIT_RECORDED, f"{purpose.label}: {'yes' if found else 'no'}", by=by, at=at)
    visited = replace(file, visits=(*file.visits, made))
    if not lines:
        return visited
    return _draw_up(visited, lines=lines, after=len(file.plans_of_action), by=by, at=at)


@transaction.atomic(durable=True)
def draw_up(file: CaseFile, *, lines: Sequence[ActionLine], after: int, by: User, at: datetime) -> CaseFile:
    """Write the plan of action, or a new revision of it. `after` is the number of the revision that was being edited.

    Raises PermissionDenied, StandsAside, CannotTake, or ChangedMeanwhile where there is a newer revision.
    """
    _require(file, by=by, at=at)
    return _draw_up(file, lines=lines, after=after, by=by, at=at)


def _draw_up(file: CaseFile, *, lines: Sequence[ActionLine], after: int, by: User, at: datetime) -> CaseFile:
    if file.state not in CAN_DRAW_UP:
        raise CannotTake(
            f"A plan of action is written from the visit until the case steps down: this is {file.state_words.lower()}."
        )
    if not lines:
        raise CannotTake("Write at least one thing that is to be done.")
    if len(lines) > MOST_LINES:
        raise CannotTake(
            f"A plan of action has {MOST_LINES} lines at most: what comes later is for the support plan."
        )
    for number, line in enumerate(lines, start=1):
        check_text(line.what, f"Say what is to be done in line {number}.")
        check_text(
            line.owner_school, f"Name who at the school owns line {number}. The school is its first owner."
        )
        if len(line.owner_school) > 200 or len(line.support) > 2000:
            raise CannotTake(f"Line {number} is too long: shorten its owner or its support.")
    kept = [
        {
            "what": line.what.strip(),
            "owner_school": line.owner_school.strip(),
            "support": line.support.strip(),
            "by_when": line.by_when.isoformat(),
        }
        for line in lines
    ]
    changed = (
        "Somebody has changed this plan of action since you opened the page. "
        "Yours is not saved yet, and nothing of either is lost: both are below."
    )
    newest = PlanOfAction.objects.filter(case=file.case)
    if newest.count() != after:
        raise ChangedMeanwhile(changed)
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            made = PlanOfAction.objects.create(case=file.case, revision=after + 1, lines=kept, by=by, at=at)
    except IntegrityError as error:
        raise ChangedMeanwhile(changed) from error
    cases.record(file, Verb.CASE_MOVED, f"plan of action, revision {made.revision}", by=by, at=at)
    return replace(file, plans_of_action=(*file.plans_of_action, made))


def _require(file: CaseFile, *, by: User, at: datetime) -> None:
    school, today = file.case.school, timezone.localdate(at)
    require(by, Permission.CASE_WORK, school=school, on=today)
    standing_aside.check(by, Permission.CASE_WORK, school=school, on=today)


def _one_of(who: str, name: str, absent: str) -> tuple[str, str]:
    """A name, or why there is none."""
    name, absent = name.strip(), absent.strip()
    if not name and not absent:
        raise CannotTake(f"Name the {who} whom you met, or say why you met none.")
    if len(name) > 200:
        raise CannotTake(f"The name of the {who} must be 200 characters or fewer.")
    return name, "" if name else absent


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
