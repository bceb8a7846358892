"""From the first proof of who somebody is to a session that is signed in, with a second step between where one is due.

Until the second step is done the session belongs to nobody: it only notes whose password was right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from trellis.accounts import queries
from trellis.accounts.models import User
from trellis.accounts.providers.configured import Provider
from trellis.accounts.second_factor.policy import Mode
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import typed

BACKEND = "trellis.accounts.sign_in.EmailBackend"
HALF_LASTS = timedelta(minutes=10)
CONFIRMED_LASTS = timedelta(minutes=10)
_HALF = "half_signed_in"
_SECOND = "second_factor"
_SIGNED_IN_AT, _CONFIRMED_AT = "signed_in_at", "confirmed_at"
PROVIDER = "provider"


@dataclass(frozen=True, kw_only=True)
class Half:
    """Somebody who has taken the first step: how, and where they were going."""

    user: User
    how: str
    onward: str
    provider: dict[str, str] | None


def mode() -> Mode:
    """How strictly a second factor is asked for here."""
    return Mode(settings.SECOND_FACTOR)


def arrive(
    request: HttpRequest,
    user: User,
    *,
    how: str,
    onward: str,
    provider: Provider | None = None,
    id_token: str = "",
) -> HttpResponse:
    """Sign in somebody who has taken the first step, or ask for the second. `how` follows “signed in with”.

    What a provider asked for is its own business, unless it is configured otherwise.
    """
    trusted = provider is not None and not provider.asks_for_second
    by = {"id": provider.id, "id_token": id_token} if provider is not None else None
    if mode() is not Mode.OFF and not trusted and queries.has_second_factor(user):
        words = typed.held_for(request, user)
        request.session.flush()
        typed.hold_on_to(request, words)
        request.session[_HALF] = {
            "user": user.pk,
            "hash": user.get_session_auth_hash(),
            "how": how,
            "onward": onward,
            "provider": by,
            "at": timezone.now().isoformat(),
        }
        return redirect("second_step")
    return _enter(request, user, how=how, onward=onward, second=trusted, provider=by)


def half_of(request: HttpRequest) -> Half | None:
    """Return who has taken the first step in this session, unless it is too long ago or no longer holds."""
    held = request.session.get(_HALF)
    if held is None:
        return None
    user = queries.account(held["user"])
    late = timezone.now() - datetime.fromisoformat(held["at"]) > HALF_LASTS
    if user is None or late or not constant_time_compare(held["hash"], user.get_session_auth_hash()):
        request.session.flush()
        return None
    return Half(user=user, how=held["how"], onward=held["onward"], provider=held["provider"])


def finish(request: HttpRequest, half: Half, *, how: str) -> HttpResponse:
    """Sign in somebody who has taken the second step too."""
    request.session.pop(_HALF, None)
    said = f"{half.how} and {how}"
    return _enter(request, half.user, how=said, onward=half.onward, second=True, provider=half.provider)


def _enter(
    request: HttpRequest, user: User, *, how: str, onward: str, second: bool, provider: dict[str, str] | None
) -> HttpResponse:
    with transaction.atomic():
        login(request, user, backend=BACKEND)  # under a new session key
        request.session[_SECOND] = second
        request.session[_SIGNED_IN_AT] = timezone.now().isoformat()
        if provider is not None:
            request.session[PROVIDER] = provider
        trail.record(Verb.SIGNED_IN, by=user, at=timezone.now(), subject=f"with {how}")
    return HttpResponseRedirect(onward)


def has_proved_second(request: HttpRequest) -> bool:
    """Whether a second factor was proved in this session, here or at a provider that is relied on for it."""
    return bool(request.session.get(_SECOND))


def note_second(request: HttpRequest) -> None:
    request.session[_SECOND] = True


def note_confirmed(request: HttpRequest) -> None:
    request.session[_CONFIRMED_AT] = timezone.now().isoformat()


def is_confirmed(request: HttpRequest, *, none_held: bool) -> bool:
    """Whether somebody has just proved again who they are.

    Who holds no second factor yet, and so has none to lose, has by signing in.
    """
    proved = [request.session.get(_CONFIRMED_AT)]
    if none_held:
        proved.append(request.session.get(_SIGNED_IN_AT))
    now = timezone.now()
    return any(at and now - datetime.fromisoformat(at) < CONFIRMED_LASTS for at in proved)


def onward_of(request: HttpRequest) -> str:
    """Where to go after signing in: the page that was asked for, if it is one of ours."""
    return ours(request, request.POST.get("next") or request.GET.get("next") or "") or reverse("start")


def ours(request: HttpRequest, asked: str) -> str:
    """The address if it is one of ours, else nothing."""
    allowed = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if allowed else ""
