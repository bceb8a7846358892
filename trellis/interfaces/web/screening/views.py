"""The runs of an authority, one run in full, and starting one."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.analysis.judging import shelf
from trellis.interfaces.web.govuk import layout, publications, words
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.screening import presenters
from trellis.interfaces.web.screening.forms import NewRun
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.screening import queries
from trellis.screening.actions import runs as action


def runs(request: HttpRequest) -> HttpResponse:
    """Every run of the authority, the newest first."""
    frame = _frame(request)
    lines = [
        presenters.run_line(run)
        for code in sorted(frame.held.authorities(Permission.COUNTS_READ))
        for run in queries.runs_of(code)[:50]
    ]
    context = {"frame": frame, "lines": lines, "may_run": frame.held.may(Permission.SCREENING_RUN)}
    return render(request, "screening/runs.html", context)


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: its criteria, its files and what it suggested."""
    frame = _frame(request, evidence_does=True)
    found = queries.run_in_full(run_id)
    reads = frame.held.authorities(Permission.COUNTS_READ) | frame.held.authorities(Permission.EVIDENCE_READ)
    if found is None or found.authority_id not in reads:
        raise Http404
    sees_counts = frame.held.may(Permission.COUNTS_READ, authority=found.authority_id)
    page = presenters.run_page(
        found, counts=queries.counts(found) if sees_counts else (), titles=publications.titles()
    )
    context = {"frame": frame, "page": page, "sees_counts": sees_counts, "run_id": found.pk}
    return render(request, "screening/run.html", context)


@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """The form that runs a screening, and the run itself."""
    frame = _frame(request)
    authorities = sorted(frame.held.authorities(Permission.SCREENING_RUN))
    if not authorities:
        raise PermissionDenied("Running a screening is for the authority’s data officer.")
    today = timezone.localdate()
    offered = shelf.offered()
    several = len(authorities) > 1
    in_force = (not several and schools.pack_of(authorities[0])) or shelf.DEFAULT
    form = NewRun(
        request.POST if request.method == "POST" else None,
        packs=[
            (pack.id, f"{pack.title}, version {pack.version}{_in_force_at(pack.id, authorities)}")
            for pack in offered
        ],
        authorities=[(code, schools.name_of(code)) for code in authorities],
        today=today,
        initial={"pack": in_force, "as_of": f"{today.day}/{today.month}/{today.year}"},
    )
    if form.is_valid():
        try:
            made = action.run(
                authority=form.cleaned_data["authority"] if several else authorities[0],
                pack=shelf.load(form.cleaned_data["pack"]),
                as_of=form.cleaned_data["as_of"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                put_in_force=form.cleaned_data["put_in_force"],
            )
            return redirect("run", made.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"frame": frame, "form": form, "problems": problems(form), "today": words.day(today)}
    return render(request, "screening/new_run.html", context)


def _in_force_at(pack: str, authorities: Sequence[str]) -> str:
    """Say after a pack's name where it is in force; of the only authority just that it is."""
    where = [code for code in authorities if (schools.pack_of(code) or shelf.DEFAULT) == pack]
    if not where:
        return ""
    named = " at " + " and ".join(map(schools.name_of, where)) if len(authorities) > 1 else ""
    return f", in force{named}"


def _frame(request: HttpRequest, *, evidence_does: bool = False) -> Frame:
    frame = layout.frame(request, here="runs")
    may = frame.held.may(Permission.COUNTS_READ) or (
        evidence_does and frame.held.may(Permission.EVIDENCE_READ)
    )
    if not may:
        raise PermissionDenied("Your role does not include the authority’s screening runs.")
    return frame
