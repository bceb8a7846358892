"""What the pages here stand on: an authority whose programme the reader may read, one event of it or one booking; else a 404."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.events.queries import events
from trellis.events.queries.events import EventFile, Place
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools
from trellis.schools.models import School

STEP = "events/step.html"
REFUSED = (
    "The programme of courses and events is for schools, the people of their authority and system leaders."
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An authority, and who looks at what it has on which day."""

    frame: Frame
    code: str
    user: User
    today: date

    @property
    def name(self) -> str:
        return schools.name_of(self.code)

    def may(self, permission: Permission, *, school: School | None = None) -> bool:
        """Whether the reader has a permission, for a school or for the authority."""
        if school is not None:
            return schools.reaches(self.frame.held, permission, school=school)
        return self.frame.held.may(permission, authority=self.code)

    def need(self, permission: Permission, said: str) -> None:
        """Raise PermissionDenied with a sentence where the reader has not a permission for the authority."""
        if not self.may(permission):
            raise PermissionDenied(said)

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "authority": self.code, "name": self.name, **more}


def opened(request: HttpRequest, permission: Permission, *, refused: str, code: str = "") -> Opened:
    """Open what an authority has, the one that is asked for or the first of the reader’s. Raises PermissionDenied, or Http404."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="support")
    codes = sorted(frame.held.authorities(permission))
    if not codes:
        raise PermissionDenied(refused)
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(frame=frame, code=chosen, user=request.user, today=timezone.localdate())


def programme(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the programme of an authority."""
    return opened(request, Permission.EVENT_READ, refused=REFUSED, code=code)


def event(request: HttpRequest, event_id: int) -> tuple[Opened, EventFile]:
    """Open one event. Raises Http404 for one of another authority."""
    first = programme(request)
    codes = first.frame.held.authorities(Permission.EVENT_READ)
    file = events.one(event_id, authorities=codes, today=first.today)
    if file is None:
        raise Http404
    return programme(request, code=file.event.authority_id), file


def booking(request: HttpRequest, booking_id: int) -> tuple[Opened, EventFile, Place]:
    """Open one booking, for whoever it is of and for the keeper of the programme. Raises Http404."""
    first = programme(request)
    codes = first.frame.held.authorities(Permission.EVENT_READ)
    found = events.of_booking(booking_id, authorities=codes, today=first.today)
    if found is None:
        raise Http404
    file, place = found
    here = programme(request, code=file.event.authority_id)
    if not (events.acts_for(place, here.user, here.frame.held) or events.keeps(here.frame.held, here.code)):
        raise Http404
    return here, file, place
