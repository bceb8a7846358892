"""The page on which a need is marked."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.needs import loading, measure_page, saying, views
from trellis.interfaces.web.needs.forms import MarkNeed
from trellis.priorities import queries, state
from trellis.priorities.actions import marking
from trellis.priorities.models import State

CONFLICT, WRONG = 409, 422


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, measure: str) -> HttpResponse:
    """Say how high the risk of a need is, how it is met and by whom. Each marking is kept beside those before it."""
    opened = loading.area(request)
    if measure not in state.measures():
        raise Http404
    if not opened.may_mark:
        raise PermissionDenied("Marking a need is for the principal adviser and the senior advisers.")
    standing, _ = views.standing_of(opened.code, measure)
    marked = queries.marked(opened.code, measure)
    newest = marked.newest if marked is not None else None
    wanted = State.COMPLETE if request.POST.get("state") == State.COMPLETE else State.DRAFT
    form = MarkNeed(
        request.POST if request.method == "POST" else None,
        owners=queries.owners(opened.code, on=timezone.localdate()),
        complete=wanted == State.COMPLETE,
        initial={
            "risk": newest.risk,
            "response": newest.response,
            "owner": newest.owner_id or "",
            "note": newest.note,
        }
        if newest is not None
        else None,
    )
    refused, status = "", 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                marking.mark(
                    authority=opened.code,
                    measure=standing.measure,
                    state=wanted,
                    risk=form.cleaned_data["risk"],
                    response=form.cleaned_data["response"],
                    owner=form.owner_chosen,
                    note=form.cleaned_data["note"],
                    evidence={"said": measure_page.said_of(standing), "verdict": standing.verdict},
                    build_id=state.build_id(),
                    following=_number(request.POST.get("following", "")),
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
                return redirect(reverse("area_measure", args=[measure]) + opened.query + "#marked")
            except marking.CannotMark as refusal:
                refused, status = str(refusal), CONFLICT
    context = {
        "frame": opened.frame,
        "opened": opened,
        "form": form,
        "standing": standing,
        "said": measure_page.said_of(standing),
        "where": saying.where(standing),
        "last": measure_page.last_said(marked, notes=opened.notes),
        "following": newest.number if newest is not None else 0,
        "problems": [*problems(form), *([{"text": refused, "href": "#main-content"}] if refused else [])],
    }
    return render(request, "needs/mark.html", context, status=status)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else -1
