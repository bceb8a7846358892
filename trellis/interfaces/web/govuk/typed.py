"""Keeping what somebody typed when their session ended before they sent it: for them alone, and for an hour.

Every form carries a stamp: who it was shown to, signed. Where it is sent without a session, what was typed is kept in
a session of nobody's, which only the browser that sent it holds. When the same person signs in there, the form is shown
again, filled in, or else with the words they had written above it. Nothing is saved before they send it. Where somebody
else signs in, it is forgotten. Passwords and codes are never kept.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.template.backends.utils import csrf_input
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

STAMP = "shown_to"
_KEY = "typed"
_SALT = "trellis.typed"
_SECONDS = 60 * 60
_MOST = 200_000  # characters, which no form here comes near
_NOT_KEPT = ("csrfmiddlewaretoken", STAMP)
_SECRET = ("password", "code")
_WITH_SECRETS = (
    "/account/password/",
    "/account/confirm/",
    "/account/second-factor/",
    "/account/post/",
    "/sign-",
    "/signed-out/",
)


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Give every template a form's token with its stamp beside it, and the words that no form has taken back."""
    return {"csrf_input": _stamped(request), "words_typed_before": partial(_words_typed_before, request)}


def _token_and_stamp(request: HttpRequest) -> SafeString:
    user = getattr(request, "user", None)
    token = csrf_input(request)
    if user is None or not user.is_authenticated:
        return token
    stamp = signing.dumps(user.pk, salt=_SALT)
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, STAMP, stamp)


_stamped = lazy(_token_and_stamp, SafeString, str)


def keep(request: HttpRequest) -> bool:
    """Keep what was sent without a session, if the form was shown to somebody here; say whether it was kept."""
    try:
        user = signing.loads(request.POST.get(STAMP, ""), salt=_SALT, max_age=7 * 24 * 60 * 60)
    except signing.BadSignature:
        return False
    if request.path.startswith(tuple(get_script_prefix().rstrip("/") + each for each in _WITH_SECRETS)):
        return False
    typed = {name: request.POST.getlist(name) for name in request.POST if _may_be_kept(name)}
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


def _may_be_kept(name: str) -> bool:
    return name not in _NOT_KEPT and not any(each in name for each in _SECRET)


def _words_typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """What the user who is signed in had written into a form at this address that does not take it back by itself."""
    if request.method != "GET":
        return []
    back = take_back(request)
    return words_in(back.lists()) if back is not None else []


def words_in(sent: Iterable[tuple[str, Iterable[Any]]]) -> list[tuple[str, str]]:
    """What was written in a form that was sent, by the name of each field: what it would hurt to write again."""
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, values in sent
        if _may_be_kept(name)
        for value in values
        if " " in value.strip()
    ]


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
