"""Whom the rule offers as a mentor for one induction, from the register of system leaders as it stands."""

from datetime import date
from decimal import Decimal

from trellis.calendars.queries import academic_year
from trellis.casework.queries import levels
from trellis.leaders.queries import commitments, leaders
from trellis.leaders.queries.leaders import LeaderFile
from trellis.leadership import matching
from trellis.leadership.matching import DAYS, Candidate, Match
from trellis.leadership.queries import inductions
from trellis.leadership.queries.inductions import InductionFile
from trellis.schools import queries as schools
from trellis.schools.models import School

MOST_CONCERN = 3


def offered(file: InductionFile) -> Match:
    """Match an induction against the register."""
    row, today = file.induction, file.today
    known = leaders.current(row.authority_id, today=today)
    year = academic_year(max(row.started_on, today))
    taken = commitments.taken(row.authority_id, year=year, today=today)
    mentored = inductions.mentees(row.authority_id, today=today)
    own = file.mentor.leader_id if file.is_open and file.mentor is not None else None
    urns = {each.leader.school_id for each in known if each.leader.school_id is not None}
    standing = levels.standing(School.objects.filter(pk__in=urns), on=today)
    concern = {urn for urn, case in standing.items() if case.level == MOST_CONCERN}
    designation, _ = matching.wanted(file.kind, eligible=file.eligible)
    return matching.match(
        [
            Candidate(
                file=each,
                year=year,
                # Whoever mentors here already has those days for this very induction
                taken=taken.get(each.leader.pk, Decimal(0)) - DAYS * (each.leader.pk == own),
                mentees=mentored.get(each.leader.pk, 0) - (each.leader.pk == own),
                aside=_aside(each, row.school, on=today) if designation in each.kinds else "",
                is_of_concern=each.leader.school_id in concern,
            )
            for each in known
        ],
        kind=file.kind,
        eligible=file.eligible,
        school=row.school,
    )


def commitments_of_mentors(
    authority: str, *, year: int, today: date, leader: int | None = None
) -> dict[int, Decimal]:
    """The days of each leader that new headteachers have of an academic year into which the year of their induction reaches.

    An induction that has ended counts up to the year in which it did: those days were given.
    """
    found: dict[int, Decimal] = {}
    for file in inductions.reaching(authority, year=year, today=today):
        mentor = file.mentor.leader_id if file.mentor is not None else None
        if mentor is not None and leader in (None, mentor):
            found[mentor] = found.get(mentor, Decimal(0)) + DAYS
    return found


def _aside(leader: LeaderFile, school: School, *, on: date) -> str:
    """Why a leader stands aside from helping a school: an interest that they declared, or a post at a partner of it."""
    if leader.leader.user is not None and schools.stands_aside(leader.leader.user, school, on):
        return "Has an interest in the school."
    works_at = leader.leader.school
    if works_at is None or works_at.pk == school.pk:
        return ""
    if school.trust_name and works_at.trust_name == school.trust_name:
        return "Works at a school of the same trust."
    if school.federation_name and works_at.federation_name == school.federation_name:
        return "Works at a school of the same federation."
    return ""
