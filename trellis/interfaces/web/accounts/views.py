"""Signing in and out, and one's own account."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trellis.accounts import roles
from trellis.accounts import sign_in as sign_in_rules
from trellis.accounts.actions import accounts
from trellis.accounts.actions.accounts import WrongCode
from trellis.accounts.models import User
from trellis.accounts.roles import Permission, Role, Scope
from trellis.accounts.second_factor.policy import Mode
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.background import queries as background
from trellis.casework import rules
from trellis.interfaces.web.accounts import arriving, by_provider, locking, presenters
from trellis.interfaces.web.accounts.forms import ChangePassword, SignIn, TakeUp
from trellis.interfaces.web.govuk import errors, layout, words
from trellis.interfaces.web.govuk.forms import problems
from trellis.notices.queries import news
from trellis.schools import queries as schools
from trellis.schools.actions import posts


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by e-mail address and password, or go to a provider to do so."""
    onward = arriving.onward_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = SignIn(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if sign_in_rules.is_address_locked(request, now=timezone.now()):
            return locking.address_locked(request)
        user = authenticate(request, **form.cleaned_data)
        if getattr(request, "axes_locked_out", False):
            return locking.locked_out(request)
        if user is not None:
            return arriving.arrive(request, user, how="a password", onward=onward)
        form.add_error("password", "The email address or the password is wrong")
    context = {
        "frame": layout.EMPTY,
        "form": form,
        "problems": problems(form),
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "providers": [
            {
                "name": provider.name,
                "address": f"{reverse('ask_provider', args=[provider.id])}?{urlencode({'next': onward})}",
            }
            for provider in settings.PROVIDERS.values()
        ],
        "late": "late" in request.GET,
    }
    return render(request, "accounts/sign_in.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, by a form alone."""
    trail.record(Verb.SIGNED_OUT, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    left = request.session.get(arriving.PROVIDER)
    logout(request)
    return by_provider.leave(request, left)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, for everybody."""
    return render(request, "accounts/accessibility.html", {"frame": layout.frame(request)})


def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what they may do."""
    frame = layout.frame(request, here="account")
    named = schools.places_of(frame.held)
    aliases = {
        code: rules.of(code).process.role_aliases
        for code in sorted({post.authority_code for post in frame.held.held})
    }
    posts: dict[str, dict[str, Any]] = {}
    for post in frame.held.held:
        unnamed = "an authority" if post.urn is None else f"a school (URN {post.urn})"
        unnamed += " that is not in the list of schools until a screening has been run"
        place = named.get((post.authority_code, post.urn), unnamed)
        shown = posts.setdefault(
            post.role.id,
            {
                "role": post.role,
                "name": roles.named(post.role, aliases[post.authority_code]),
                "does": does(post.role),
                "places": [],
            },
        )
        shown["places"].append(place)
    user: User = request.user  # type: ignore[assignment]
    context = {
        "frame": frame,
        "posts": list(posts.values()),
        "changed": "changed" in request.GET,
        "reads_interests": frame.held.may(Permission.INTERESTS_READ),
        "reads": frame.held.may(Permission.EVIDENCE_READ),
        "safety": presenters.safety(
            user, offered=arriving.mode() is not Mode.OFF, providers=settings.PROVIDERS.values()
        ),
        "done": presenters.DONE.get(request.GET.get("done", "")),
        "new": words.count(
            news.how_many(user, held=frame.held, at=timezone.now()), "notice is new", "notices are new"
        ),
        "sees_work": background.may_see(frame.held),
    }
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one’s own password."""
    user: User = request.user  # type: ignore[assignment]
    if user.by_provider_only:
        raise PermissionDenied("Your account is set to sign in by a provider only, so it has no password.")

    def is_right(given: str) -> bool:
        return authenticate(request, email=user.email, password=given) is not None

    if request.method == "POST" and sign_in_rules.is_address_locked(request, now=timezone.now()):
        return locking.address_locked(request)
    form = ChangePassword(request.POST if request.method == "POST" else None, user=user, is_right=is_right)
    valid = form.is_valid()
    if getattr(request, "axes_locked_out", False):
        return locking.locked_out(request)
    if valid:
        accounts.change_password(user=user, new=form.cleaned_data["new"])
        trail.record(Verb.PASSWORD_CHANGED, by=user, at=timezone.now())
        update_session_auth_hash(request, user)
        return HttpResponseRedirect(reverse("account") + "?changed")
    context = {
        "frame": layout.frame(request, here="account"),
        "form": form,
        "problems": problems(form),
        "told": user.password_is_told,
    }
    return render(request, "accounts/change_password.html", context)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def take_up_post(request: HttpRequest) -> HttpResponse:
    """Take up a post at another authority, with the code that its administrator told."""
    form = TakeUp(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        user: User = request.user  # type: ignore[assignment]
        try:
            posts.take_up(user=user, code=form.cleaned_data["code"], at=timezone.now())
            return HttpResponseRedirect(f"{reverse('account')}?done=taken-up")
        except WrongCode as refusal:
            form.add_error("code", str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {"frame": layout.frame(request, here="account"), "form": form, "problems": problems(form)}
    return render(request, "accounts/take_up_post.html", context, status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    return errors.page(
        request,
        title="This page was open for too long",
        sentences=("Go back, load the page again, and send it once more. Nothing was changed.",),
        status=403,
    )


def does(role: Role) -> str:
    """Say what a role may do in these pages, and nothing that they cannot do yet."""
    said = []
    if Permission.EVIDENCE_READ in role.permissions:
        said.append(f"open {_SCOPES[role.scope]}, with the evidence")
    elif Permission.LEVEL_READ in role.permissions:
        said.append(f"read the agreed level of {_SCOPES[role.scope]}")
    if Permission.COUNTS_READ in role.permissions:
        said.append("see how many schools have each suggested level")
    if Permission.SCREENING_RUN in role.permissions:
        said.append("run a screening")
    if Permission.ACCOUNTS_MANAGE in role.permissions:
        said.append("look after accounts and posts")
    if Permission.SCHOOLS_ALLOCATE in role.permissions:
        said.append("allocate schools to advisers")
    return f"You can {', and '.join(said)}." if said else "It opens no page about a school."


_SCOPES = {
    Scope.AUTHORITY: "every school of the authority",
    Scope.PRIMARY: "nursery, primary, all-through, special and alternative schools",
    Scope.SECONDARY: "secondary, all-through, 16 plus, special and alternative schools",
    Scope.OWN: "the schools named here",
    Scope.NONE: "no school",
}
