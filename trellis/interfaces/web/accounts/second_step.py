"""The second step of signing in, and proving again who one is before one’s second factors change."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trellis.accounts import queries
from trellis.accounts.models import User
from trellis.interfaces.web.accounts import arriving
from trellis.interfaces.web.accounts.proving import Challenge, methods_of, prove
from trellis.interfaces.web.govuk import errors


@login_not_required
@sensitive_post_parameters("code", "answer")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest, method: str = "") -> HttpResponse:
    """Ask for the second step of somebody whose password was right, by the way they used last or the one they choose."""
    if request.user.is_authenticated:
        return redirect("start")
    half = arriving.half_of(request)
    if half is None:
        return HttpResponseRedirect(reverse("sign_in") + "?late")
    held = queries.held_by(half.user)
    if not held.factors:  # they were taken away since, by an administrator
        return HttpResponseRedirect(reverse("sign_in") + "?late")
    ways = methods_of(held)
    if not method:
        return redirect("second_step_by", held.preferred)
    if method not in ways:
        raise Http404
    proof = prove(
        request,
        Challenge(
            user=half.user,
            method=method,
            methods=ways,
            address_of=lambda way: reverse("second_step_by", args=[way]),
            title="Second step of signing in",
            button="Continue",
        ),
    )
    return proof if isinstance(proof, HttpResponse) else arriving.finish(request, half, how=proof.words)


@sensitive_post_parameters("current", "code", "answer")
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, method: str = "") -> HttpResponse:
    """Ask somebody who is signed in to prove it again, and go on to the change that they wanted to make."""
    user: User = request.user  # type: ignore[assignment]
    asked = arriving.ours(request, request.GET.get("next", ""))
    onward = asked or reverse("account")
    ways = (("password",) if user.has_usable_password() and not user.by_provider_only else ()) + methods_of(
        queries.held_by(user)
    )
    if not ways:
        return errors.page(
            request,
            title="Sign in again first",
            sentences=(
                "You signed in by a provider a while ago. Sign out, sign in again and come back here within 10 minutes.",
            ),
            status=403,
        )
    if not method:
        return HttpResponseRedirect(_confirm_by(ways[0], onward))
    if method not in ways:
        raise Http404
    proof = prove(
        request,
        Challenge(
            user=user,
            method=method,
            methods=ways,
            address_of=lambda way: _confirm_by(way, onward),
            title="Confirm that it is you",
            button="Continue",
            back={"text": "Back to your account", "href": reverse("account")},
        ),
    )
    if isinstance(proof, HttpResponse):
        return proof
    arriving.note_confirmed(request)
    if method != "password":
        arriving.note_second(request)
    return HttpResponseRedirect(onward)


def _confirm_by(way: str, onward: str) -> str:
    return f"{reverse('confirm_by', args=[way])}?{urlencode({'next': onward})}"
