"""Who is offered to a new headteacher as a mentor, in which order, and who is not and why. The rule proposes; a person chooses.

A Local Leader of Education for acting headteachers and for those who have led a school before; a Professional Partner for
first-time headteachers who are eligible for one, and a Local Leader for those who are not, so that nobody is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trellis.calendars.queries import year_name
from trellis.leaders.models import LeaderKind
from trellis.leaders.queries.leaders import LeaderFile
from trellis.schools.models import School

DAYS = 3
"""How many days of a school year a mentor gives to one headteacher."""
NOT_NOW = "Is not asked at present."
"""What is said of whoever is left out for something that the page does not show."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A system leader as the rule sees them, for an academic year.

    `taken` are their days of it that somebody has already, `mentees` how many they mentor now, and `aside` which interest
    they have, or empty.
    """

    file: LeaderFile
    year: int
    taken: Decimal = Decimal(0)
    mentees: int = 0
    aside: str = ""
    is_of_concern: bool = False
    """Whether their own school causes concern. The page never says so."""

    @property
    def left(self) -> Decimal:
        """The days that they have left for mentoring."""
        return max(Decimal(0), self.file.days_in(self.year) - self.taken)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Somebody who is offered, with why they stand where they stand."""

    candidate: Candidate
    place: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Match:
    """What the rule makes of it. `rule` says in a sentence whom it looks for; `others` is how many hold other designations."""

    designation: str
    rule: str
    offered: tuple[Offered, ...]
    left_out: tuple[tuple[Candidate, str], ...]
    others: int

    def one(self, leader_id: int) -> Offered | None:
        """The offer of one leader; None where they are not offered."""
        return next((each for each in self.offered if each.candidate.file.leader.pk == leader_id), None)


def wanted(kind: str, *, eligible: bool | None) -> tuple[str, str]:
    """The designation that a mentor holds by the kind of headship, and the rule as a sentence. "" while it cannot be said."""
    if kind == "acting":
        return LeaderKind.LLE, "An acting headteacher is offered a Local Leader of Education."
    if kind == "later":
        return LeaderKind.LLE, "Whoever has led a school before is offered a Local Leader of Education."
    if kind == "first" and eligible is None:
        return (
            "",
            "Record first whether the headteacher is eligible for a Professional Partner: who is offered depends on it.",
        )
    if kind == "first" and eligible:
        return (
            LeaderKind.PROFESSIONAL_PARTNER,
            "A first-time headteacher who is eligible is offered a Professional Partner.",
        )
    if kind == "first":
        return (
            LeaderKind.LLE,
            "A first-time headteacher who is not eligible for a Professional Partner is offered a Local Leader of Education.",
        )
    return "", "Say first which kind of headship it is: who is offered depends on it."


def match(candidates: Iterable[Candidate], *, kind: str, eligible: bool | None, school: School) -> Match:
    """Put those whom the rule looks for in order: of the phase first, then who has most days left, then by name."""
    designation, rule = wanted(kind, eligible=eligible)
    every = list(candidates)
    of_kind = [each for each in every if designation and designation in each.file.kinds]
    out = [(each, said) for each in of_kind if (said := _not_because(each, school=school))]
    left_out = {each.file.leader.pk for each, _ in out}
    fit = sorted(
        (each for each in of_kind if each.file.leader.pk not in left_out),
        key=lambda each: (
            school.phase_group not in each.file.phases,
            -each.left,
            each.file.leader.name,
            each.file.leader.pk,
        ),
    )
    return Match(
        designation=designation,
        rule=rule,
        offered=tuple(
            Offered(candidate=each, place=place, why=_because(each, school=school))
            for place, each in enumerate(fit, 1)
        ),
        left_out=tuple(sorted(out, key=lambda each: (each[0].file.leader.name, each[0].file.leader.pk))),
        others=len(every) - len(of_kind),
    )


def _not_because(candidate: Candidate, *, school: School) -> str:
    """Why somebody is not offered; "" where they are."""
    file = candidate.file
    if file.leader.school_id == school.pk:
        return "Works at the same school."
    if candidate.aside:
        return candidate.aside
    if candidate.is_of_concern:
        return NOT_NOW
    if candidate.left < DAYS:
        return f"Has fewer than {DAYS} days left in the school year {year_name(candidate.year)}."
    if not file.leader.is_outside and not file.released_in(candidate.year):
        return "Their own school has not agreed to their days yet."
    return ""


def _because(candidate: Candidate, *, school: School) -> str:
    phase = "Works in this phase" if school.phase_group in candidate.file.phases else "Works in another phase"
    days = f"{candidate.left.normalize():f} days left"
    mentees = candidate.mentees
    return f"{phase}. {days}. " + (f"Mentors {mentees} already." if mentees else "Mentors nobody now.")
