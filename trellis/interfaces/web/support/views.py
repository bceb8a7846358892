"""The page from which every part of support is reached."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.support.sections import SECTIONS
from trellis.schools import queries as schools


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Each part of support that the reader may open. Raises PermissionDenied where that is none."""
    frame = layout.frame(request, here="support")
    shown = [each for each in SECTIONS if any(frame.held.may(one) for one in each.opens)]
    if not shown:
        raise PermissionDenied(
            "Support is for schools, for the people of their authority and for those who help."
        )
    own = {post.urn for post in frame.held.posts_with(Permission.SUPPORT_READ) if post.role.at_school}
    context = {
        "frame": frame,
        "sections": shown,
        "schools": sorted(schools.named_by_urn(filter(None, own)).items(), key=lambda each: each[1]),
        "orders": frame.held.may(Permission.SERVICE_READ),
    }
    return render(request, "support/start.html", context)
