"""Setting a year of terms, closing a day, and taking either back."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from trellis.calendars import queries
from trellis.calendars.actions import terms as actions
from trellis.calendars.actions.terms import CannotSet
from trellis.interfaces.web.govuk import errors
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.terms import loading, presenters
from trellis.interfaces.web.terms.forms import CloseDays, CountInset, SetYear, filled_in
from trellis.interfaces.web.terms.loading import Opened
from trellis.problem import Refusal

CONFLICT, WRONG = 409, 400


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, year: int, urn: int | None = None) -> HttpResponse:
    """Set the three terms of a year. The dates that stand now are filled in, or the usual ones."""
    found = loading.setting(request, urn=urn)
    year = loading.within(year, today=found.today)
    history = queries.history(found.code, school=found.school, year=year)
    entered = queries.entered_for(found.code, on=found.today, schools=found.schools)
    form = SetYear(
        request.POST if request.method == "POST" else None,
        year=year,
        initial={
            "following": history[0].pk if history else 0,
            **filled_in(presenters.terms_for(entered, year, urn=found.urn)),
        },
    )
    status = 200
    if form.is_valid():
        try:
            actions.set_year(
                authority_code=found.code,
                school=found.school,
                year=year,
                terms=form.terms,
                following=form.cleaned_data["following"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect(f"{found.page}#year-{year}")
        except CannotSet as refusal:
            form.tell(refusal.problems)
            if not refusal.problems:
                form.add_error(None, str(refusal))
            status = CONFLICT
    elif request.method == "POST":
        status = WRONG
    held = entered.year_of(year, urn=found.urn)
    context = {
        "frame": found.frame,
        "found": found,
        "form": form,
        "problems": problems(form),
        "year": year,
        "name": presenters.name_of(year),
        "is_usual": held is None,
        "is_authoritys": held is not None and held.school_id is None and found.school is not None,
        "following": history[0].pk if history else 0,
        "may_take_back": bool(history and history[0].term_count),
        "history": presenters.entries(history),
    }
    return render(request, "terms/year.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, year: int, urn: int | None = None) -> HttpResponse:
    """Let the dates entered for a year hold no longer."""
    found = loading.setting(request, urn=urn)
    said = request.POST.get("following", "")
    try:
        actions.take_back_year(
            authority_code=found.code,
            school=found.school,
            year=loading.within(year, today=found.today),
            following=int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else -1,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect(f"{found.page}#year-{year}")


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, urn: int | None = None) -> HttpResponse:
    """Say on which days pupils are not in."""
    found = loading.setting(request, urn=urn)
    form = CloseDays(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            actions.close(
                authority_code=found.code,
                school=found.school,
                days=form.closings,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect(f"{found.page}#year-{queries.academic_year(form.cleaned_data['first'])}")
        except CannotSet as refusal:
            form.add_error("first", str(refusal))
            status = CONFLICT
    elif request.method == "POST":
        status = WRONG
    context = {"frame": found.frame, "found": found, "form": form, "problems": problems(form)}
    return render(request, "terms/closed.html", context, status=status)


@require_POST
def open_again(request: HttpRequest, urn: int | None = None) -> HttpResponse:
    """Take a closed day back."""
    found = loading.setting(request, urn=urn)
    try:
        day = date.fromisoformat(request.POST.get("day", "")[:10])
    except ValueError:
        return errors.page(
            request,
            title="That is not a day",
            sentences=("Go back, and choose one of the closed days in the table.",),
            status=WRONG,
        )
    try:
        actions.open_again(
            authority_code=found.code,
            school=found.school,
            day=day,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect(f"{found.page}#year-{queries.academic_year(day)}")


@require_POST
def inset(request: HttpRequest) -> HttpResponse:
    """Say whether an INSET day counts as a school day."""
    found: Opened = loading.setting(request)
    form = CountInset(request.POST)
    if not form.is_valid():
        return errors.page(
            request,
            title="INSET was not set",
            sentences=("Go back, and choose yes or no.",),
            status=WRONG,
        )
    try:
        actions.count_inset(
            authority_code=found.code,
            counts=form.cleaned_data["counts"] == "yes",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect(f"{found.page}#inset")


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return errors.page(request, title="Nothing was changed", sentences=(str(refusal),), status=CONFLICT)
