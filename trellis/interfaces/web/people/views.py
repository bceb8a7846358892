"""What each role may do; interests, declared and kept; and who read what is restricted."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts import matrix
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework import rules
from trellis.interfaces.web.govuk import layout, words
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.people import forms, presenters
from trellis.interfaces.web.people.posts import Opened, opened
from trellis.interfaces.web.schools import loading
from trellis.problem import Refusal
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.actions import interests as actions
from trellis.schools.models import School


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role: what it may do in words, and the whole matrix."""
    frame = layout.frame(request, here="account")
    codes = sorted({post.authority_code for post in frame.held.held})
    aliases = rules.of(codes[0]).process.role_aliases if codes else {}
    context = {
        "frame": frame,
        "roles": presenters.roles(aliases),
        "areas": matrix.AREAS,
        "letters": [(str(letter), means) for letter, means in matrix.MEANS.items()],
        "waiting": matrix.WAITING.items(),
        "mine": {post.role.id for post in frame.held.held},
        "levels": list(Confidentiality),
    }
    return render(request, "people/roles.html", context)


@require_http_methods(["GET", "POST"])
def own_interests(request: HttpRequest) -> HttpResponse:
    """One's own interests, and the form that declares another."""
    frame = layout.frame(request, here="account")
    if not frame.held.held:
        raise PermissionDenied("An interest is declared by somebody with a post at an authority.")
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    form = forms.Declare(
        request.POST if request.method == "POST" else None, initial={"from_date": as_typed(today)}
    )
    status = 200
    if form.is_valid():
        codes = {post.authority_code for post in frame.held.held}
        school = schools.school_of(form.cleaned_data["urn"])
        if school is None or school.authority_id not in codes:
            form.add_error("urn", "No school of your authority has this URN")
            status = 400
        elif refused := _declare(school, form, by=user):
            form.add_error(None, refused)
            status = 409
        else:
            return redirect("own_interests")
    elif request.method == "POST":
        status = 400
    context = {
        "frame": frame,
        "form": form,
        "problems": problems(form),
        "interests": [
            presenters.interest(each, today=today, reader=user, keeps=False)
            for each in schools.interests_of(user)
        ],
    }
    return render(request, "people/own_interests.html", context, status=status)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, urn: int) -> HttpResponse:
    """Declare an interest from the page of a school."""
    frame, school = loading.seen(request, urn)
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    sent = {**request.POST.dict(), "urn": str(urn)} if request.method == "POST" else None
    form = forms.Declare(sent, initial={"from_date": as_typed(today), "urn": urn})
    status = 200
    if form.is_valid():
        refused = _declare(school, form, by=user)
        if not refused:
            return redirect("own_interests")
        form.add_error(None, refused)
        status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": frame,
        "school": school,
        "form": form,
        "problems": problems(form),
        "aside": schools.stands_aside(user, school, today, held=frame.held),
    }
    return render(request, "people/declare.html", context, status=status)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of interests, for whoever keeps it, and for the auditor."""
    at = _keeper(request, Permission.INTERESTS_READ)
    user: User = request.user  # type: ignore[assignment]
    keeps = at.frame.held.may(Permission.INTERESTS_KEEP, authority=at.code)
    every = [
        presenters.interest(each, today=at.today, reader=user, reads=True, keeps=keeps)
        for each in schools.register_of_interests(at.code)
    ]
    context = {
        "frame": at.frame,
        "holds": [each for each in every if each.holds],
        "others": [each for each in every if not each.holds],
    }
    return render(request, "people/register.html", context)


@require_http_methods(["GET", "POST"])
def end_interest(request: HttpRequest, interest: int) -> HttpResponse:
    """Say that an interest has passed."""
    at = _keeper(request)
    user: User = request.user  # type: ignore[assignment]
    found = schools.interest(interest, authorities=at.frame.held.authorities(Permission.INTERESTS_KEEP))
    if found is None:
        raise Http404
    form = forms.EndInterest(
        request.POST if request.method == "POST" else None, initial={"to_date": as_typed(at.today)}
    )
    status = 200
    if form.is_valid():
        try:
            actions.end(
                found,
                to_date=form.cleaned_data["to_date"],
                reason=form.cleaned_data["reason"],
                by=user,
                at=timezone.now(),
            )
            return redirect("interests")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": at.frame,
        "interest": presenters.interest(found, today=at.today, reader=user, keeps=True),
        "form": form,
        "problems": problems(form),
    }
    return render(request, "people/end_interest.html", context, status=status)


@require_safe
def readings(request: HttpRequest, urn: int) -> HttpResponse:
    """Who read restricted material about a school."""
    frame, school = loading.seen(request, urn, permission=Permission.READINGS_READ)
    context = {
        "frame": frame,
        "school": school,
        "readings": [
            (words.moment(each.at), str(each.by or "Trellis"), words.first_up(each.subject))
            for each in confidentiality.readings_of(school)
        ],
    }
    return render(request, "people/readings.html", context)


def _keeper(request: HttpRequest, permission: Permission = Permission.INTERESTS_KEEP) -> Opened:
    return opened(
        request,
        permission,
        refused="The register of interests is kept by the principal adviser and the administrator.",
    )


def _declare(school: School, form: forms.Declare, *, by: User) -> str:
    """Declare what a form holds, and return "" or why it was refused."""
    given = form.cleaned_data
    try:
        actions.declare(
            school=school,
            user=by,
            kind=given["kind"],
            reason=given["reason"],
            from_date=given["from_date"],
            to_date=given["to_date"],
            by=by,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return str(refusal)
    return ""
