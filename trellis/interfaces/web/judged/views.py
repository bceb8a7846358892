"""How schools are judged, told for each who asks; and the transparency record, on a page and as a file."""

import tempfile
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.judging import shelf
from trellis.analysis.output import spreadsheet, transparency_fields, transparency_record
from trellis.analysis.output.transparency_record import Installation, Record
from trellis.interfaces.web.govuk import errors
from trellis.interfaces.web.judged import presenters
from trellis.interfaces.web.judged.audiences import AUDIENCES, FULL, first_for
from trellis.interfaces.web.schools import judging, loading
from trellis.screening.models import Run

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def how_judged(request: HttpRequest, audience: str = "") -> HttpResponse:
    """The pack by which the authority's schools are judged. Raises Http404 for an audience that there is not."""
    if audience and audience not in AUDIENCES:
        raise Http404
    opened = _opened(request)
    chosen = AUDIENCES[audience] if audience else first_for(opened.frame.held)
    context = {
        "frame": opened.frame,
        "chosen": chosen,
        "audiences": AUDIENCES.values(),
        "title": chosen.title if audience else "How schools are judged",
        "query": _query(request),
        "page": None,
    }
    if opened.run is None:
        return render(request, FULL.template, context)
    pack = judging.pack_of(opened.run)
    page = presenters.present(pack, cases=shelf.cases_beside(pack))
    own = loading.only_school(opened.frame, user=request.user)  # type: ignore[arg-type]
    return render(request, chosen.template, {**context, "page": page, "own": own})


def record(request: HttpRequest) -> HttpResponse:
    """The transparency record of the pack: a page, or with `format` a file."""
    opened = _opened(request)
    kind = request.GET.get("format", "")
    run = opened.run
    if run is None or (kind and kind not in _TYPES):
        return errors.page(
            request,
            title="There is no such record",
            sentences=(
                "No screening has been run, so there is no pack to make a record of yet."
                if run is None
                else "Choose one of these formats: ods, csv or md.",
            ),
            status=404 if run is None else 400,
        )
    pack = judging.pack_of(run)
    made = transparency_record.record(pack, _installation(run, cases=shelf.cases_beside(pack)))
    if not kind:
        context = {
            "frame": opened.frame,
            "record": made,
            "sections": transparency_record.by_section(made),
            "standard": f"{transparency_fields.STANDARD}, {transparency_fields.VERSION}",
            "hub": transparency_fields.HUB,
            "to_complete": transparency_record.TO_COMPLETE,
            "formats": presenters.FORMATS,
            "query": _query(request),
        }
        return render(request, "judged/record.html", context)
    trail.record(
        Verb.EXPORTED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        authority_code=opened.code,
        subject=f"transparency record of {made.pack} as {kind}",
    )
    name = presenters.record_name(pack, code=opened.code, kind=kind)
    return HttpResponse(
        _file(made, kind=kind),
        content_type=_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _opened(request: HttpRequest) -> loading.AuthorityOpened:
    return loading.authority(
        request,
        code=request.GET.get("authority", ""),
        run_id=loading.run_asked(request),
        here="judged",
        counts_do=False,
        permission=Permission.CRITERIA_READ,
    )


def _query(request: HttpRequest) -> str:
    """The authority and run that an address asks for, for the links that lead on from it."""
    kept = request.GET.copy()
    for name in set(kept) - {"authority", "run"}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""


def _installation(run: Run, *, cases: int | None) -> Installation:
    return Installation(
        authority=run.authority.name, schools=run.school_count, screened_on=run.as_of, cases=cases
    )


def _file(made: Record, *, kind: str) -> bytes:
    if kind == "md":
        return transparency_record.markdown(made).encode()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"record.{kind}"
        spreadsheet.write(
            target, (transparency_record.sheet(made), transparency_record.about(made)), kind=kind
        )
        return target.read_bytes()
