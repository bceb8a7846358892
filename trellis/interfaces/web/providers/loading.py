"""What the pages here stand on: a register, or one provider of it, for those who may read it; else a 404."""

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
from trellis.providers.queries import register
from trellis.providers.queries.register import ProviderFile
from trellis.schools import queries as schools

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

    def may(self, permission: Permission) -> bool:
        return self.frame.held.may(permission, authority=self.code)

    def reads_evidence(self, file: ProviderFile) -> bool:
        """Whether the reader sees what was seen: the authority’s own people, and the school that the provider is."""
        school = file.provider.school
        if school is not None and schools.reaches(self.frame.held, Permission.PROVIDER_APPLY, school=school):
            return True
        return any(
            post.authority_code == self.code and not post.role.at_school
            for post in self.frame.held.posts_with(Permission.SUPPORT_READ)
        )

    def context(self, **more: object) -> dict[str, object]:
        return {"frame": self.frame, "authority": self.code, "name": self.name, **more}


def opened(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the register that is asked for, or the first of the reader’s. Raises PermissionDenied, or Http404 for another’s."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="support")
    codes = sorted(frame.held.authorities(Permission.PROVIDER_READ))
    if not codes:
        raise PermissionDenied(
            "The register of providers is for schools, for the people of their authority and for those who help."
        )
    chosen = code or request.GET.get("authority", "") or codes[0]
    if chosen not in codes:
        raise Http404
    return Opened(frame=frame, code=chosen, user=request.user, today=timezone.localdate())


def provider(request: HttpRequest, supporter: int, *, looked_at: str) -> tuple[Opened, ProviderFile]:
    """Open one provider of a register that the reader reads. A look is recorded. Raises Http404."""
    first = opened(request)
    codes = first.frame.held.authorities(Permission.PROVIDER_READ)
    file = register.one(supporter, authorities=codes, today=first.today)
    if file is None:
        raise Http404
    found = opened(request, code=file.provider.authority_id)
    if request.method != "POST":
        trail.record(
            Verb.LOOKED,
            by=found.user,
            at=timezone.now(),
            authority_code=file.provider.authority_id,
            urn=file.provider.school_id,
            subject=looked_at,
        )
    return found, file
