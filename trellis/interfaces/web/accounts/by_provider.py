"""Signing in by a provider, and what to say when it does not work; signing out of it too."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trellis.accounts.actions import links
from trellis.accounts.providers import client
from trellis.accounts.providers.configured import Provider, canonical
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.accounts import arriving
from trellis.interfaces.web.govuk import errors, layout

log = logging.getLogger(__name__)
_ASKED = "asked_of_providers"
_ASKED_LASTS = timedelta(minutes=10)
_AT_ONCE = 5  # windows in which somebody can be on the way to a provider
_SIGNED_OUT_OF = "signed_out_of"
_ASK = "Ask whoever looks after accounts at your authority."


@login_not_required
@never_cache
@require_GET
def ask(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider.

    By a link and not a form: the policy that forms lead nowhere else holds for what they are sent on to as well.
    """
    asked = _provider(provider)
    onward = arriving.onward_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    try:
        question = client.ask(asked, back_to=_back_to(request, asked))
    except client.ProviderDown as error:
        return _down(request, asked, error)
    waiting = request.session.get(_ASKED, {})
    waiting[question.state] = {
        "provider": asked.id,
        "nonce": question.nonce,
        "verifier": question.verifier,
        "onward": onward,
        "at": timezone.now().isoformat(),
    }
    request.session[_ASKED] = dict(list(waiting.items())[-_AT_ONCE:])
    return HttpResponseRedirect(question.address)


@login_not_required
@never_cache
@require_GET
def answer(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the provider's answer, and sign in the person whom it names if they have an account here."""
    asked = _provider(provider)
    waiting = request.session.get(_ASKED, {})
    held = waiting.pop(request.GET.get("state", ""), None)
    request.session[_ASKED] = waiting
    late = held is not None and timezone.now() - datetime.fromisoformat(held["at"]) > _ASKED_LASTS
    if held is None or late or held["provider"] != asked.id:
        return errors.page(
            request,
            title="Begin again at the sign-in page",
            sentences=(
                f"This answer from {asked.name} belongs to no sign-in begun in this browser in the last 10 minutes.",
                "Nothing was changed. Go to the start page and sign in again.",
            ),
            status=400,
        )
    if canonical(request.GET.get("iss", asked.issuer)) != asked.issuer:
        return _not_believed(
            request, asked, client.NotBelieved(f"{asked.name}’s answer names another issuer.")
        )
    if error := request.GET.get("error"):
        return _refused(request, asked, error)
    try:
        identity = client.identity(
            asked,
            code=request.GET.get("code", ""),
            nonce=held["nonce"],
            verifier=held["verifier"],
            back_to=_back_to(request, asked),
            at=timezone.now(),
        )
    except client.ProviderDown as down:
        return _down(request, asked, down)
    except client.ClocksDiffer as differ:
        return _not_believed(
            request,
            asked,
            differ,
            "If it happens again, tell whoever runs Trellis that the clock of its machine may be wrong.",
        )
    except client.NotBelieved as refused:
        return _not_believed(request, asked, refused)
    return _welcome(request, asked, identity, onward=held["onward"])


@login_not_required
@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """After signing out of Trellis: how to sign out of the provider as well, which other services may still use."""
    if request.user.is_authenticated:
        return redirect("start")
    left = request.session.pop(_SIGNED_OUT_OF, None) or {}
    provider = settings.PROVIDERS.get(left.get("id", ""))
    address = None
    if provider is not None:
        back_to = request.build_absolute_uri(reverse("signed_out"))
        address = client.sign_out_address(provider, id_token=left["id_token"], back_to=back_to)
    context = {"frame": layout.EMPTY, "provider": provider, "address": address}
    return render(request, "accounts/signed_out.html", context)


def leave(request: HttpRequest, left: dict[str, str] | None) -> HttpResponse:
    """Answer somebody who has just signed out, by what they had signed in."""
    if left is None:
        return redirect("sign_in")
    request.session[_SIGNED_OUT_OF] = left
    return redirect("signed_out")


def _welcome(
    request: HttpRequest, provider: Provider, identity: client.Identity, *, onward: str
) -> HttpResponse:
    now = timezone.now()
    try:
        with transaction.atomic():
            found = links.account_for(identity, on=timezone.localdate(), at=now)
            if found.newly:
                said = f"{found.user.email} ({provider.name})"
                trail.record(Verb.PROVIDER_LINKED, by=found.user, at=now, subject=said)
    except links.NoAccount as refused:
        return _no_account(
            request, str(refused), f"{_ASK} Your account at {provider.name} opens nothing by itself."
        )
    except links.EmailNotSure as refused:
        return _no_account(
            request, f"{provider.name} says who you are. {refused}", f"{_ASK} They can link the two accounts."
        )
    except links.LinkedToAnother as refused:
        return _no_account(
            request, str(refused), f"{_ASK} If the address was given to you, they can link it anew."
        )
    return arriving.arrive(
        request,
        found.user,
        how=provider.name,
        onward=onward,
        provider=provider,
        id_token=identity.id_token,
    )


def _provider(name: str) -> Provider:
    found: Provider | None = settings.PROVIDERS.get(name)
    if found is None:
        raise Http404
    return found


def _back_to(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("provider_answer", args=[provider.id]))


def _no_account(request: HttpRequest, *sentences: str) -> HttpResponse:
    return errors.page(
        request, title="You cannot sign in to Trellis with this account", sentences=sentences, status=403
    )


def _refused(request: HttpRequest, provider: Provider, error: str) -> HttpResponse:
    """Answer an error of the provider's own, of which nothing is shown: anybody can write one in an address."""
    log.warning("Sign-in by %s was refused by the provider: %.60r", provider.id, error)
    if error in ("temporarily_unavailable", "server_error"):
        return _down(request, provider, client.ProviderDown(f"{provider.name} has a problem of its own."))
    return errors.page(
        request,
        title=f"{provider.name} did not sign you in",
        sentences=(
            "You said no there, or your account there may not use Trellis.",
            f"Try again, and if it does not work: {_ASK[0].lower()}{_ASK[1:]}",
        ),
        status=403,
    )


def _down(request: HttpRequest, provider: Provider, error: client.ProviderDown) -> HttpResponse:
    log.warning("Sign-in by %s: %s (%s)", provider.id, error, error.__cause__)
    return errors.page(
        request,
        title=f"You cannot sign in with {provider.name} now",
        sentences=(
            f"{error} Try again in a few minutes.",
            "If you have a password for Trellis, you can use that.",
        ),
        status=503,
    )


def _not_believed(
    request: HttpRequest, provider: Provider, error: client.NotBelieved, *more: str
) -> HttpResponse:
    log.warning("Sign-in by %s was not believed: %s (%s)", provider.id, error, error.__cause__)
    sentences = (f"{error} Nobody was signed in. Try again.", *more)
    return errors.page(
        request, title=f"{provider.name} gave an answer that cannot be used", sentences=sentences, status=502
    )
