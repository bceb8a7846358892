"""The schools of an authority, and each school by itself."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import errors, layout, levels, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.schools import (
    as_of,
    body,
    chasing,
    exporting,
    filters,
    groups,
    judging,
    listing,
    live,
    live_history,
    loading,
    own_set,
    presenters,
    sources,
)
from trellis.interfaces.web.schools import similar as likeness
from trellis.schools import data
from trellis.schools import queries as kept
from trellis.schools.models import PHASES, RELATIONSHIPS, ChosenSet
from trellis.screening import listed
from trellis.screening import queries as screening


def start(request: HttpRequest) -> HttpResponse:
    """Send whoever holds a post home, and whoever holds none to their account, which says whom to ask."""
    return redirect("home" if layout.frame(request).held.held else "account")


def schools(request: HttpRequest) -> HttpResponse:
    """The schools somebody may see by suggested level, or the counts alone."""
    asked = filters.read(request.GET, phases=PHASES, relationships=RELATIONSHIPS)
    opened = loading.authority(
        request, code=asked.authority, run_id=int(asked.run) if asked.run else None, here="schools"
    )
    run = opened.run
    if run is None:
        others = screening.runs_of(opened.code).exists()
        return render(request, "schools/nothing_screened.html", {"frame": opened.frame, "others": others})
    named = levels.names(run.pack_text)
    context = {
        "frame": opened.frame,
        "run": run,
        "filters": asked,
        "notice": listing.notice(run) if opened.looking_back else "",
        "rests_on": listing.run_sentence(
            pack_title=run.pack_title, version=run.pack_version, as_of=run.as_of, at=words.moment(run.at)
        ),
    }
    if not opened.frame.held.may(Permission.EVIDENCE_READ, authority=opened.code):
        counted = (
            (levels.band(row.level, row.ground), row.relationship, row.schools)
            for row in screening.counts(run)
        )
        cards = listing.count_cards(counted, named=named, filters=asked)
        return render(request, "schools/counts.html", {**context, "cards": cards})
    watched = kept.watched_by(request.user, among=opened.visible)  # type: ignore[arg-type]
    page = listing.present(
        listed.results(run, schools=opened.visible), named=named, filters=asked, watched=watched
    )
    context |= {
        "page": page,
        "watched": len(watched),
        "saved": listing.saved_links(
            kept.saved_lists_of(request.user, authority_code=opened.code),  # type: ignore[arg-type]
            filters=asked,
        ),
        "formats": exporting.FORMAT_NAMES,
    }
    return render(request, "schools/list.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a file."""
    asked = filters.read(request.GET, phases=PHASES, relationships=RELATIONSHIPS)
    kind = request.GET.get("format", "")
    opened = loading.authority(
        request,
        code=asked.authority,
        run_id=int(asked.run) if asked.run else None,
        here="schools",
        counts_do=False,
    )
    run = opened.run
    if kind not in exporting.FORMAT_NAMES or run is None:
        said = (
            "No screening has been run, so there is no list yet."
            if run is None
            else f"Choose one of these formats: {', '.join(exporting.FORMAT_NAMES.values())}."
        )
        return errors.page(
            request,
            title="The list cannot be exported",
            sentences=(said,),
            status=404 if run is None else 400,
        )
    results = listing.narrowed(
        listed.results(run, schools=opened.visible),
        filters=asked,
        watched=kept.watched_by(request.user, among=opened.visible),  # type: ignore[arg-type]
    )
    named = levels.names(run.pack_text)
    made = exporting.sheets(results, run=run, named=named, filters=asked.address())
    written = exporting.file_of(made, kind=kind)
    trail.record(
        Verb.EXPORTED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        authority_code=opened.code,
        subject=f"{words.count(len(results), 'school')} as {kind}: {asked.address()}",
    )
    name = f"schools-{opened.code}-{run.as_of:%Y-%m-%d}.{kind}"
    return HttpResponse(
        written,
        content_type=exporting.CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def chase_list(request: HttpRequest) -> HttpResponse:
    """The schools with too little evidence, with what is missing of each and where it would come from."""
    opened = loading.authority(
        request,
        code=request.GET.get("authority", ""),
        run_id=loading.run_asked(request),
        here="schools",
        counts_do=False,
    )
    page = None
    if opened.run is not None:
        page = chasing.present(
            screening.unanswered(opened.run, schools=opened.visible), pack=opened.run.pack_text
        )
    asked = loading.run_asked(request)
    context = {
        "frame": opened.frame,
        "page": page,
        "query": f"?run={asked}" if asked is not None else "",
        "notice": listing.notice(opened.run) if opened.run is not None and opened.looking_back else "",
    }
    return render(request, "schools/chase.html", context)


def school(request: HttpRequest, urn: int) -> HttpResponse:
    """One school: the suggested level, what would change it, and the ledger of evidence behind it; a day's by `?as_of=`."""
    opened = loading.school(request, urn, looked_at="suggested level and evidence")
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    if on is not None:
        opened = replace(opened, run=as_of.run_of(opened.school, on=on))
    context = _about(
        request,
        opened,
        caption=presenters.caption(opened.school),
        watched=kept.is_watched(opened.school, by=request.user),  # type: ignore[arg-type]
        as_of=as_typed(on or today),
        body=as_of.present(opened.school, on=on, held=opened.frame.held)
        if on is not None
        else body.suggested(
            opened.school,
            run=opened.run,
            run_id=loading.run_asked(request),
            looking_back=opened.looking_back,
        ),
    )
    return render(request, "schools/school.html", context)


def indicators(request: HttpRequest, urn: int) -> HttpResponse:
    """Every indicator of one school over the years, a chart and a table for each."""
    opened = loading.school(request, urn, looked_at="indicators")
    return render(
        request, "schools/indicators.html", _about(request, opened, body=body.indicators(opened.school))
    )


def gaps(request: HttpRequest, urn: int) -> HttpResponse:
    """How groups of pupils do, and the gaps between them."""
    opened = loading.school(request, urn, looked_at="groups and gaps")
    none = live_history.NO_GROUPS
    (standings, history), nothing = data.told(lambda: live_history.groups(opened.school), otherwise=none)
    run_id = loading.run_asked(request)
    page = groups.present(
        standings,
        history,
        where=lambda held: live_history.source_of(held, urn=urn, run_id=run_id),
    )
    return render(request, "schools/gaps.html", _about(request, opened, page=page, nothing=nothing))


def similar(request: HttpRequest, urn: int) -> HttpResponse:
    """The schools that one school is compared with, and how far away each is in what."""
    opened = loading.school(request, urn, looked_at="similar schools")
    (own, neighbours, named), nothing = data.told(lambda: live.similar(urn), otherwise=live.NO_LIKENESS)
    visible = kept.visible_to(
        request.user,  # type: ignore[arg-type]
        on=timezone.localdate(),
        held=opened.frame.held,
    )
    seen = kept.urns_of(visible, among=[other.urn for other in neighbours])
    page = likeness.present(own, neighbours, named=named, seen=seen)
    chosen = own_set.kept(kept.chosen_sets(opened.school), names=dict(ChosenSet.Side.choices))
    context = _about(request, opened, page=page, nothing=nothing, chosen=chosen, never=own_set.NEVER)
    return render(request, "schools/similar.html", context)


def school_judged(request: HttpRequest, urn: int) -> HttpResponse:
    """The pack, with this school's own answers and values beside each criterion."""
    opened = loading.school(request, urn, looked_at="how it is judged")
    page, asked = None, loading.run_asked(request)
    if opened.run is not None:
        evidence = screening.evidence_for(opened.result) if opened.result else ()
        page = judging.present(
            opened.run,
            evidence=evidence,
            urn=urn,
            run_id=asked,
            phase=opened.school.phase_group,
        )
    pack_query = f"?authority={opened.school.authority_id}" + (f"&run={asked}" if asked is not None else "")
    return render(request, "schools/judging.html", _about(request, opened, page=page, pack_query=pack_query))


def source(request: HttpRequest, urn: int, release: str, row: int) -> HttpResponse:
    """One row of a published file, as it was published, and what is known of the file."""
    opened = loading.school(request, urn, looked_at=f"row {row} of {release}")
    cited = opened.result is not None and screening.is_cited(opened.result, release=release, row=row)
    page = sources.present(
        live.source(release=release, row=row, school=opened.school, cited=cited), school=opened.school
    )
    if page is None:
        raise Http404
    return render(request, "schools/source.html", _about(request, opened, page=page))


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a printed page says of itself: the day it was printed, and the run it shows."""

    printed: str
    run: str


def _about(request: HttpRequest, opened: loading.Opened, **context: object) -> dict[str, object]:
    run = loading.run_asked(request)
    query = f"?run={run}" if run is not None else ""
    paper = Paper(
        printed=words.day(timezone.localdate()),
        run=listing.run_sentence(
            pack_title=opened.run.pack_title,
            version=opened.run.pack_version,
            as_of=opened.run.as_of,
            at=words.moment(opened.run.at),
        )
        if opened.run is not None
        else "",
    )
    return {"frame": opened.frame, "school": opened.school, "query": query, "paper": paper, **context}
