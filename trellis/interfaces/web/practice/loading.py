"""What the pages here stand on: a directory, one entry or one school of it, for those who may read it; else a 404."""

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
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.schools import queries as schools
from trellis.schools.models import School

STEP = "practice/step.html"
_OPENS = (Permission.PRACTICE_READ, Permission.PRACTICE_COUNTS)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The directory of an authority, and who looks at it on which day. `reads` is false for whoever sees counts alone."""

    frame: Frame
    code: str
    user: User
    today: date
    reads: bool

    @property
    def name(self) -> str:
        return schools.name_of(self.code)

    def may(self, permission: Permission, *, school: School) -> bool:
        return schools.reaches(self.frame.held, permission, school=school)

    def works_on(self, school: School) -> bool:
        return entries.may_work_on(self.frame.held, school)

    @property
    def takes_part(self) -> bool:
        """Whether the reader nominates, consents or verifies anywhere."""
        return self.frame.held.may(Permission.PRACTICE_NOMINATE, authority=self.code)

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "authority": self.code, "name": self.name, **more}


def directory(request: HttpRequest, *, code: str = "", counts_do: bool = False) -> Opened:
    """Open the directory that is asked for, or the first of the reader’s. Raises PermissionDenied, or Http404 for another’s."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="practice")
    opens = _OPENS if counts_do else _OPENS[:1]
    codes = sorted(frozenset[str]().union(*(frame.held.authorities(each) for each in opens)))
    if not codes:
        raise PermissionDenied(
            "The directory of good practice is for schools and the people of their authority. Members see how much there is."
        )
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(
        frame=frame,
        code=chosen,
        user=request.user,
        today=timezone.localdate(),
        reads=frame.held.may(Permission.PRACTICE_READ, authority=chosen),
    )


def entry(request: HttpRequest, entry_id: int, *, looked_at: str) -> tuple[Opened, EntryFile]:
    """Open one entry as its reader may. A look is recorded; what is sent records what it does. Raises Http404."""
    opened = directory(request)
    codes = opened.frame.held.authorities(Permission.PRACTICE_READ)
    file = entries.one(entry_id, authorities=codes, today=opened.today)
    if file is None or not entries.may_read(file, opened.frame.held):
        raise Http404
    found = directory(request, code=file.entry.authority_id)
    _seen(request, found, file.entry.school, looked_at)
    return found, file


def school(request: HttpRequest, urn: int, *, looked_at: str) -> tuple[Opened, School]:
    """Open a school of a directory that the reader reads. Raises Http404."""
    opened = directory(request)
    found = schools.school_of(urn)
    if found is None or found.authority_id not in opened.frame.held.authorities(Permission.PRACTICE_READ):
        raise Http404
    opened = directory(request, code=found.authority_id)
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
