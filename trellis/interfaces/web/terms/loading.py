"""Whose dates a page of terms is of: an authority's or a school's, loaded and authorised in one step."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.calendars import queries
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An authority, or one school of it; and whether the reader may set its dates."""

    frame: Frame
    code: str
    name: str
    school: School | None
    may_set: bool
    today: date

    @property
    def urn(self) -> int | None:
        return self.school.pk if self.school is not None else None

    @property
    def schools(self) -> tuple[School, ...]:
        return (self.school,) if self.school is not None else ()

    @property
    def query(self) -> str:
        """What its addresses end in, so that they stay with this authority."""
        return "" if self.school is not None else f"?authority={self.code}"

    @property
    def page(self) -> str:
        """The address of the page that its dates are on."""
        if self.school is not None:
            return reverse("school_terms", args=[self.school.pk])
        return reverse("terms") + self.query

    def address(self, name: str, *args: int) -> str:
        """The address of one of its forms: "set", "take_back", "close" or "open_again"."""
        names = {
            "set": ("set_terms", "set_school_terms"),
            "take_back": ("take_back_terms", "take_back_school_terms"),
            "close": ("close_days", "close_school_days"),
            "open_again": ("open_again", "open_school_again"),
        }
        of_authority, of_school = names[name]
        if self.school is not None:
            return reverse(of_school, args=[self.school.pk, *args])
        return reverse(of_authority, args=args) + self.query


def opened(request: HttpRequest, *, urn: int | None = None) -> Opened:
    """Return whose dates are asked for. Raises PermissionDenied, or Http404 for what is not the reader's to see."""
    today = timezone.localdate()
    if urn is not None:
        frame, school = loading.seen(request, urn)
        code, name = school.authority_id, school.name
    else:
        frame = loading.allowed(request, here="data")
        reads = sorted(frame.held.authorities(Permission.EVIDENCE_READ))
        code, school = request.GET.get("authority") or reads[0], None
        if code not in reads:
            raise Http404
        name = schools.name_of(code)
    may_set = frame.held.may(Permission.TERMS_KEEP, authority=code)
    return Opened(frame=frame, code=code, name=name, school=school, may_set=may_set, today=today)


def setting(request: HttpRequest, *, urn: int | None = None) -> Opened:
    """The same for whoever sets dates. Raises PermissionDenied for whoever reads them alone."""
    found = opened(request, urn=urn)
    if not found.may_set:
        raise PermissionDenied("The dates of terms are set by the authority’s data officer.")
    return found


def within(year: int, *, today: date) -> int:
    """A year that terms are kept of. Raises Http404 for another."""
    now = queries.academic_year(today)
    if not now - queries.YEARS_BEFORE <= year <= now + queries.YEARS_AFTER:
        raise Http404
    return year


def visible(request: HttpRequest, found: Opened) -> QuerySet[School]:
    """The open schools of the authority that the reader may see."""
    seen = schools.visible_to(request.user, on=found.today, held=found.frame.held)  # type: ignore[arg-type]
    return seen.filter(authority_id=found.code, is_open=True)
