"""The strengths and needs of an area, each measure by itself, the scorecard, and the rows behind them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trellis.analysis.measuring.area_standing import Standing
from trellis.interfaces.web.needs import filters, live, loading, measure_page, presenters
from trellis.interfaces.web.needs import scorecard as shared
from trellis.interfaces.web.schools import sources
from trellis.priorities import queries, state, targets


@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    """What the figures propose as strengths and needs, and what people have marked."""
    opened = loading.area(request)
    asked = filters.read(request.GET)
    if opened.several:
        asked = filters.Filters(
            theme=asked.theme, phase=asked.phase, group=asked.group, authority=opened.code
        )
    standings, nothing = state.standings(opened.code, today=timezone.localdate())
    page = presenters.present(
        standings,
        filters=asked,
        marked={each.need.measure: each for each in queries.marked_of(opened.code)},
        files=live.files(measure_page.sources_of(standings)),
        neighbours=_neighbours(standings),
    )
    context = {"frame": opened.frame, "opened": opened, "filters": asked, "page": page, "nothing": nothing}
    return render(request, "needs/needs.html", context)


@require_GET
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure: its years, its place among others, its rows, and how it has been marked."""
    opened = loading.area(request)
    if measure not in state.measures():
        raise Http404
    standing, nothing = standing_of(opened.code, measure)
    target, no_target = targets.of_area(standing.measure, authority=opened.code)
    page = measure_page.present(
        standing,
        authority=opened.name,
        files=live.files_of_schools(standing.measure, authority=opened.code)
        if standing.from_schools
        else live.files(measure_page.sources_of([standing])),
        marked=queries.marked(opened.code, measure),
        target=target,
        no_target=no_target,
        notes=opened.notes,
    )
    context = {"frame": opened.frame, "opened": opened, "page": page, "nothing": nothing}
    return render(request, "needs/measure.html", context)


@require_GET
def scorecard(request: HttpRequest) -> HttpResponse:
    """The figures that the partners of an area look at together. It names no school and shows no level."""
    opened = loading.area(request)
    standings, nothing = state.standings(opened.code, today=timezone.localdate())
    page = shared.present(
        standings,
        marked=queries.marked_of(opened.code),
        files=live.files(measure_page.sources_of(standings)),
    )
    context = {"frame": opened.frame, "opened": opened, "page": page, "nothing": nothing}
    return render(request, "needs/scorecard.html", context)


@require_GET
def source(request: HttpRequest, release: str, row: int) -> HttpResponse:
    """One row of a published file that a figure of an area was read from."""
    opened = loading.area(request)
    page = sources.present(live.source(release=release, row=row))
    if page is None:
        raise Http404
    return render(request, "needs/source.html", {"frame": opened.frame, "opened": opened, "page": page})


def standing_of(authority: str, measure: str) -> tuple[Standing, str]:
    """Return where an authority stands on one measure, "not held" where nothing can be read, and why that is."""
    standings, nothing = state.standings(authority, today=timezone.localdate())
    found = next((each for each in standings if each.measure.id == measure), None)
    return found or Standing(measure=state.measures()[measure], verdict="not_held", figure=None), nothing


def _neighbours(standings: tuple[Standing, ...]) -> list[str]:
    """The names of the neighbours, from the measure that most of them have."""
    most = max((each.neighbours for each in standings), key=len, default=())
    return [each.name for each in most]
