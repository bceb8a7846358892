"""The early-warning list of an authority, and one indicator of it over the schools."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools import loading
from trellis.interfaces.web.warnings import filters, funnels, presenters
from trellis.schools.models import PHASES
from trellis.screening import queries as screening


def early_warning(request: HttpRequest) -> HttpResponse:
    """Which schools move for the worse while nothing yet counts against them."""
    asked = filters.read(request.GET, phases=PHASES)
    opened = _opened(request)
    listed = screening.early_warning_list(opened.run) if opened.run is not None else None
    page = None
    if opened.run is not None and listed is not None:
        schools = opened.visible.filter(phase_group=asked.phase) if asked.phase else opened.visible
        page = presenters.present(
            listed,
            screening.early_warnings(opened.run, schools=schools, kinds=(asked.kind,)),
            counts=screening.early_warning_counts(opened.run, schools=schools),
            filters=asked,
        )
    return render(request, "warnings/list.html", {**_about(opened), "page": page, "filters": asked})


def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: every school that may be seen by how many pupils are behind its figure."""
    opened = _opened(request)
    listed = screening.early_warning_list(opened.run) if opened.run is not None else None
    if opened.run is None or listed is None or not listed.indicators.get(indicator, {}).get("is_held"):
        raise Http404
    rows = screening.early_warnings(opened.run, schools=opened.visible, indicator=indicator)
    page = funnels.present(listed, rows, indicator=indicator)
    query = filters.read(request.GET, phases=PHASES).lasting
    return render(request, "warnings/indicator.html", {**_about(opened), "page": page, "query": query})


def _opened(request: HttpRequest) -> loading.AuthorityOpened:
    return loading.authority(
        request,
        code=request.GET.get("authority", ""),
        run_id=loading.run_asked(request),
        here="early_warning",
        counts_do=False,
    )


def _about(opened: loading.AuthorityOpened) -> dict[str, object]:
    run = opened.run
    return {
        "frame": opened.frame,
        "run": run,
        "looking_back": opened.looking_back,
        "rests_on": f"From the screening run of {words.moment(run.at)}, with data to {words.day(run.as_of)}."
        if run is not None
        else "",
    }
