"""One’s private calendar address: making and ending it, and what it answers a calendar that asks."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.interfaces.web.govuk import layout, words
from trellis.notices import calendar_file
from trellis.notices.actions import choosing
from trellis.notices.actions.choosing import CannotChoose
from trellis.notices.queries import ahead, telling


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("token", "made")
def address(request: HttpRequest) -> HttpResponse:
    """Make one’s calendar address, which is shown this once; replace it, or end it."""
    user: User = request.user  # type: ignore[assignment]
    made, problem, now = "", "", timezone.now()
    match request.POST.get("do") if request.method == "POST" else "":
        case "":
            pass
        case "make":
            token = choosing.make_feed(by=user, at=now)
            made = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
        case "end":
            try:
                choosing.end_feed(_number(request.POST.get("number", "")), by=user, at=now)
                return HttpResponseRedirect(reverse("calendar_address") + "?ended")
            except CannotChoose as refusal:
                problem = str(refusal)
        case _:
            problem = "Use one of the buttons of this page."
    feed = telling.feed_of(user)
    context = {
        "frame": layout.frame(request, here="account"),
        "made": made,
        "feed": feed,
        "since": words.moment(feed.at) if feed is not None else "",
        "ended": "ended" in request.GET,
        "problems": [{"text": problem, "href": "#main-content"}] if problem else [],
    }
    return render(request, "notices/calendar.html", context, status=409 if problem else 200)


@login_not_required
@require_safe
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What is due of whoever the address belongs to, as they may see it today: nothing, once their posts have ended.

    An address that was ended, replaced or never made is not found. No session is read, and none is begun.
    """
    user = telling.holder_of(token)
    if user is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    held = access.of(user, on=today) if user.is_active else Access(())
    written = calendar_file.written(
        ahead.due_of(user, held=held, today=today),
        ahead.meetings_of(user, held=held, today=today),
        visits=ahead.visits_of(user, held=held, today=today),
        booked=ahead.booked_at(user, held=held, today=today),
        at=now,
    )
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="trellis.ics"',
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
        },
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
