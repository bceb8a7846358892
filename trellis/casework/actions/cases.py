"""Taking the case of a school at risk from its identification to its end. Every step asks leave, and is written once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.judging.process import Named
from trellis.calendars import queries as calendars
from trellis.casework import rules as pack_rules
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Assignment, Case, CaseComment, CaseStep
from trellis.casework.queries import advisers, cases, levels
from trellis.casework.queries.cases import CaseFile
from trellis.casework.workflows.case import CASE
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School


class CannotIdentify(Refusal):
    """A case cannot be opened for this school, or not now, or something is missing."""


@transaction.atomic(durable=True)
def identify(
    *, school: School, source: str, seen: str, seen_on: date, level: int, by: User, at: datetime
) -> CaseFile:
    """Say that a school is at risk: where that was seen, what, and the level that it calls for. This opens its case.

    `source` is the id of one of the pack's. Raises PermissionDenied, StandsAside, CannotIdentify or NoTermSetUp.
    """
    today = timezone.localdate(at)
    require(by, Permission.CASE_IDENTIFY, school=school, on=today)
    standing_aside.check(by, Permission.CASE_IDENTIFY, school=school, on=today)
    if school.relationship != "maintained":
        raise CannotIdentify(
            "A case is opened for a school that the authority maintains. "
            "A concern about an academy is raised with its trust."
        )
    if not school.is_open:
        raise CannotIdentify("This school has closed, so no case can be opened for it.")
    rules = pack_rules.of(school.authority_id)
    named = {each.id: each.name for each in rules.process.sources}
    if source not in named:
        raise CannotIdentify("Choose where the risk was seen.")
    if level not in (2, 3):
        raise CannotIdentify("Choose level 2 or 3: a school at level 1 has no case.")
    check_text(seen, "Say what was seen, in words that the school will read.")
    if seen_on > today:
        raise CannotIdentify("The day on which the risk was found cannot be after today.")
    # Locked where the database can: two who identify at once would leave a school with two open cases
    School.objects.select_for_update().filter(pk=school.pk).first()
    if cases.open_of(school, today=today) is not None:
        raise CannotIdentify("This school has an open case already. Go on with that one.")
    case = Case.objects.create(
        authority_id=school.authority_id,
        school=school,
        source=source,
        source_name=named[source],
        seen=seen.strip(),
        seen_on=seen_on,
        level=level,
        by=by,
        at=at,
    )
    first = CaseStep.objects.create(
        case=case,
        number=1,
        name="identify",
        state=CASE.initial,
        details=_visit_due(school, level=level, counted_from=seen_on, on=today),
        by=by,
        at=at,
    )
    trail.record(
        Verb.CASE_IDENTIFIED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"level {level}: {named[source]}",
    )
    return CaseFile(
        case=case,
        steps=(first,),
        assignments=(),
        visits=(),
        plans_of_action=(),
        comments=(),
        evaluations=(),
        decisions=(),
        plan=None,
        group=None,
        levels=tuple(levels.cases_of(school, today=today)),
        rules=rules,
        today=today,
    )


@transaction.atomic(durable=True)
def inform(file: CaseFile, *, adviser: User, by: User, at: datetime) -> CaseFile:
    """Tell the senior adviser who will work the case, which assigns it to them. Raises as `take` does, or CannotTake."""
    _check_may_work(adviser, school=file.case.school, on=timezone.localdate(at))
    told = take(file, "inform", by=by, at=at, details={"adviser": adviser.pk})
    made = Assignment.objects.create(case=file.case, adviser=adviser, by=by, at=at)
    return replace(told, assignments=(*told.assignments, made))


@transaction.atomic(durable=True)
def reassign(file: CaseFile, *, adviser: User, reasons: str, by: User, at: datetime) -> CaseFile:
    """Give the case to another adviser, with the reason. Raises PermissionDenied, StandsAside or CannotTake."""
    school = file.case.school
    require(by, Permission.CASE_INFORM, school=school, on=timezone.localdate(at))
    standing_aside.check(by, Permission.CASE_INFORM, school=school, on=timezone.localdate(at))
    if not file.is_open or file.adviser is None:
        raise CannotTake("A case that is open and has an adviser can be given to another.")
    check_text(reasons, "Say why the case goes to another adviser.")
    _check_may_work(adviser, school=school, on=timezone.localdate(at))
    if adviser == file.adviser:
        raise CannotTake(f"{adviser.name} works this case already.")
    hold(
        file,
        Assignment.objects.filter(case=file.case),
        seen=len(file.assignments),
        found="Somebody has given this case to another adviser since you opened the page. Look at it first.",
    )
    made = Assignment.objects.create(case=file.case, adviser=adviser, reasons=reasons.strip(), by=by, at=at)
    record(file, Verb.CASE_MOVED, f"given to {adviser.name}", by=by, at=at)
    return replace(file, assignments=(*file.assignments, made))


@transaction.atomic(durable=True)
def comment(file: CaseFile, *, words: str, by: User, at: datetime) -> CaseFile:
    """Comment on a case: its identification, or its plan of action. The school and the authority both may.

    Raises PermissionDenied or CannotTake.
    """
    require(by, Permission.PLAN_COMMENT, school=file.case.school, on=timezone.localdate(at))
    said = check_text(words, "Write your comment.")
    hold(
        file,
        CaseComment.objects.filter(case=file.case, by=by, words=said),
        seen=0,
        found="You have written this comment already: it is kept, once.",
    )
    made = CaseComment.objects.create(case=file.case, words=said, by=by, at=at)
    record(file, Verb.CASE_MOVED, "commented", by=by, at=at)
    return replace(file, comments=(*file.comments, made))


@transaction.atomic(durable=True)
def confirm(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Confirm the risk after the visit, and begin to plan. Raises as `take` does."""
    return take(file, "confirm", by=by, at=at)


