"""The people of an authority: their posts, given and ended, and the schools of its advisers."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts import queries as accounts
from trellis.accounts.roles import Permission
from trellis.activity import queries as activity
from trellis.interfaces.web.govuk import layout, words
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.people import forms, presenters
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools.actions import posts as actions

PEOPLE_A_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The authority whose people are looked after, and the day on which that was decided."""

    frame: Frame
    code: str
    today: date


def opened(request: HttpRequest, permission: Permission, *, refused: str) -> Opened:
    """Return the authority asked for, or the first of the user's. Raises PermissionDenied, or Http404 for another's."""
    frame = layout.frame(request, here="people")
    codes = sorted(frame.held.authorities(permission))
    if not codes:
        raise PermissionDenied(refused)
    asked = request.POST.get("authority") or request.GET.get("authority") or codes[0]
    if asked not in codes:
        raise Http404
    return Opened(frame=frame, code=asked, today=timezone.localdate())


def _manager(request: HttpRequest) -> Opened:
    return opened(
        request, Permission.ACCOUNTS_MANAGE, refused="People and posts are looked after by the administrator."
    )


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a post at the authority, and what they hold today."""
    at = _manager(request)
    asked = " ".join(request.GET.get("q", "")[:100].split())
    every = accounts.people(at.code, on=at.today)
    among = [each for each in every if asked.lower() in f"{each.user.name} {each.user.email}".lower()]
    page = Paginator(among, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    found = list(page)
    names = schools.named_by_urn(post.urn for each in found for post in each.held if post.urn is not None)
    context = {
        "frame": at.frame,
        "authority": at.code,
        "lines": [presenters.line(each, names=names) for each in found],
        "page": page,
        "q": asked,
        "query": urlencode({"authority": at.code, "q": asked}),
        "allocates": at.frame.held.may(Permission.SCHOOLS_ALLOCATE, authority=at.code),
    }
    return render(request, "people/people.html", context)


@never_cache
@sensitive_variables("added")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody. The password is in the answer to the form and nowhere else."""
    at = _manager(request)
    form = forms.Person(
        request.POST if request.method == "POST" else None, initial={"from_date": as_typed(at.today)}
    )
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = actions.add_person(
                name=given["name"],
                email=given["email"],
                role=given["role"],
                authority_code=at.code,
                urns=given["urns"],
                from_date=given["from_date"],
                to_date=given["to_date"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            context = {"frame": at.frame, "authority": at.code, "added": added}
            return render(request, "people/added.html", context)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {"frame": at.frame, "authority": at.code, "form": form, "problems": problems(form)}
    return render(request, "people/add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person: int) -> HttpResponse:
    """One person: the posts they hold and held, what was done to their account, and the form of another post."""
    at = _manager(request)
    found = accounts.person(person, authority_code=at.code, on=at.today)
    if found is None:
        raise Http404
    oneself = found.user.pk == request.user.pk
    form = forms.Post(
        request.POST if request.method == "POST" else None, initial={"from_date": as_typed(at.today)}
    )
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.give(
                user=found.user,
                role=given["role"],
                authority_code=at.code,
                urns=given["urns"],
                from_date=given["from_date"],
                to_date=given["to_date"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect("person", person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    every = (*found.held, *found.others)
    names = schools.named_by_urn(post.urn for post in every if post.urn is not None)
    context = {
        "frame": at.frame,
        "authority": at.code,
        "person": found.user,
        "named": found.named,
        "oneself": oneself,
        "held": [presenters.post(each, names=names, today=at.today) for each in found.held],
        "others": [presenters.post(each, names=names, today=at.today) for each in found.others],
        "done": [
            (words.moment(each.at), str(each.by or "Trellis"), f"{each.get_verb_display()} {each.subject}")
            for each in activity.of_account(found.user.email, authority_code=at.code)
        ],
        "form": form,
        "problems": problems(form),
    }
    return render(request, "people/person.html", context, status=status)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, post: int) -> HttpResponse:
    """Give a post its last day."""
    at = _manager(request)
    found = accounts.post(post, authorities=at.frame.held.authorities(Permission.ACCOUNTS_MANAGE))
    if found is None:
        raise Http404
    form = forms.End(
        request.POST if request.method == "POST" else None, initial={"to_date": as_typed(at.today)}
    )
    status = 200
    if form.is_valid():
        try:
            actions.end(
                found,
                to_date=form.cleaned_data["to_date"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect("person", found.user_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    names = schools.named_by_urn([found.urn] if found.urn is not None else [])
    context = {
        "frame": at.frame,
        "person": found.user,
        "post": presenters.post(found, names=names, today=at.today),
        "form": form,
        "problems": problems(form),
    }
    return render(request, "people/end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def allocation(request: HttpRequest) -> HttpResponse:
    """Which adviser has which schools, which schools have none, and one form that changes it."""
    at = opened(
        request,
        Permission.SCHOOLS_ALLOCATE,
        refused="Schools are allocated by the School Improvement Team Leader.",
    )
    advisers = accounts.advisers(at.code, on=at.today)
    every = schools.named(schools.open_schools_of(at.code))
    table = presenters.allocation(
        every, advisers=advisers, posts=accounts.allocations(at.code, on=at.today), today=at.today
    )
    form = forms.Allocate(
        request.POST if request.method == "POST" else None,
        advisers=[(str(each.pk), each.name) for each in advisers],
        schools=table.choices,
        initial={"from_date": as_typed(at.today)},
    )
    status = 200
    if form.is_valid():
        chosen = form.cleaned_data["adviser"]
        try:
            actions.allocate(
                adviser=next((each for each in advisers if str(each.pk) == chosen), None),
                urns=[int(urn) for urn in form.cleaned_data["urn"]],
                authority_code=at.code,
                from_date=form.cleaned_data["from_date"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect("allocation")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": at.frame,
        "authority": at.code,
        "table": table,
        "lists_due": all(
            at.frame.held.may(each, authority=at.code)
            for each in (Permission.CASE_READ, Permission.DATA_READ)
        ),
        "advisers": advisers,
        "form": form,
        "problems": problems(form),
    }
    return render(request, "people/allocation.html", context, status=status)
