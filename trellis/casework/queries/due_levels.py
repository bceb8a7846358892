"""What is due of a school’s level: the next step of one under way, the yearly agreement, the termly look, and a case."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.calendars.calendar import Calendar, NoTermSetUp, Term
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.levels import OVERDUE_AFTER_DAYS, LevelCase
from trellis.casework.rules import Rules

PROPOSE = Permission.LEVEL_PROPOSE
NEXT = {
    "proposed": ("Share the proposed level with the school", PROPOSE, ("sia",), "share"),
    "disputed": ("Settle the dispute about the level", Permission.LEVEL_SETTLE, ("pa",), "settle"),
    "agreed": ("Record the level by note of visit or letter", PROPOSE, ("sia",), "record"),
    "determined": ("Record the level by note of visit or letter", PROPOSE, ("sia",), "record"),
    "no_response": ("Record the level by note of visit or letter", PROPOSE, ("sia",), "record"),
    "recorded": ("Ratify the level at a meeting", Permission.LEVEL_RATIFY, ("pa",), "ratify"),
    "ratified": (
        "Enter the ratified level in the register",
        Permission.REGISTER_KEEP,
        ("data_officer",),
        "take_effect",
    ),
}
"""What the step after each state is, who may take it, who usually does, and its name."""


def asked(held: Sequence[LevelCase], *, today: date) -> Iterator[Ask]:
    """The next step of the level that is under way, and that the one in force is of more than a year ago."""
    for each in held:
        if each.state == "with_school":
            yield _reply(each, today=today)
        elif each.state in NEXT:
            what, permission, roles, step = NEXT[each.state]
            yield Ask(
                kind="level_step", what=what, page="level", step=step, permission=permission, roles=roles
            )
        elif each.is_overdue and each.in_force_from is not None:
            yield Ask(
                kind="level_yearly",
                what="Agree the level anew: the last was more than a year ago",
                page="level",
                permission=PROPOSE,
                roles=("sia",),
                by=each.in_force_from + timedelta(days=OVERDUE_AFTER_DAYS),
            )


def identify(held: Sequence[LevelCase], *, rules: Rules, calendar: Calendar) -> Iterator[Ask]:
    """That a school at level 2 or 3 has no case: it is identified first, and all else follows from that."""
    ratified = [(step.at, each) for each in held if (step := each.step("ratify")) is not None]
    if not ratified:
        return
    at, newest = max(ratified, key=lambda pair: pair[0])
    if newest.level not in (2, 3):
        return
    try:
        by = rules.due(f"visit-level-{newest.level}", counted_from=timezone.localdate(at), calendar=calendar)
    except NoTermSetUp:
        by = None
    yield Ask(
        kind="identify",
        what=f"Open a case: the school is at level {newest.level}",
        page="case",
        step="identify",
        permission=Permission.CASE_IDENTIFY,
        roles=("sitl",),
        by=by,
        note="A visit, a plan of action, a support plan and a task group follow from it.",
    )


def look_at(held: Sequence[LevelCase], *, term: Term, is_worked: bool) -> Iterator[Ask]:
    """That the level in force has not been looked at this term. In a case, the evaluation is that look."""
    if is_worked or not any(each.state == "in_force" for each in held):
        return
    yield Ask(
        kind="level_review",
        what=f"Look at the level this term ({term.name})",
        page="level",
        step="review",
        permission=PROPOSE,
        roles=("sia",),
        by=term.ends,
    )


def _reply(each: LevelCase, *, today: date) -> Ask:
    waiting = " and ".join(each.not_heard)
    if each.reply_by is not None and today > each.reply_by:
        return Ask(
            kind="reply_late",
            what="Go on without an answer, or ask the school again",
            page="level",
            step="lapse",
            permission=PROPOSE,
            roles=("sia",),
            by=each.reply_by,
            note=f"Not heard: {waiting}.",
        )
    return Ask(
        kind="reply",
        what="The school answers the proposed level",
        page="level",
        step="answer",
        permission=Permission.LEVEL_ANSWER,
        roles=("headteacher", "chair"),
        by=each.reply_by,
        note=f"Not heard yet: {waiting}." if waiting else "",
    )