@transaction.atomic(durable=True)
def not_at_risk(file: CaseFile, *, reasons: str, by: User, at: datetime) -> CaseFile:
    """Close the case since the visit found no risk, with reasons. Raises as `take` does.

    The level that the school had before comes back by a proposal of its own.
    """
    check_text(reasons, "Say why the school is not at risk.")
    return take(file, "not_at_risk", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def begin_support(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Begin to support the school by its active plan. Raises as `take` does."""
    return take(file, "support", by=by, at=at)


@transaction.atomic(durable=True)
def pause(file: CaseFile, *, reason: str, review_on: date, reasons: str, by: User, at: datetime) -> CaseFile:
    """Pause a case for one of the pack's reasons, until a day on which it is looked at again. Raises as `take` does."""
    named = pause_reasons(file)
    if reason not in named:
        raise CannotTake("Choose why the case is paused.")
    if review_on <= timezone.localdate(at):
        raise CannotTake("Give a day after today on which the pause is looked at again.")
    check_text(reasons, "Say in words why the case is paused: the school will read this.")
    return take(
        file,
        "pause",
        by=by,
        at=at,
        reasons=reasons,
        details={"reason": reason, "reason_name": named[reason], "review_on": review_on.isoformat()},
    )


@transaction.atomic(durable=True)
def resume(file: CaseFile, *, reasons: str = "", by: User, at: datetime) -> CaseFile:
    """Go on with a paused case where it stood. Raises as `take` does."""
    if file.state != "paused":
        raise CannotTake(f"“Resume” cannot be done now: this is {file.state_words.lower()}.")
    return take(file, f"resume_{file.paused_from}", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def close_paused(file: CaseFile, *, reasons: str, by: User, at: datetime) -> CaseFile:
    """Close a case that is paused, with reasons. Raises as `take` does."""
    check_text(reasons, "Say why the case is closed while it is paused.")
    return take(file, "close_paused", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def step_down(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Step down to follow-up once level 1 is ratified: the term of the check is set. Raises as `take` does, or NoTermSetUp."""
    calendar = calendars.of_school(file.case.school, on=timezone.localdate(at))
    now = calendar.term_of(timezone.localdate(at))
    then = calendar.after(now, file.rules.process.follow_up_terms)
    details = {
        "check_after": then.starts.isoformat(),
        "check_by": then.ends.isoformat(),
        "term": then.name,
        "estimated": then.is_estimated,
    }
    return take(file, "step_down", by=by, at=at, details=details)


@transaction.atomic(durable=True)
def close(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Close a case whose improvement has lasted. Raises as `take` does."""
    return take(file, "close", by=by, at=at)


@transaction.atomic(durable=True)
def reopen(file: CaseFile, *, reasons: str, by: User, at: datetime) -> CaseFile:
    """Open a case in follow-up again, with reasons: it begins with a visit. Raises as `take` does, or NoTermSetUp."""
    check_text(reasons, "Say why the case is opened again.")
    details = _visit_due(
        file.case.school,
        level=file.case.level,
        counted_from=timezone.localdate(at),
        on=timezone.localdate(at),
    )
    return take(file, "reopen", by=by, at=at, reasons=reasons, details=details)


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """Return the permissions of this machine that the user has for this school.

    `held` is what `accounts.access.of` gave, where it has been asked for already.
    """
    also = (Permission.CASE_IDENTIFY, Permission.PLAN_COMMENT, Permission.LEVEL_PROPOSE)
    return taking.may(user, CASE, school=school, on=on, held=held, also=also)


def pause_reasons(file: CaseFile) -> dict[str, str]:
    return _named(file.rules.process.pause_reasons)


def take(
    file: CaseFile,
    name: str,
    *,
    by: User,
    at: datetime,
    reasons: str = "",
    details: Mapping[str, Any] | None = None,
) -> CaseFile:
    """Take a step of a case, within a transaction. Raises as `taking.step` does."""
    made = taking.step(
        CASE,
        file,
        name,
        rows=CaseStep,
        of={"case": file.case},
        school=file.case.school,
        verb=Verb.CASE_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )
    return replace(file, steps=(*file.steps, made))


def hold(file: CaseFile, rows: QuerySet[Any], *, seen: int, found: str) -> None:
    """Keep others from writing to the case until the transaction ends, where the database can, and compare.

    Raises CannotTake, saying what was found, where there are not as many rows as whoever writes has seen.
    """
    Case.objects.select_for_update().filter(pk=file.case.pk).first()
    if rows.count() != seen:
        raise CannotTake(found)


def record(file: CaseFile, verb: Verb, subject: str, *, by: User, at: datetime) -> None:
    """Add an event about the case’s school."""
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=file.case.authority_id,
        urn=file.case.school_id,
        subject=subject,
    )


def _named(listed: tuple[Named, ...]) -> dict[str, str]:
    return {each.id: each.name for each in listed}


def _check_may_work(adviser: User, *, school: School, on: date) -> None:
    found = next((each for each in advisers.of_school(school, on=on) if each.user == adviser), None)
    if found is None:
        raise CannotTake(
            f"{adviser.name} cannot work this case: choose a senior adviser of the school’s phase, or the principal adviser."
        )
    if found.aside:
        raise CannotTake(f"{adviser.name} stands aside from this school: choose somebody else.")


def _visit_due(school: School, *, level: int, counted_from: date, on: date) -> dict[str, Any]:
    """The day by which the visit is due, by the pack’s clock and the school’s calendar, and what that rests on."""
    rules = pack_rules.of(school.authority_id)
    clock = rules.clock(f"visit-level-{level}")
    calendar = calendars.of_school(school, on=on)
    due = rules.due(clock.id, counted_from=counted_from, calendar=calendar)
    estimated = clock.basis == "school_days" and any(
        calendar.term_of(day).is_estimated for day in (counted_from, due)
    )
    return {
        "visit_due": due.isoformat(),
        "days": clock.days,
        "basis": clock.basis,
        "estimated": estimated,
    }
