"""What every page here stands on: a school that may be opened, the visit or inspection asked for, and what the reader may do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.visits.queries import inspections, visits
from trellis.visits.queries.inspections import InspectionFile
from trellis.visits.queries.visits import VisitFile


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A school whose visits and inspections the reader may read."""

    frame: Frame
    school: School
    user: User
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def may(self, permission: Permission) -> bool:
        return schools.reaches(self.frame.held, permission, school=self.school)


def school(request: HttpRequest, urn: int, *, looked_at: str) -> Opened:
    """Open a school. A look is recorded; a form that is sent records what it does instead. Raises Http404."""
    if request.method == "POST":
        frame, found = loading.seen(request, urn)
    else:
        opened = loading.school(request, urn, looked_at=looked_at)
        frame, found = opened.frame, opened.school
    if not schools.reaches(frame.held, Permission.CASE_READ, school=found):
        raise Http404
    return Opened(frame=frame, school=found, user=person(request), now=timezone.now())


def to_write(request: HttpRequest, urn: int, permission: Permission, *, looked_at: str) -> Opened:
    """Open a school for a form. Raises Http404, or PermissionDenied for what is not the reader's to write."""
    opened = school(request, urn, looked_at=looked_at)
    require(opened, permission)
    return opened


def require(opened: Opened, permission: Permission) -> None:
    """Raise PermissionDenied, naming the roles that it takes, unless the reader has the permission for the school."""
    if not opened.may(permission):
        needed = [role.name for role in ROLES.values() if permission in role.permissions]
        raise PermissionDenied(f"This needs one of these roles at the school: {', '.join(needed)}.")


def visit_of(opened: Opened, visit: int) -> VisitFile:
    """The visit asked for. Raises Http404 where it is not of this school."""
    found = visits.one(visit, school=opened.school, today=opened.today)
    if found is None:
        raise Http404
    return found


def inspection_of(opened: Opened, inspection: int) -> InspectionFile:
    """The inspection asked for. Raises Http404 where it is not of this school."""
    found = inspections.one(inspection, school=opened.school, today=opened.today)
    if found is None:
        raise Http404
    return found


def person(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user
