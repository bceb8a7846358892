"""A task group or one meeting of it, loaded and authorised in one step."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.queries import cases, outcomes
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A school whose task group the user may read, and its case: the open one, else the newest. None where it has had none.

    `as_guest` is true of somebody who was asked to a meeting, and sees that one and nothing else.
    """

    frame: Frame
    school: School
    file: CaseFile | None
    as_guest: bool = False


def school(request: HttpRequest, urn: int, *, looked_at: str, on: date | None = None) -> Opened:
    """Open the task group of a school. Raises Http404 for a school that is not the user's, PermissionDenied for a role
    that reads no task group."""
    frame = layout.frame(request, here="schools")
    found = _reached(request, frame, urn)
    if found is None:
        raise Http404
    if not schools.reaches(frame.held, Permission.GROUP_READ, school=found):
        raise PermissionDenied("Your role does not include the papers of task groups.")
    _looked(request, found, looked_at)
    return Opened(frame=frame, school=found, file=_file(found, on=on))


def meeting(
    request: HttpRequest, urn: int, number: int, *, permission: Permission = Permission.GROUP_READ
) -> tuple[Opened, MeetingFile]:
    """Open one meeting, for those who have the permission for the school and for those who were asked to it. Raises Http404."""
    frame = layout.frame(request, here="schools")
    found = _reached(request, frame, urn)
    reads = found is not None and schools.reaches(frame.held, permission, school=found)
    file = (
        _file(found, on=None)
        if found is not None and reads
        else outcomes.invited_to(
            request.user,  # type: ignore[arg-type]
            urn=urn,
            number=number,
            on=timezone.localdate(),
        )
    )
    one = _meeting(file, number)
    if file is None or one is None:
        raise Http404
    _looked(request, file.case.school, f"task group, meeting {number}")
    return Opened(frame=frame, school=file.case.school, file=file, as_guest=not reads), one


def _reached(request: HttpRequest, frame: Frame, urn: int) -> School | None:
    visible = schools.visible_to(request.user, on=timezone.localdate(), held=frame.held)  # type: ignore[arg-type]
    return visible.select_related("authority").filter(pk=urn).first()


def _file(found: School, *, on: date | None) -> CaseFile | None:
    return cases.newest_of(found, today=on or timezone.localdate())


def _meeting(file: CaseFile | None, number: int) -> MeetingFile | None:
    if file is None or file.group is None:
        return None
    return next((each for each in file.group.meetings if each.meeting.number == number), None)


def _looked(request: HttpRequest, found: School, at: str) -> None:
    trail.record(
        Verb.LOOKED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        authority_code=found.authority_id,
        urn=found.urn,
        subject=at,
    )
