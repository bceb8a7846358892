"""One search over schools, people and what is written about schools: a form that is sent by GET, and what was found."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.search import presenters
from trellis.search import finding, words


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the reader finds by the words in the address."""
    frame = layout.frame(request, here="search")
    if isinstance(request.user, AnonymousUser):
        raise Http404
    if not frame.searches:
        raise PermissionDenied("Your role sees no school by name, so there is nothing for it to search.")
    typed = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[: words.LONGEST]
    parts: tuple[presenters.Part, ...] = ()
    if typed:
        found = finding.find(request.user, held=frame.held, typed=typed, at=timezone.now())
        parts = presenters.present(found, manages=frame.held.may(Permission.ACCOUNTS_MANAGE))
    return render(request, "search/search.html", {"frame": frame, "typed": typed, "parts": parts})
