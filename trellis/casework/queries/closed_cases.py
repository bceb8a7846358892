"""Cases that have ended, as a list shows them: a page of them is read, however many there are."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from trellis.accounts.models import User
from trellis.casework.models import Assignment, Case
from trellis.casework.queries import in_brief
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.days import end_of
from trellis.casework.rules import Rules
from trellis.schools.models import School


def of_schools(schools: QuerySet[School], *, today: date) -> QuerySet[Case]:
    """The cases of these schools that had ended by a day, newest first: with no more than a list shows of each.

    They are all but the few that are open, which is told without looking at the steps of each.
    """
    still_open = [case.pk for case in in_brief.open_ones(schools, today=today)]
    return (
        Case.objects.filter(~Q(pk__in=still_open), school__in=schools, at__lt=end_of(today))
        .select_related("school")
        .prefetch_related("steps", "assignments__adviser", "visits")
    )


def worked_by(cases: QuerySet[Case], *, adviser: int | None) -> QuerySet[Case]:
    """Those of these cases that an adviser worked last; that nobody was given, where `adviser` is None."""
    given = Assignment.objects.filter(case=OuterRef("pk")).order_by("-at", "-id")
    if adviser is None:
        return cases.filter(~Exists(given))
    return cases.annotate(worked_by=Subquery(given.values("adviser")[:1])).filter(worked_by=adviser)


def advisers(schools: QuerySet[School]) -> dict[int, str]:
    """The names of those who were given a case of these schools, by account."""
    given = Assignment.objects.filter(adviser=OuterRef("pk"), case__school__in=schools)
    return dict(User.objects.filter(Exists(given)).values_list("pk", "name"))


def outline(row: Case, *, rules: Rules, today: date) -> CaseFile:
    """A case as a list shows it, from a row read for that: without its plan, its task group and its school’s levels."""
    return CaseFile(
        case=row,
        steps=tuple(row.steps.all()),
        assignments=tuple(row.assignments.all()),
        visits=tuple(row.visits.all()),
        plans_of_action=(),
        comments=(),
        evaluations=(),
        decisions=(),
        plan=None,
        group=None,
        levels=(),
        rules=rules,
        today=today,
    )
