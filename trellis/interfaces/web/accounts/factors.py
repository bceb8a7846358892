"""One’s own second factors: adding, naming and removing them, and recovery codes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trellis.accounts import queries, secrecy
from trellis.accounts.actions import second_factor
from trellis.accounts.actions.second_factor import KeyTaken, NameTaken, NotRight
from trellis.accounts.models import SecondFactor, User
from trellis.accounts.second_factor import app, key, policy
from trellis.accounts.second_factor.policy import Mode
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.accounts import arriving, proving
from trellis.interfaces.web.accounts.forms import FactorName, NewApp, NewKey
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.forms import problems

_NEW_SECRET = "new_secret"  # noqa: S105  the place in the session, where it is kept encrypted
BACK = {"text": "Back to your account", "href": "/account/"}
View = Callable[..., HttpResponse]


def _after_confirming(view: View) -> View:
    """Let somebody change their second factors who has just proved again who they are, and ask everybody else to."""

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if arriving.mode() is Mode.OFF:
            raise Http404
        held = queries.held_by(_user(request))
        if not arriving.is_confirmed(request, none_held=not held.factors):
            return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({'next': request.path})}")
        return view(request, *args, held=held, **kwargs)

    return never_cache(confirmed)


@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Choose what to set up; whoever must have a second factor is led here."""
    if arriving.mode() is Mode.OFF:
        raise Http404
    context = {
        "frame": layout.frame(request, here="account"),
        "must": _must_yet(request),
        "back": None if _must_yet(request) else BACK,
    }
    return render(request, "accounts/add_second_factor.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@_after_confirming
def add_app(request: HttpRequest, held: queries.Held) -> HttpResponse:
    """Set up an authenticator app: the picture to scan, and a code to prove that it was."""
    user = _user(request)
    if _NEW_SECRET not in request.session:
        request.session[_NEW_SECRET] = secrecy.locked(app.new_secret())
    secret = secrecy.opened(request.session[_NEW_SECRET])
    first = second_factor.free_name(user=user, wanted="Authenticator app")
    form = NewApp(request.POST if request.method == "POST" else None, initial={"name": first})
    if form.is_valid():
        try:
            with transaction.atomic():
                made = second_factor.add_app(
                    user=user,
                    name=form.cleaned_data["name"],
                    secret=secret,
                    code=form.cleaned_data["code"],
                    at=timezone.now(),
                )
                answer = _added(request, made, held)
            del request.session[_NEW_SECRET]
            return answer
        except NotRight as refused:
            form.add_error("code", str(refused))
        except NameTaken as refused:
            form.add_error("name", str(refused))
    enrolment = app.enrolment(secret, email=user.email)
    context = {
        "frame": layout.frame(request, here="account"),
        "form": form,
        "problems": problems(form),
        "enrolment": enrolment,
        "picture": mark_safe(enrolment.picture),  # noqa: S308  drawn by us, of nothing that anybody typed
        "back": _back_to_choice(),
    }
    return render(request, "accounts/add_app.html", context)


@require_http_methods(["GET", "POST"])
@_after_confirming
def add_key(request: HttpRequest, held: queries.Held) -> HttpResponse:
    """Set up a security key or passkey, with the browser's help."""
    user, site = _user(request), proving.site_of(request)
    first = second_factor.free_name(user=user, wanted="Security key")
    form = NewKey(request.POST if request.method == "POST" else None, initial={"name": first})
    state = proving.answered(request) if request.method == "POST" else None
    if form.is_valid():
        try:
            if state is None:
                raise key.KeyRefused("That took too long. Try again")
            new = key.made(site, state=state, answer=form.cleaned_data["answer"])
            with transaction.atomic():
                made = second_factor.add_key(
                    user=user, name=form.cleaned_data["name"], new=new, at=timezone.now()
                )
                return _added(request, made, held)
        except (key.KeyRefused, KeyTaken) as refused:
            form.add_error("answer", str(refused))
        except NameTaken as refused:
            form.add_error("name", str(refused))
    context = {
        "frame": layout.frame(request, here="account"),
        "form": form,
        "problems": problems(form),
        "question": proving.put(request, key.ask_to_make(site, user=user, held=held.keys)),
        "number_instead": proving.by_number(request),
        "back": _back_to_choice(),
    }
    return render(request, "accounts/add_key.html", context)


@require_http_methods(["GET", "POST"])
@_after_confirming
def rename(request: HttpRequest, number: int, held: queries.Held) -> HttpResponse:
    """Give one of one's second factors another name."""
    factor = _one(held, number)
    form = FactorName(request.POST if request.method == "POST" else None, initial={"name": factor.name})
    if form.is_valid():
        try:
            second_factor.rename(factor=factor, name=form.cleaned_data["name"])
            return HttpResponseRedirect(reverse("account") + "?done=renamed")
        except NameTaken as refused:
            form.add_error("name", str(refused))
    context = {
        "frame": layout.frame(request, here="account"),
        "form": form,
        "problems": problems(form),
        "factor": factor,
        "back": BACK,
    }
    return render(request, "accounts/rename_second_factor.html", context)


@require_http_methods(["GET", "POST"])
@_after_confirming
def remove(request: HttpRequest, number: int, held: queries.Held) -> HttpResponse:
    """Remove one of one's second factors, after asking whether that is meant."""
    factor = _one(held, number)
    last = len(held.factors) == 1
    needed = last and policy.must_have(_user(request), mode=arriving.mode(), on=timezone.localdate())
    if request.method == "POST" and not needed:
        with transaction.atomic():
            said = second_factor.remove(factor=factor)
            trail.record(Verb.SECOND_FACTOR_REMOVED, by=_user(request), at=timezone.now(), subject=said)
        return HttpResponseRedirect(reverse("account") + "?done=removed")
    context = {
        "frame": layout.frame(request, here="account"),
        "factor": factor,
        "last": last,
        "needed": needed,
        "back": BACK,
    }
    return render(
        request,
        "accounts/remove_second_factor.html",
        context,
        status=409 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@_after_confirming
def recovery_codes(request: HttpRequest, held: queries.Held) -> HttpResponse:
    """Make new recovery codes in place of those there are. They are shown in the answer, and never again."""
    if not held.factors:
        return redirect("add_second_factor")
    if request.method == "POST":
        return _with_codes(request, title="Your new recovery codes", done="codes")
    context = {"frame": layout.frame(request, here="account"), "left": held.codes_left, "back": BACK}
    return render(request, "accounts/make_recovery_codes.html", context)


def _added(request: HttpRequest, made: SecondFactor, before: queries.Held) -> HttpResponse:
    """Note the event, and show recovery codes where there are none."""
    trail.record(Verb.SECOND_FACTOR_ADDED, by=_user(request), at=timezone.now(), subject=str(made))
    arriving.note_second(request)
    arriving.note_confirmed(request)
    if not before.codes_left:
        return _with_codes(request, title="Write down your recovery codes", done="added")
    return HttpResponseRedirect(reverse("account") + "?done=added")


def _with_codes(request: HttpRequest, *, title: str, done: str) -> HttpResponse:
    with transaction.atomic():
        codes = second_factor.make_codes(user=_user(request), at=timezone.now())
        said = f"{len(codes)} recovery codes"
        trail.record(Verb.SECOND_FACTOR_ADDED, by=_user(request), at=timezone.now(), subject=said)
    context = {"frame": layout.frame(request, here="account"), "codes": codes, "title": title, "done": done}
    return render(request, "accounts/recovery_codes.html", context)


def _must_yet(request: HttpRequest) -> bool:
    """Whether somebody must set up a second factor before they can do anything else."""
    user = _user(request)
    return policy.must_have(
        user, mode=arriving.mode(), on=timezone.localdate()
    ) and not arriving.has_proved_second(request)


def _one(held: queries.Held, number: int) -> SecondFactor:
    for factor in held.factors:
        if factor.pk == number:
            return factor
    raise Http404


def _back_to_choice() -> dict[str, str]:
    return {"text": "Back", "href": reverse("add_second_factor")}


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
