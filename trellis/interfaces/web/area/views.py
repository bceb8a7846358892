"""The overview of an authority, and its map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.interfaces.web.area import levelling, live, loading, mapping, noted
from trellis.interfaces.web.area.levelling import Seen
from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.schools import filters, listing
from trellis.interfaces.web.schools import loading as schools_loading
from trellis.interfaces.web.schools.loading import AuthorityOpened
from trellis.priorities import queries as priorities
from trellis.schools import data
from trellis.schools import queries as kept
from trellis.schools.models import PHASES, RELATIONSHIPS
from trellis.screening import listed
from trellis.screening import queries as screening


def overview(request: HttpRequest) -> HttpResponse:
    """The authority in one page: levels by phase, what changed, the ambition, and how fresh the data is."""
    opened = loading.whole_authority(request)
    run = opened.run
    fresh, nothing = data.told(lambda: live.fresh(today=timezone.localdate()), otherwise=None)
    context: dict[str, object] = {
        "frame": opened.frame,
        "authority": kept.name_of(opened.code),
        "fresh": fresh,
        "nothing": nothing,
        "data_page": _address_of("data"),
        "names": opened.frame.held.may(Permission.EVIDENCE_READ, authority=opened.code),
        "area": noted.area(
            priorities.top(opened.code, today=timezone.localdate(), limit=noted.SHOWN),
            filters=filters.Filters(authority=request.GET.get("authority", "")),
        ),
    }
    if run is None:
        context["others"] = screening.runs_of(opened.code).exists()
        return render(request, "area/nothing_screened.html", context)
    asked = filters.read(request.GET, phases=PHASES, relationships=RELATIONSHIPS)
    narrow = filters.Filters(authority=asked.authority, run=asked.run)
    named = levels.names(run.pack_text)
    seen = {school.urn: school for school in _seen(opened)}
    standings = screening.standings(run)
    counts = screening.counts_by_phase(run)
    before = screening.run_before(run)
    listed = screening.early_warning_list(run)
    ours = frozenset(urn for urn, one in standings.items() if one.relationship in ("maintained", "academy"))
    ambition, _ = data.told(
        lambda: live.reached(opened.code, schools=ours, pack=run.pack_text), otherwise=None
    )
    context |= {
        "run": run,
        "notice": listing.notice(run) if opened.looking_back else "",
        "rests_on": listing.run_sentence(
            pack_title=run.pack_title, version=run.pack_version, as_of=run.as_of, at=words.moment(run.at)
        ),
        "filters": narrow,
        "whole": standings.keys() <= seen.keys(),
        "cards": levelling.cards(counts, named=named, filters=narrow),
        "groups": levelling.by_phase(
            counts,
            named=named,
            standings=standings,
            seen=seen,
            filters=narrow,
            fewest=0 if context["names"] else levelling.FEWEST_UNNAMED,
        ),
        "before": before,
        "other_pack": before is not None and before.pack_hash != run.pack_hash,
        "moves": levelling.moves(screening.standings(before), standings, named=named, seen=seen)
        if before is not None
        else (),
        "chase": levelling.to_chase(counts),
        "ambition": ambition,
        "early": noted.early(listed, screening.worth_a_call(run, schools=opened.visible))
        if listed is not None
        else None,
    }
    return render(request, "area/overview.html", context)


def area_map(request: HttpRequest) -> HttpResponse:
    """The authority's schools on a map, with the table of them."""
    asked = filters.read(request.GET, phases=PHASES, relationships=RELATIONSHIPS)
    opened = schools_loading.authority(
        request, code=asked.authority, run_id=schools_loading.run_asked(request), here="overview"
    )
    authority = kept.name_of(opened.code)
    context: dict[str, object] = {
        "frame": opened.frame,
        "authority": authority,
        "run": opened.run,
        "filters": asked,
        "whole": opened.frame.held.may(Permission.COUNTS_READ, authority=opened.code),
    }
    if not opened.frame.held.may(Permission.EVIDENCE_READ, authority=opened.code):
        drawn, _ = data.told(lambda: live.drawn(opened.code, urns=()), otherwise=live.NOTHING_DRAWN)
        context |= {"map": mapping.outline(drawn, authority=authority), "credit": drawn.credit}
        return render(request, "area/outline.html", context)
    page = None
    if opened.run is not None:
        results = listed.results(opened.run, schools=opened.visible)
        urns = [result.school_id for result in results]
        drawn, _ = data.told(lambda: live.drawn(opened.code, urns=urns), otherwise=live.NOTHING_DRAWN)
        page = mapping.present(
            results, drawn, authority=authority, named=levels.names(opened.run.pack_text), filters=asked
        )
    context |= {
        "page": page,
        "notice": listing.notice(opened.run) if opened.run is not None and opened.looking_back else "",
    }
    return render(request, "area/map.html", context)


def _seen(opened: AuthorityOpened) -> tuple[Seen, ...]:
    """The schools that the user may see by name, open and closed."""
    return tuple(Seen(urn=urn, name=name, phase=phase) for urn, name, phase in kept.named(opened.visible))


def _address_of(name: str) -> str:
    """The address of a page that this installation may not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
