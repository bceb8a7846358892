"""Which secure schools have capacity to support others: worked out from the level in force and what shows the capacity.

The marker says that the level in force is 1, so it is for those who may read the level of the school.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trellis.casework.queries import levels
from trellis.leaders.models import Leader
from trellis.leaders.queries import leaders
from trellis.leaders.queries.leaders import Held, LeaderFile
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.schools.models import School

MANY_AREAS = 3
"""In how many areas a school’s published practice counts as many."""


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What shows that a school has capacity on a day. `level` is the level in force; None where there is none."""

    level: int | None
    strengths: int
    areas: tuple[str, ...]
    held: tuple[tuple[str, Held], ...]
    """Each designation in force of somebody who works there, with their name."""

    @property
    def has_many_strengths(self) -> bool:
        return len(self.areas) >= MANY_AREAS

    @property
    def is_shown(self) -> bool:
        """Whether anything shows capacity: strengths in many areas, or a leader who is designated."""
        return self.has_many_strengths or bool(self.held)

    @property
    def is_overall(self) -> bool:
        """Whether the school has overall capacity: it is secure, and something shows it."""
        return self.level == 1 and self.is_shown


def of_school(school: School, *, today: date) -> Capacity:
    """What shows that a school has capacity."""
    one = School.objects.filter(pk=school.pk)
    return _of(
        one,
        files=leaders.of_school(school, today),
        practice=entries.of_school(school, today=today),
        today=today,
    )[school.pk]


def of_schools(schools: QuerySet[School], *, today: date) -> dict[int, Capacity]:
    """What shows the capacity of each of these schools, by URN. The number of queries does not grow with them."""
    return _of(
        schools,
        files=leaders.files(Leader.objects.filter(school__in=schools), today=today),
        practice=entries.of_schools(schools, today=today),
        today=today,
    )


def _of(
    schools: QuerySet[School], *, files: Sequence[LeaderFile], practice: Iterable[EntryFile], today: date
) -> dict[int, Capacity]:
    standing = levels.standing(schools, on=today)
    shown: dict[int, list[EntryFile]] = {}
    for each in practice:
        if each.is_current:
            shown.setdefault(each.entry.school_id, []).append(each)
    held: dict[int, list[tuple[str, Held]]] = {}
    for file in files:
        if file.leader.school_id is not None:
            of_leader = [(file.leader.name, each) for each in file.held if each.in_force]
            held.setdefault(file.leader.school_id, []).extend(of_leader)
    return {
        urn: Capacity(
            level=standing[urn].level if urn in standing else None,
            strengths=len(shown.get(urn, ())),
            areas=tuple(
                dict.fromkeys(
                    area for each in shown.get(urn, ()) for area in (each.shown or each.wording).areas
                )
            ),
            held=tuple(held.get(urn, ())),
        )
        for urn in schools.values_list("pk", flat=True)
    }
