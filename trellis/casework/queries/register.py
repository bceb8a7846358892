"""Reading the register: today's, a day's, and the editions that were frozen."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trellis.casework.models import Edition, EditionLine
from trellis.casework.queries import levels
from trellis.casework.queries.levels import LevelCase
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Line:
    """One school of the register on a day. `standing` is the level in force, `under_way` what is on its way."""

    school: School
    standing: LevelCase | None
    under_way: LevelCase | None
    frozen: int | None
    is_frozen: bool

    @property
    def level(self) -> int | None:
        return self.standing.level if self.standing is not None else None

    @property
    def is_interim(self) -> bool:
        """Whether the level differs from the newest edition's, and so waits for the next."""
        return self.is_frozen and self.level != self.frozen


def lines(schools: QuerySet[School], *, authority: str, on: date) -> list[Line]:
    """The register of these schools as it stood on a day, by name: those for which levels are agreed.

    The number of queries does not grow with the schools or the years.
    """
    ours = schools.filter(authority_id=authority, relationship="maintained")
    standing, under_way = levels.standing(ours, on=on), levels.under_way(ours, on=on)
    newest = edition_before(authority, on=on)
    frozen = dict(newest.lines.values_list("school_id", "level")) if newest is not None else {}
    return [
        Line(
            school=school,
            standing=standing.get(school.pk),
            under_way=under_way.get(school.pk),
            frozen=frozen.get(school.pk),
            is_frozen=school.pk in frozen,
        )
        for school in ours.order_by("name", "urn")
        if school.is_open or school.pk in standing
    ]


def editions(authority: str) -> QuerySet[Edition]:
    """Every edition of an authority's register, newest first."""
    return Edition.objects.filter(authority_id=authority).select_related("by")


def edition_before(authority: str, *, on: date) -> Edition | None:
    """The newest edition that had been frozen by the end of a day."""
    return editions(authority).filter(at__date__lte=on).first()


def edition_lines(edition: Edition, *, schools: QuerySet[School]) -> list[EditionLine]:
    """The lines of an edition about these schools, by name."""
    return list(EditionLine.objects.filter(edition=edition, school__in=schools))
