"""The register of levels: today's, a day's, and the frozen editions."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import register as action
from trellis.casework.queries import register as kept
from trellis.interfaces.web.govuk import errors, levels, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.levels import register_presenters as presenters
from trellis.interfaces.web.levels.forms import CloseTerm
from trellis.interfaces.web.schools import loading
from trellis.problem import Refusal


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every maintained school that the reader may see, with its level as it stands or stood."""
    opened = loading.authority(
        request, code=request.GET.get("authority", ""), here="register", counts_do=False
    )
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    named = levels.names(opened.run.pack_text) if opened.run is not None else {}
    lines = kept.lines(opened.visible, authority=opened.code, on=on or today)
    context = {
        "frame": opened.frame,
        "page": presenters.present(lines, named=named, on=on),
        "editions": [
            (
                reverse("edition", kwargs={"authority": opened.code, "edition": each.number}),
                str(each),
                words.day(each.as_of),
            )
            for each in kept.editions(opened.code)[:40]
        ],
        "may_close": opened.frame.held.may(Permission.REGISTER_KEEP, authority=opened.code),
        "authority": opened.code,
        "as_of": as_typed(on or today),
    }
    return render(request, "levels/register.html", context)


@require_safe
def edition(request: HttpRequest, authority: str, edition: int) -> HttpResponse:
    """One edition as it was frozen, the changes first."""
    opened = loading.authority(request, code=authority, here="register", counts_do=False)
    found = kept.editions(opened.code).filter(number=edition).first()
    if found is None:
        raise Http404
    named = levels.names(opened.run.pack_text) if opened.run is not None else {}
    lines = kept.edition_lines(found, schools=opened.visible)
    page = presenters.present_edition(found, lines, named=named)
    return render(request, "levels/edition.html", {"frame": opened.frame, "page": page})


@require_http_methods(["GET", "POST"])
def close_term(request: HttpRequest) -> HttpResponse:
    """Freeze the next edition of the register."""
    opened = loading.authority(
        request, code=request.GET.get("authority", ""), here="register", counts_do=False
    )
    if not opened.frame.held.may(Permission.REGISTER_KEEP, authority=opened.code):
        raise PermissionDenied("Closing a term is for the authority’s data officer.")
    now = timezone.now()
    newest = kept.edition_before(opened.code, on=timezone.localdate(now))
    form = CloseTerm(
        request.POST if request.method == "POST" else None,
        initial={"after": newest.number if newest is not None else 0},
    )
    status = 200
    if form.is_valid():
        try:
            made = action.freeze(
                authority=opened.code,
                term=form.cleaned_data["term"],
                after=form.cleaned_data["after"],
                by=request.user,  # type: ignore[arg-type]
                at=now,
            )
            return redirect("edition", opened.code, made.number)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "form": form,
        "problems": problems(form),
        "newest": str(newest) if newest is not None else "",
    }
    return render(request, "levels/close_term.html", context, status=status)
