"""What the pages here stand on: the services of an authority, or one school’s, for those who may read them; else a 404."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.resources import years
from trellis.schools import queries as schools
from trellis.schools.models import School

STEP = "resources/step.html"
READ = (Permission.SERVICE_READ,)
KEEP = (Permission.SERVICE_KEEP,)
PLANS = (Permission.SERVICE_KEEP, Permission.SPENDING_READ)
COUNTS = (Permission.SPENDING_COUNTS,)
DELIVER = (Permission.SERVICE_DELIVER,)
_FOR = {
    READ: "The catalogue of services is for schools and the people of their authority. Members read what is spent, without the names of schools.",
    KEEP: "This is for the traded-services manager.",
    PLANS: "This is for the traded-services manager, and for those who read what is spent by school.",
    DELIVER: "Orders are for those who give services to schools. A school’s own are on its page of services.",
    COUNTS: "What is spent on services is told to members, to Schools Forum and to the people of the authority.",
}


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The services of an authority, and who looks at them on which day."""

    frame: Frame
    code: str
    user: User
    today: date

    @property
    def name(self) -> str:
        return schools.name_of(self.code)

    @property
    def keeps(self) -> bool:
        return self.frame.held.may(Permission.SERVICE_KEEP, authority=self.code)

    @property
    def sees_spending(self) -> bool:
        """Whether the reader sees what schools spend, however few they are."""
        held = self.frame.held
        return self.keeps or held.may(Permission.SPENDING_READ, authority=self.code)

    def may(self, permission: Permission, *, school: School) -> bool:
        return schools.reaches(self.frame.held, permission, school=school)

    def is_of(self, school: School) -> bool:
        """Whether the reader reads its services by a post at the school, and not as one of an authority."""
        posts = Access(tuple(post for post in self.frame.held.held if post.role.at_school))
        return schools.reaches(posts, Permission.SERVICE_READ, school=school)

    def context(self, **more: object) -> dict[str, object]:
        return {
            "frame": self.frame,
            "authority": self.code,
            "query": f"?authority={self.code}",
            "name": self.name,
            "keeps": self.keeps,
            **more,
        }


def authority(request: HttpRequest, *, needs: Collection[Permission] = READ, code: str = "") -> Opened:
    """Open the authority that is asked for, or the first of the reader’s. Raises PermissionDenied, or Http404 for another’s."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="support")
    codes = sorted(frozenset[str]().union(*(frame.held.authorities(each) for each in needs)))
    if not codes:
        raise PermissionDenied(_FOR[tuple(needs)])
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(frame=frame, code=chosen, user=request.user, today=timezone.localdate())


def codes_of(opened: Opened, needs: Collection[Permission] = READ) -> frozenset[str]:
    """The authorities at which the reader may do any of this."""
    return frozenset[str]().union(*(opened.frame.held.authorities(each) for each in needs))


def school(request: HttpRequest, urn: int, *, looked_at: str) -> tuple[Opened, School]:
    """Open a school whose services the reader reads. A look is recorded. Raises Http404."""
    opened = authority(request)
    found = schools.school_of(urn)
    if found is None or not opened.may(Permission.SERVICE_READ, school=found):
        raise Http404
    opened = authority(request, code=found.authority_id)
    seen(request, opened, found, looked_at)
    return opened, found


def seen(request: HttpRequest, opened: Opened, school: School, looked_at: str) -> None:
    """Record that somebody looked; what is sent records what it does."""
    if request.method != "POST":
        trail.record(
            Verb.LOOKED,
            by=opened.user,
            at=timezone.now(),
            authority_code=school.authority_id,
            urn=school.pk,
            subject=looked_at,
        )


def year(request: HttpRequest, opened: Opened) -> int:
    """The school year that is asked for: this one, the last or the next. Raises Http404 for another."""
    now = years.year_of(opened.today)
    asked = request.GET.get("year", str(now))
    found = {str(each): each for each in choices(opened)}.get(asked)
    if found is None:
        raise Http404
    return found


def choices(opened: Opened) -> tuple[int, ...]:
    """The school years that can be looked at."""
    now = years.year_of(opened.today)
    return (now - 1, now, now + 1)
