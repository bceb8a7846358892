"""The first page after signing in."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import layout, levels, words
from trellis.interfaces.web.home import changed, mine, presenters, sources
from trellis.interfaces.web.schools import filters, listing
from trellis.interfaces.web.schools.listing import CountCard
from trellis.schools.models import PHASES, RELATIONSHIPS
from trellis.screening import queries as screening


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs the reader, their schools, and what changed; for members, counts alone."""
    frame = layout.frame(request, here="home")
    user, at = request.user, timezone.now()
    if isinstance(user, AnonymousUser):
        raise Http404
    held, today = frame.held, timezone.localdate(at)
    if not held.held:
        return redirect("account")
    since = changed.since_when(user, signed_in=user.last_login, at=at)
    read = sources.boards(user, held, today=today)
    schools, more_schools = mine.of(user, held, today=today, read=read)
    needs = sources.needed(user, held, today=today, read=read)
    context = {
        "frame": frame,
        "today": words.day(today),
        "needs": presenters.rows(needs),
        "places": any(each.place for each in needs),
        "more_needs": presenters.more(needs, held),
        "schools": schools,
        "opens": any(each.page != "level" for each in schools),
        "lists_due": held.may(Permission.CASE_READ) and held.may(Permission.DATA_READ),
        "more_schools": more_schools,
        "sees_schools": held.may(Permission.LEVEL_READ),
        "sees_all": held.may(Permission.COUNTS_READ) and held.may(Permission.LEVEL_READ),
        "cards": () if held.may(Permission.EVIDENCE_READ) else _counts(frame),
        "changes": changed.of(user, held, since=since, at=at),
        "links": presenters.links(held),
    }
    trail.record(Verb.LOOKED, by=user, at=at, subject="home")
    return render(request, "home/home.html", context)


def _counts(frame: layout.Frame) -> tuple[CountCard, ...]:
    """How many schools have each suggested level, for whoever sees counts and no school by name."""
    codes = sorted(frame.held.authorities(Permission.COUNTS_READ))
    run = screening.run_for(codes[0]) if codes else None
    if run is None:
        return ()
    counted = (
        (levels.band(row.level, row.ground), row.relationship, row.schools) for row in screening.counts(run)
    )
    asked = filters.read({}, phases=PHASES, relationships=RELATIONSHIPS)
    return listing.count_cards(counted, named=levels.names(run.pack_text), filters=asked)
