"""The register of duties: the list, one duty with its evidence, and the two forms by which it is kept."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Sheet
from trellis.duties import actions, queries
from trellis.duties.queries import Kept
from trellis.interfaces.web.duties import forms, presenters
from trellis.interfaces.web.govuk import layout, words
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools

A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The authority whose register is opened, by whom, and whether they keep it."""

    frame: Frame
    code: str
    name: str
    user: User
    keeps: bool
    today: date

    @property
    def query(self) -> str:
        return f"?authority={self.code}"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every duty: who answers for it, the newest evidence, and when the next is due."""
    opened = _opened(request)
    kept = queries.register(opened.code, today=opened.today)
    context = {"lines": [presenters.line(each) for each in kept], "said": presenters.said(kept)}
    return render(request, "duties/register.html", {**_context(opened), **context})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The register as a file."""
    opened = _opened(request)
    rows = presenters.rows(queries.register(opened.code, today=opened.today))
    trail.record(
        Verb.EXPORTED,
        by=opened.user,
        at=timezone.now(),
        authority_code=opened.code,
        subject="the register of duties as CSV",
    )
    text = io.StringIO()
    text.write("\ufeff")  # what makes a spreadsheet read the file as UTF-8
    spreadsheet.write_csv(text, Sheet(name="Duties", header=presenters.HEADER, rows=rows))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="duties-{opened.today.isoformat()}.csv"'
    return response


@require_safe
def duty(request: HttpRequest, duty: str) -> HttpResponse:
    """One duty, all of its evidence, and each time that its owner changed."""
    opened = _opened(request)
    kept = _one(duty, opened)
    every = queries.evidence_of(duty, authority=opened.code, today=opened.today)
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "kept": kept,
        "line": presenters.line(kept),
        "is_mine": kept.is_of(opened.user, opened.frame.held, authority=opened.code),
        "checked": words.day(kept.duty.checked_on),
        "page": page,
        "changes": queries.assignments_of(duty, authority=opened.code, today=opened.today),
        "role_names": {role.id: role.name for role in ROLES.values()},
    }
    return render(request, "duties/duty.html", {**_context(opened), **context})


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, duty: str) -> HttpResponse:
    """Record evidence of a duty."""
    opened = _opened(request, keeping=True)
    kept = _one(duty, opened)
    form = forms.Record(
        request.POST if request.method == "POST" else None, initial={"shown_on": as_typed(opened.today)}
    )
    if form.is_valid():
        try:
            actions.record(
                duty, authority=opened.code, by=opened.user, at=timezone.now(), **form.cleaned_data
            )
            return redirect(reverse("duty", args=[duty]) + opened.query)
        except actions.CannotKeep as refusal:
            form.add_error(None, str(refusal))
    return _asked(request, opened, kept, form, title="Record evidence", button="Record it")


@require_http_methods(["GET", "POST"])
def owner(request: HttpRequest, duty: str) -> HttpResponse:
    """Say who answers for a duty, and how often it is evidenced."""
    opened = _opened(request, keeping=True)
    kept = _one(duty, opened)
    form = forms.Owner(
        request.POST if request.method == "POST" else None,
        kept=kept,
        people=queries.owners(opened.code, on=opened.today),
    )
    status = None
    if form.is_valid():
        role, person = form.chosen
        given = {name: form.cleaned_data[name] for name in ("months", "reasons", "after")}
        try:
            actions.assign(
                duty,
                authority=opened.code,
                role=role,
                person=person,
                by=opened.user,
                at=timezone.now(),
                **given,
            )
            return redirect(reverse("duty", args=[duty]) + opened.query)
        except actions.MeanwhileChanged as refusal:
            status = 409
            sent = request.POST.copy()  # what was typed stays, and is meant of what stands now
            sent["after"] = str(kept.number)
            form.data = sent
            form.add_error(None, str(refusal))
        except actions.CannotKeep as refusal:
            form.add_error(None, str(refusal))
    return _asked(
        request, opened, kept, form, title="Change who answers for it", button="Change it", status=status
    )


def _asked(
    request: HttpRequest,
    opened: Opened,
    kept: Kept,
    form: Any,
    *,
    title: str,
    button: str,
    status: int | None = None,
) -> HttpResponse:
    context = {
        "kept": kept,
        "line": presenters.line(kept),
        "form": form,
        "problems": problems(form),
        "heading": title,
        "button": button,
    }
    sent = 400 if request.method == "POST" else 200
    return render(request, "duties/form.html", {**_context(opened), **context}, status=status or sent)


def _opened(request: HttpRequest, *, keeping: bool = False) -> Opened:
    """Return whose register is asked for. Raises PermissionDenied, or Http404 for another authority's."""
    if isinstance(request.user, AnonymousUser):
        raise Http404
    frame = layout.frame(request, here="duties")
    reads = sorted(frame.held.authorities(Permission.DUTIES_READ))
    if not reads:
        raise PermissionDenied("The register of duties is for the people of the authority and its members.")
    code = request.GET.get("authority") or reads[0]
    if code not in reads:
        raise Http404
    keeps = frame.held.may(Permission.DUTIES_KEEP, authority=code)
    if keeping and not keeps:
        raise PermissionDenied(
            "The register of duties is kept by the principal adviser, the director and the data officer."
        )
    return Opened(
        frame=frame,
        code=code,
        name=schools.name_of(code),
        user=request.user,
        keeps=keeps,
        today=timezone.localdate(),
    )


def _one(duty: str, opened: Opened) -> Kept:
    kept = queries.one(duty, authority=opened.code, today=opened.today)
    if kept is None:
        raise Http404
    return kept


def _context(opened: Opened) -> dict[str, Any]:
    return {
        "frame": opened.frame,
        "authority": opened.name,
        "query": opened.query,
        "keeps": opened.keeps,
        "today": words.day(opened.today),
    }
