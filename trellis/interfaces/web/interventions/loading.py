"""What the pages here stand on: a school whose notices or concerns may be read, and those of them that may; each reading kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.interventions.queries import concerns, notices
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.queries.notices import NoticeFile
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.models import School

RESTRICTED = Confidentiality.RESTRICTED
STEP = "interventions/step.html"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A school, and who looks at it, on which day."""

    frame: Frame
    school: School
    user: User
    today: date

    @property
    def reads_restricted(self) -> bool:
        return schools.reaches(self.frame.held, Permission.RESTRICTED_READ, school=self.school)

    @property
    def stands_aside(self) -> str:
        """Why the reader has no part in what is done about the school; "" where they have."""
        return schools.stands_aside(self.user, self.school, self.today, held=self.frame.held)

    def may(self, permission: Permission) -> bool:
        return schools.reaches(self.frame.held, permission, school=self.school)

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "school": self.school, "query": "", **more}


def school(request: HttpRequest, urn: int, permission: Permission, *, looked_at: str) -> Opened:
    """Open a school for those who have the permission for it. A look is recorded; what is sent records what it does.

    Raises Http404 for a school that is not theirs, and PermissionDenied for a role that has it for none.
    """
    if request.method == "POST":
        frame, found = loading.seen(request, urn, permission=permission)
    else:
        opened = loading.school(request, urn, looked_at=looked_at, permission=permission)
        frame, found = opened.frame, opened.school
    return Opened(frame=frame, school=found, user=request.user, today=timezone.localdate())  # type: ignore[arg-type]


def notice(request: HttpRequest, urn: int, notice_id: int, *, looked_at: str) -> tuple[Opened, NoticeFile]:
    """Open one notice as its reader may read it. Raises Http404, or PermissionDenied for who stands aside from it."""
    opened = school(request, urn, Permission.NOTICE_READ, looked_at=looked_at)
    file = notices.one(notice_id, school=opened.school, today=opened.today)
    if file is None or not notices.may_read(file, opened.frame.held):
        raise Http404
    if not opened.reads_restricted:
        return opened, file.as_told()
    if _kept(opened, [file], what=f"warning notice {notice_id}"):
        return opened, file
    if file.is_given:
        return opened, file.as_told()
    raise PermissionDenied(_aside(opened))


def concern(request: HttpRequest, urn: int, concern_id: int, *, looked_at: str) -> tuple[Opened, ConcernFile]:
    """Open one concern as its reader may read it. Raises Http404, or PermissionDenied for who stands aside from it."""
    opened = school(request, urn, Permission.CONCERN_READ, looked_at=looked_at)
    file = concerns.one(concern_id, school=opened.school, today=opened.today)
    if file is None or not concerns.may_read(file, opened.frame.held):
        raise Http404
    if not opened.reads_restricted:
        return opened, file.as_told()
    if _kept(opened, [file], what=f"concern {concern_id}"):
        return opened, file
    if file.is_told:
        return opened, file.as_told()
    raise PermissionDenied(_aside(opened))


def notices_of(opened: Opened) -> tuple[list[NoticeFile], str]:
    """Those of a school's notices that the reader may read, and why others are left out; "" where none are."""
    found = notices.of_school(opened.school, today=opened.today)
    mine = [each for each in found if notices.may_read(each, opened.frame.held)]
    hidden = [each for each in mine if not each.is_given]
    if hidden and not _kept(opened, hidden, what="warning notices that are not given"):
        return [each for each in mine if each.is_given], _aside(opened)
    return mine, ""


def concerns_of(opened: Opened) -> tuple[list[ConcernFile], str]:
    """Those of the concerns about an academy that the reader may read, and why others are left out; "" where none are."""
    found = concerns.of_school(opened.school, today=opened.today)
    mine = [each for each in found if concerns.may_read(each, opened.frame.held)]
    whole = [concerns.as_read(each, opened.frame.held) for each in mine]
    hidden = [each for each in mine if not all(step.told for step in each.steps)]
    if hidden and opened.reads_restricted and not _kept(opened, hidden, what="concerns"):
        return [each.as_told() for each in mine if each.is_told], _aside(opened)
    return whole, ""


def _kept(opened: Opened, files: Sequence[object], *, what: str) -> bool:
    """Keep that somebody reads what is restricted; False where they stand aside from it."""
    read = confidentiality.reading(
        [(RESTRICTED, file) for file in files],
        school=opened.school,
        what=what,
        by=opened.user,
        held=opened.frame.held,
        at=timezone.now(),
    )
    return bool(read.rows)


def _aside(opened: Opened) -> str:
    return opened.stands_aside or "This is restricted to the authority."
