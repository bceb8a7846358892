"""What is held, how fresh it is, what it covers, the releases behind it, and the returns that are due."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis import catalogue
from trellis.accounts.roles import Permission
from trellis.analysis import datasets, indicators
from trellis.analysis.columns.returns import Return
from trellis.analysis.files.release import Release
from trellis.analysis.indicator import Indicator
from trellis.analysis.output import return_template
from trellis.intake import held, queries
from trellis.interfaces.web.data import figures, import_pages, loading, presenters
from trellis.interfaces.web.data.figures import Covered
from trellis.interfaces.web.data.loading import Opened
from trellis.interfaces.web.govuk import publications, words
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.screening import queries as screening

_NONE: tuple[Release, ...] = ()
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is held of each publication, how fresh it is, and which returns are due."""
    found = loading.opened(request)
    today = timezone.localdate()
    releases, unreadable = loading.releases(found)
    years, cells = held.by_year(releases, today=today)
    returns = catalogue.collect(datasets, Return)
    imports = queries.imports_of(found.follows) if found.follows else []
    several = len(found.reads) > 1
    context = {
        "frame": found.frame,
        "unreadable": unreadable,
        "state": _state(found, releases),
        "may_import": bool(found.imports),
        "follows": bool(found.follows),
        "sees_chase": found.frame.held.may(Permission.EVIDENCE_READ),
        "fresh": sorted(
            (presenters.fresh_line(each) for each in held.freshness(releases, today=today)),
            key=lambda line: not line.behind,
        ),
        "grid": presenters.year_grid(years, cells, titles=publications.titles()),
        "returns": [
            (
                schools.name_of(code) if several else "",
                presenters.return_lines(returns, releases, authority=code, today=today),
            )
            for code in found.reads
        ],
        "kinds": import_pages.TEMPLATE_KINDS,
        "waiting": [import_pages.line(each) for each in imports if each.is_open],
        "recent": [import_pages.line(each) for each in imports if not each.is_open][:5],
        "older_runs": older_runs(found),
    }
    return render(request, "data/overview.html", context)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """How much of England is covered by what is held."""
    found = loading.opened(request)
    warehouse = data.warehouse()
    nothing: tuple[Covered, ...] = ()
    covered, trouble = data.told(
        lambda: figures.coverage(warehouse) if warehouse is not None else nothing, otherwise=nothing
    )
    context = {
        "frame": found.frame,
        "themes": presenters.coverage_themes(covered),
        "trouble": trouble,
        "built": words.moment(warehouse.built_at) if warehouse is not None else "",
    }
    return render(request, "data/coverage.html", context)


@require_safe
def publication(request: HttpRequest, dataset: str) -> HttpResponse:
    """One publication: its editions, years and releases."""
    found = loading.opened(request)
    known = held.known().get(dataset)
    if known is None:
        raise Http404
    releases, unreadable = loading.releases(found)
    context = {
        "frame": found.frame,
        "dataset": known,
        "lines": presenters.release_lines(releases, dataset=known),
        "unreadable": unreadable,
    }
    return render(request, "data/publication.html", context)


@require_safe
def template(request: HttpRequest, dataset: str, kind: str) -> HttpResponse:
    """The template of a return, as a file."""
    loading.opened(request)
    wanted = catalogue.collect(datasets, Return).get(dataset)
    if wanted is None or kind not in return_template.FORMATS:
        raise Http404
    names = {one.id: one.name for one in catalogue.collect(indicators, Indicator).values()}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{dataset}.{kind}"
        return_template.write(wanted, target, names)
        body = target.read_bytes()
    return HttpResponse(
        body,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{dataset}.{kind}"'},
    )


def older_runs(found: Opened) -> list[dict[str, Any]]:
    """The current runs that rest on other releases than the figures that are shown, by authority.

    Only what is public or the authority's own is compared: that another authority has imported is not told by this.
    """
    warehouse = data.warehouse()
    codes = sorted(found.frame.held.authorities(Permission.COUNTS_READ))
    if warehouse is None or not codes:
        return []
    releases, trouble = data.told(warehouse.releases, otherwise=_NONE)
    today = timezone.localdate()
    older = []
    for code in codes:
        run = screening.run_for(code)
        full = screening.run_in_full(run.pk) if run is not None and not trouble else None
        if full is None or full.build_id == warehouse.build_id:
            continue
        now = {
            r.id
            for r in held.seen_by(releases, authorities=[code])
            if r.state == "current" and r.known_from <= today
        }
        if now != {str(r.get("id")) for r in full.releases if not r.get("in_part")}:
            older.append(
                {
                    "id": full.pk,
                    "authority": full.authority.name,
                    "at": words.moment(full.at),
                    "may_run": found.frame.held.may(Permission.SCREENING_RUN, authority=code),
                }
            )
    return older


def _state(found: Opened, releases: Sequence[Release]) -> dict[str, Any]:
    """How the figures stand to what is held and may be seen: when they were built, and whether they are of it."""
    warehouse = data.warehouse()
    if warehouse is None:
        return {"built": "", "stale": bool(releases)}
    built, trouble = data.told(warehouse.releases, otherwise=_NONE)
    then = {(r.id, r.state) for r in held.seen_by(built, authorities=found.reads)}
    stale = not trouble and then != {(r.id, r.state) for r in releases}
    return {"built": words.moment(warehouse.built_at), "stale": stale}
