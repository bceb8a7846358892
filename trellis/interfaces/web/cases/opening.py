"""What the lists of cases and of what is due stand on: the authority, the schools of it, and who reads."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.interfaces.web.schools import loading
from trellis.interfaces.web.schools.loading import AuthorityOpened
from trellis.schools import queries as schools
from trellis.schools.models import School


def opened_at(request: HttpRequest, *, here: str) -> AuthorityOpened:
    opened = loading.authority(request, code=request.GET.get("authority", ""), here=here, counts_do=False)
    held = opened.frame.held
    if not (
        held.may(Permission.CASE_READ, authority=opened.code)
        and held.may(Permission.DATA_READ, authority=opened.code)
    ):
        raise PermissionDenied(
            "The list of cases is for the people of the authority. A school opens its own case."
        )
    return opened


def visible_to(request: HttpRequest, opened: AuthorityOpened) -> QuerySet[School]:
    today = timezone.localdate()
    return schools.visible_to(
        reader(request), on=today, permission=Permission.CASE_READ, held=opened.frame.held
    ).filter(authority_id=opened.code)


def reader(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user
