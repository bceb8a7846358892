"""What the pages here stand on: one support or one school’s, for those who may read it; else a 404."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.actions import stepping
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools
from trellis.schools.models import School

STEP = "brokering/step.html"
_OPENS = (Permission.SUPPORT_READ, Permission.SUPPORT_DELIVER)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Who looks at which authority’s support on which day."""

    frame: Frame
    user: User
    today: date
    code: str

    def may(self, permission: Permission, *, school: School) -> bool:
        return schools.reaches(self.frame.held, permission, school=school)

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "authority": self.code, "name": schools.name_of(self.code), **more}


def reader(request: HttpRequest, *opens: Permission, code: str = "") -> Opened:
    """Open the support of the reader’s authority. Raises PermissionDenied; Http404 for another’s."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="support")
    codes = sorted(frozenset[str]().union(*(frame.held.authorities(each) for each in opens or _OPENS)))
    if not codes:
        raise PermissionDenied(
            "What support a school needs and is given is for its own people, for those who help and for the authority."
        )
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(frame=frame, user=request.user, today=timezone.localdate(), code=chosen)


def support(request: HttpRequest, support_id: int) -> tuple[Opened, SupportFile]:
    """Open one support as its reader may. A look is recorded. Raises Http404."""
    opened = reader(request)
    codes = frozenset[str]().union(*(opened.frame.held.authorities(each) for each in _OPENS))
    file = supports.one(support_id, authorities=codes, today=opened.today)
    if file is None or not supports.may_read(file, opened.frame.held, opened.user):
        raise Http404
    opened = reader(request, code=file.support.authority_id)
    _seen(request, opened, file.school, f"support {support_id}")
    return opened, file


def allowed(opened: Opened, file: SupportFile) -> frozenset[str]:
    """The permissions that the reader has for a support."""
    return stepping.may(opened.user, file, on=opened.today, held=opened.frame.held)


def school(
    request: HttpRequest, urn: int, permission: Permission, *, looked_at: str
) -> tuple[Opened, School]:
    """Open a school for which the reader has a permission. Raises PermissionDenied or Http404."""
    opened = reader(request, permission)
    found = schools.school_of(urn)
    if found is None or not schools.reaches(opened.frame.held, permission, school=found):
        raise Http404
    opened = reader(request, permission, code=found.authority_id)
    _seen(request, opened, found, looked_at)
    return opened, found


def _seen(request: HttpRequest, opened: Opened, school: School, looked_at: str) -> None:
    if request.method != "POST":
        trail.record(
            Verb.LOOKED,
            by=opened.user,
            at=timezone.now(),
            authority_code=school.authority_id,
            urn=school.pk,
            subject=looked_at,
        )
