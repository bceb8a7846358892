"""The page from which every part of support is reached."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.support.sections import SECTIONS


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Each part of support that the reader may open. Raises PermissionDenied where that is none."""
    frame = layout.frame(request, here="support")
    shown = [each for each in SECTIONS if any(frame.held.may(one) for one in each.opens)]
    if not shown:
        raise PermissionDenied(
            "Support is for schools, for the people of their authority and for those who help."
        )
    return render(request, "support/start.html", {"frame": frame, "sections": shown})
