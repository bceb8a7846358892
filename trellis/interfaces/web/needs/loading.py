"""What a page about an area needs before it is drawn: whose area it is, loaded and authorised in one step, or a 404."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools


@dataclass(frozen=True, kw_only=True)
class AreaOpened:
    """The authority whose figures are looked at. `notes` is whether its people's notes may be read here too."""

    frame: Frame
    code: str
    name: str
    several: bool
    may_mark: bool
    notes: bool

    @property
    def query(self) -> str:
        """The query string that keeps to this authority, for who works with several."""
        return f"?authority={self.code}" if self.several else ""


def area(request: HttpRequest) -> AreaOpened:
    """Return the authority asked for, or the first of the user's. Raises Http404 when it is not theirs."""
    frame = layout.frame(request, here="needs")
    codes = sorted(frame.held.authorities(Permission.AREA_READ))
    if not codes:
        raise PermissionDenied("Your role does not include the figures of the area.")
    asked = request.GET.get("authority", "")
    if asked and asked not in codes:
        raise Http404
    code = asked or codes[0]
    return AreaOpened(
        frame=frame,
        code=code,
        name=schools.name_of(code),
        several=len(codes) > 1,
        may_mark=frame.held.may(Permission.NEEDS_MARK, authority=code),
        notes=frame.held.may(Permission.DATA_READ, authority=code),
    )
