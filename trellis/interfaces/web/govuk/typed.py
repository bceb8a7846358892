"""Keeping what somebody typed when their session ended before they sent it: for them alone, and for an hour.

A form that takes part carries a stamp: who it was shown to, signed. Where it is sent without a session, what was typed is
kept in a session of nobody's, which only the browser that sent it holds. When the same person signs in there, the form is
shown again, filled in. Nothing is saved before they send it. Where somebody else signs in, it is forgotten.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

STAMP = "shown_to"
_KEY = "typed"
_SALT = "trellis.typed"
_SECONDS = 60 * 60
_MOST = 200_000  # characters, which no form here comes near
_NOT_KEPT = ("csrfmiddlewaretoken", STAMP)


def stamp(request: HttpRequest) -> str:
    """What a form says of whom it was shown to."""
    return signing.dumps(request.user.pk, salt=_SALT)


def keep(request: HttpRequest) -> bool:
    """Keep what was sent without a session, if the form was shown to somebody here; say whether it was kept."""
    try:
        user = signing.loads(request.POST.get(STAMP, ""), salt=_SALT, max_age=7 * 24 * 60 * 60)
    except signing.BadSignature:
        return False
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_KEPT}
    if sum(len(value) for values in typed.values() for value in values) > _MOST:
        return False
    request.session[_KEY] = {
        "user": user,
        "path": request.path,
        "typed": typed,
        "at": timezone.now().timestamp(),
    }
    request.session.set_expiry(_SECONDS)
    return True


def take_back(request: HttpRequest) -> QueryDict | None:
    """What this user typed into the form at this address before their session ended, once; None where there is nothing."""
    held: dict[str, Any] | None = request.session.get(_KEY)
    if held is None or held["path"] != request.path:
        return None
    del request.session[_KEY]
    if held["user"] != request.user.pk or timezone.now().timestamp() - held["at"] > _SECONDS:
        return None
    typed = QueryDict(mutable=True)
    for name, values in held["typed"].items():
        typed.setlist(name, values)
    return typed


def held_for(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """What is kept of this user in a session that is about to be emptied on their way to the second step."""
    held: dict[str, Any] | None = request.session.get(_KEY)
    return held if held is not None and held["user"] == user.pk else None


def hold_on_to(request: HttpRequest, held: dict[str, Any] | None) -> None:
    """Put what `held_for` gave into the session that takes the other’s place."""
    if held is not None:
        request.session[_KEY] = held


def forget_others(sender: object, request: HttpRequest, user: Any, **_: object) -> None:
    """Drop what somebody else typed, when anybody signs in, and let the session last as long as any other."""
    held = request.session.get(_KEY) if hasattr(request, "session") else None
    if held is None:
        return
    request.session.set_expiry(None)
    if held["user"] != user.pk:
        del request.session[_KEY]


user_logged_in.connect(forget_others, dispatch_uid="trellis.typed")
