"""How the background work stands, and running again what failed."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from trellis.accounts.models import User
from trellis.background import kinds, queries, queue
from trellis.background.queue import CannotAsk
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.work import presenters


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What comes round and when, what waits, what failed with its sentence, and what was done."""
    return _page(request)


@require_POST
def run_now(request: HttpRequest, kind: str) -> HttpResponse:
    """Run what comes round beside its times."""
    return _asked(request, lambda user: queue.run_now(kind, by=user, at=timezone.now()))


@require_POST
def run_again(request: HttpRequest, number: int) -> HttpResponse:
    """Run again what was given up."""
    return _asked(request, lambda user: queue.run_again(number, by=user, at=timezone.now()))


def _asked(request: HttpRequest, ask: Callable[[User], object]) -> HttpResponse:
    try:
        ask(request.user)  # type: ignore[arg-type]  # whoever has not signed in does not come here
    except CannotAsk as refusal:
        return _page(request, problem=str(refusal), status=409)
    return HttpResponseRedirect(reverse("work") + "?done")


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    frame = layout.frame(request, here="data")
    if not queries.may_see(frame.held):
        raise PermissionDenied("The background work is for those who look after accounts or data.")
    context = {
        "frame": frame,
        "page": presenters.page(queries.standing(at=timezone.now()), kinds=kinds.every()),
        "problems": [{"text": problem, "href": "#main-content"}] if problem else [],
        "done": "done" in request.GET,
    }
    return render(request, "work/work.html", context, status=status)
