"""What the pages here stand on: a register, one leader or one school of it, for those who may read it; else a 404."""

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
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.leaders.actions import days
from trellis.leaders.queries import leaders
from trellis.leaders.queries.leaders import LeaderFile
from trellis.schools import queries as schools
from trellis.schools.models import School

STEP = "providers/step.html"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The register of an authority, and who looks at it on which day."""

    frame: Frame
    code: str
    user: User
    today: date

    @property
    def name(self) -> str:
        return schools.name_of(self.code)

    @property
    def keeps(self) -> bool:
        return self.may(Permission.LEADER_KEEP)

    def may(self, permission: Permission) -> bool:
        return self.frame.held.may(permission, authority=self.code)

    def is_own(self, file: LeaderFile) -> bool:
        return days.is_theirs(file, self.user, at=timezone.now())

    def is_inside(self, file: LeaderFile) -> bool:
        """Whether the reader keeps the register or judges, or reads what the leader’s school is given and gives."""
        if self.keeps or self.may(Permission.LEADER_JUDGE):
            return True
        school = file.leader.school
        return school is not None and schools.reaches(self.frame.held, Permission.SUPPORT_READ, school=school)

    def releases(self, file: LeaderFile) -> bool:
        return days.releases(file, self.user, at=timezone.now())

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "authority": self.code, "name": self.name, **more}


def opened(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the register that is asked for, or the first of the reader’s. Raises PermissionDenied, or Http404 for another’s."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="support")
    codes = sorted(frame.held.authorities(Permission.LEADER_READ))
    if not codes:
        raise PermissionDenied(
            "The register of system leaders is for schools, for the people of their authority and for those who help."
        )
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(frame=frame, code=chosen, user=request.user, today=timezone.localdate())


def codes(first: Opened) -> frozenset[str]:
    """The authorities whose registers the reader reads."""
    return first.frame.held.authorities(Permission.LEADER_READ)


def leader(request: HttpRequest, leader_id: int, *, looked_at: str) -> tuple[Opened, LeaderFile]:
    """Open one leader of a register that the reader reads. A look is recorded. Raises Http404."""
    first = opened(request)
    file = leaders.one(leader_id, authorities=codes(first), today=first.today)
    if file is None:
        raise Http404
    found = opened(request, code=file.leader.authority_id)
    looked(request, found, urn=file.leader.school_id, at=looked_at)
    return found, file


def school(request: HttpRequest, urn: int, *, looked_at: str) -> tuple[Opened, School]:
    """Open a school of a register that the reader reads. Raises Http404."""
    first = opened(request)
    found = schools.school_of(urn)
    if found is None or found.authority_id not in codes(first):
        raise Http404
    there = opened(request, code=found.authority_id)
    looked(request, there, urn=found.pk, at=looked_at)
    return there, found


def looked(request: HttpRequest, opened: Opened, *, urn: int | None, at: str) -> None:
    if request.method != "POST":
        trail.record(
            Verb.LOOKED, by=opened.user, at=timezone.now(), authority_code=opened.code, urn=urn, subject=at
        )
