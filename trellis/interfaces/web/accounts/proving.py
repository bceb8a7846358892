"""Asking somebody to prove who they are, by one of the ways they have: the same page at sign-in and before a change."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils import timezone

from trellis.accounts import queries
from trellis.accounts import sign_in as sign_in_rules
from trellis.accounts.actions import second_factor
from trellis.accounts.actions.second_factor import NotRight, Proof, TooManyWrong
from trellis.accounts.models import User
from trellis.accounts.second_factor import key
from trellis.interfaces.web.accounts import locking
from trellis.interfaces.web.accounts.forms import Answer, AppCode, Password, RecoveryCode
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.forms import problems

FORMS = {"password": Password, "app": AppCode, "key": Answer, "recovery": RecoveryCode}
OTHER_WAYS = {
    "password": "Use your password",
    "app": "Use a code from your authenticator app",
    "key": "Use a security key or passkey",
    "recovery": "Use a recovery code",
}
_QUESTION = "key_question"
_QUESTION_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What is asked: of whom, by which way, which other ways there are, and what the page says."""

    user: User
    method: str
    methods: tuple[str, ...]
    address_of: Callable[[str], str]
    title: str
    button: str
    back: dict[str, str] | None = None
    onward: str = ""

    @property
    def others(self) -> list[dict[str, str]]:
        return [
            {"text": OTHER_WAYS[method], "href": self.address_of(method)}
            for method in self.methods
            if method != self.method
        ]


def methods_of(held: queries.Held) -> tuple[str, ...]:
    """The ways of the second step that somebody has."""
    ways = (("app", held.apps), ("key", held.keys), ("recovery", held.codes_left))
    return tuple(way for way, has in ways if has)


def prove(request: HttpRequest, asked: Challenge) -> Proof | HttpResponse:
    """Return the proof that was given, or the page that asks for it, or one that says why none is taken now."""
    form = FORMS[asked.method](request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if sign_in_rules.is_address_locked(request, now=timezone.now()):
            return locking.address_locked(request)
        if sign_in_rules.is_account_locked(request, asked.user):
            return locking.locked_out(request)
        state = answered(request) if asked.method == "key" else None
        if form.is_valid():
            try:
                return _given(request, asked, form.cleaned_data, state)
            except NotRight as refused:
                if asked.method != "password" and sign_in_rules.count_wrong(request, asked.user):
                    return locking.locked_out(request)
                if getattr(request, "axes_locked_out", False):
                    return locking.locked_out(request)
                form.add_error(next(iter(form.fields)), str(refused))
            except TooManyWrong as refused:
                return locking.too_many_codes(request, until=refused.until)
    site = site_of(request)
    context: dict[str, Any] = {
        "frame": layout.frame(request, here="account"),
        "asked": asked,
        "form": form,
        "problems": problems(form),
        "back": asked.back,
        "number_instead": by_number(request),
    }
    if asked.method == "key":
        question = key.ask_to_sign(site, held=queries.held_by(asked.user).keys)
        context["question"] = put(request, question)
    return render(request, "accounts/prove.html", context)


def put(request: HttpRequest, question: key.Asked) -> str:
    """Keep what holds the answer in the session, and return the question as the page gives it to the browser."""
    request.session[_QUESTION] = {"state": question.state, "at": timezone.now().isoformat()}
    return json.dumps(question.options["publicKey"])


def answered(request: HttpRequest) -> dict[str, Any] | None:
    """Take the question out of the session: each is answered once, and within five minutes."""
    kept = request.session.pop(_QUESTION, None)
    if kept is None or timezone.now() - datetime.fromisoformat(kept["at"]) > _QUESTION_LASTS:
        return None
    state: dict[str, Any] = kept["state"]
    return state


def site_of(request: HttpRequest) -> key.Site:
    """Where keys are used: the host that was asked, which is one of those allowed."""
    host = request.get_host()
    domain = settings.SECURITY_KEY_DOMAIN or split_domain_port(host)[0]
    return key.Site(domain=domain, origin=f"{request.scheme}://{host}")


def by_number(request: HttpRequest) -> str:
    """Browsers take keys at a name alone: where the page was asked for by a number, the address to go to; else nothing."""
    domain, port = split_domain_port(request.get_host())
    if settings.SECURITY_KEY_DOMAIN or domain not in ("127.0.0.1", "[::1]"):
        return ""
    return f"{request.scheme}://localhost{':' + port if port else ''}{request.path}"


def _given(
    request: HttpRequest, asked: Challenge, given: dict[str, Any], state: dict[str, Any] | None
) -> Proof:
    user, now = asked.user, timezone.now()
    match asked.method:
        case "password":
            if authenticate(request, email=user.email, password=given["current"]) is None:
                raise NotRight("That is not your password")
            return Proof(words="a password")
        case "app":
            return second_factor.prove_by_app(user=user, code=given["code"], at=now)
        case "recovery":
            return second_factor.prove_by_recovery(user=user, code=given["code"], at=now)
        case _:
            return second_factor.prove_by_key(
                user=user, site=site_of(request), state=state, answer=given["answer"], at=now
            )
