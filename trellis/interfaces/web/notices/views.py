"""What is new and what is due for whoever asks, and how they are told of it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import forms, layout
from trellis.interfaces.web.notices import presenters
from trellis.interfaces.web.notices.forms import Choose
from trellis.notices.actions import choosing
from trellis.notices.actions.choosing import CannotChoose
from trellis.notices.models import Frequency
from trellis.notices.queries import ahead, news, telling

DONE = {
    "seen": "What was new is marked as read.",
    "chosen": "Your choice is kept. It holds from the next morning on.",
}


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What others did at the schools of whoever asks, and what is due of them. To look marks nothing as read."""
    return _page(request)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page listed, and nothing that came after it."""
    asked = request.POST.get("up_to", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return _page(
            request, problem="Send the form of this page, which says how far you have read.", status=400
        )
    try:
        choosing.see(int(asked), by=_user(request), at=timezone.now())
    except CannotChoose as refusal:
        return _page(request, problem=str(refusal), status=409)
    return HttpResponseRedirect(reverse("my_notices") + "?done=seen")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Choose how often one is sent a digest."""
    form = Choose(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    if telling.post_office() is None and form.cleaned_data["frequency"] != Frequency.NEVER:
        said = "This installation sends no e-mail yet. Ask whoever looks after it to set that up."
        return _page(request, form=form, problem=said, status=409)
    choosing.choose(form.cleaned_data["frequency"], by=_user(request), at=timezone.now())
    return HttpResponseRedirect(reverse("my_notices") + "?done=chosen")


def _page(
    request: HttpRequest, *, form: Choose | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    frame = layout.frame(request, here="account")
    user, now = _user(request), timezone.now()
    held, today = frame.held, timezone.localdate(now)
    chosen = telling.choice_of(user)
    shown = form or Choose(initial={"frequency": chosen.frequency if chosen is not None else Frequency.NEVER})
    context = {
        "frame": frame,
        "page": presenters.page(
            news.of(user, held=held, at=now),
            ahead.due_of(user, held=held, today=today),
            ahead.visits_of(user, held=held, today=today),
        ),
        "sees_due": held.may(Permission.CASE_READ) and held.may(Permission.DATA_READ),
        "form": shown,
        "problems": presenters.problems_at(forms.problems(shown) if form else [], more=problem),
        "sends": telling.post_office() is not None,
        "last": presenters.digest_said(telling.last_digest(user)),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "notices/notices.html", context, status=status)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # whoever has not signed in does not come here
