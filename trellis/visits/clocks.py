"""How many days each thing here takes: what the pack in force says, or else what is usual.

A pack says it by a clock of the same id. Every clock of a pack whose id begins with `inspection-` is one next step after an
inspection; a pack that has none has the usual ones, which are this project's own reading of what guidance asks for.
"""

from dataclasses import dataclass
from datetime import date

from trellis.analysis.judging.process import Clock
from trellis.calendars import usual
from trellis.calendars.calendar import Calendar
from trellis.casework.rules import Rules

NEXT_STEP = "inspection-"
CONCERN = "inspection-concern-"
SAFEGUARDING = "inspection-safeguarding-"

NOTE = Clock(
    id="visit-note",
    name="The note of a visit is shared with the school",
    days=10,
    basis="working_days",
    counted_from="the visit is made",
)
CHECK = Clock(
    id="visit-note-check",
    name="The headteacher checks the facts of a note",
    days=5,
    basis="working_days",
    counted_from="the note is shared",
)
_SINCE = "the outcome is published"
USUAL_NEXT_STEPS = (
    Clock(
        id=SAFEGUARDING + "act",
        name="Settle with the school what is done at once to keep children safe",
        days=2,
        basis="working_days",
        counted_from=_SINCE,
    ),
    Clock(
        id=CONCERN + "decide",
        name="Decide whether formal intervention is called for, and record why",
        days=5,
        basis="working_days",
        counted_from=_SINCE,
    ),
    Clock(
        id="inspection-meet",
        name="Meet the headteacher and the chair of governors about the outcome",
        days=5,
        basis="school_days",
        counted_from=_SINCE,
    ),
    Clock(
        id="inspection-letter",
        name="Write to the school: what the authority makes of the outcome, and what follows",
        days=10,
        basis="working_days",
        counted_from=_SINCE,
    ),
    Clock(
        id="inspection-level",
        name="Look at the support level again, and propose another where it no longer fits",
        days=10,
        basis="school_days",
        counted_from=_SINCE,
    ),
    Clock(
        id="inspection-plan",
        name="See that the school’s plan answers what the inspection asked for",
        days=20,
        basis="school_days",
        counted_from=_SINCE,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One next step: its clock’s id, what is to be done, and by when."""

    id: str
    what: str
    due: date
    counted: str


def of(rules: Rules, usual: Clock) -> Clock:
    """The pack's clock of the same id; the usual one where it has none."""
    return next((each for each in rules.clocks if each.id == usual.id), usual)


def next_steps(
    rules: Rules, *, published_on: date, calendar: Calendar, concern: bool, safeguarding: bool
) -> tuple[Step, ...]:
    """What follows an outcome, the first due first. Raises NoTermSetUp where a day cannot be counted.

    `concern` is whether the school is in a category of concern; `safeguarding` whether safeguarding was not met.
    """
    named = [each for each in rules.clocks if each.id.startswith(NEXT_STEP)] or list(USUAL_NEXT_STEPS)
    wanted = [
        each
        for each in named
        if (concern or not each.id.startswith(CONCERN))
        and (safeguarding or not each.id.startswith(SAFEGUARDING))
    ]
    steps = [_step(each, counted_from=published_on, calendar=calendar) for each in wanted]
    return tuple(sorted(steps, key=lambda step: step.due))


def due(clock: Clock, *, counted_from: date, calendar: Calendar) -> date:
    """The day by which a clock asks for something. Raises NoTermSetUp."""
    match clock.basis:
        case "school_days":
            return calendar.school_days_after(counted_from, clock.days)
        case "working_days":
            return calendar.working_days_after(counted_from, clock.days)
        case "calendar_days":
            return date.fromordinal(counted_from.toordinal() + clock.days)


def _step(clock: Clock, *, counted_from: date, calendar: Calendar) -> Step:
    day, counted = due(clock, counted_from=counted_from, calendar=calendar), length(clock)
    if clock.basis == "school_days" and (said := usual.said(calendar, first=counted_from, last=day)):
        counted = f"{counted}. {said}"
    return Step(id=clock.id, what=clock.name, due=day, counted=counted)


_BASIS = {"school_days": "school day", "working_days": "working day", "calendar_days": "day"}


def length(clock: Clock) -> str:
    """How long a clock runs and from when: "5 working days, counted from the day on which the note is shared"."""
    days = f"{clock.days} {_BASIS[clock.basis]}{'' if clock.days == 1 else 's'}"
    return f"{days}, counted from the day on which {clock.counted_from}"
