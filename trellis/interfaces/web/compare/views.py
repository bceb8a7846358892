"""Two to six schools side by side, or one with its similar schools."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.compare import choosing, figures, presenters
from trellis.interfaces.web.govuk import errors
from trellis.schools import data


def compare(request: HttpRequest) -> HttpResponse:
    """A school beside others of its set, or some schools beside one another."""
    try:
        chosen = choosing.choose(request)
    except choosing.WrongNumber as refusal:
        return _refused(request, refusal, title="Choose other schools to compare", status=400)
    except choosing.NotToCompare as refusal:
        return _refused(request, refusal, title="A school cannot be compared", status=404)
    trail.record_each(
        Verb.LOOKED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        schools=[(school.authority_id, school.urn) for school in chosen.seen],
        subject="comparison with similar schools" if chosen.with_set else "comparison of schools",
    )
    unread = figures.unread(chosen.seen)
    page, nothing = data.told(
        lambda: _page(chosen),
        otherwise=presenters.with_set(unread[0], ()) if chosen.with_set else presenters.side_by_side(unread),
    )
    context = {
        "frame": chosen.frame,
        "page": page,
        "with_set": chosen.with_set,
        "nothing": nothing,
    }
    return render(request, "compare/compare.html", context)


def _page(chosen: choosing.Chosen) -> presenters.Comparison:
    held = figures.of_schools(chosen.urns, seen=chosen.seen)
    if not chosen.with_set:
        return presenters.side_by_side(held)
    similar = figures.of_schools(figures.similar_set(chosen.urns[0]), seen=())
    return presenters.with_set(held[0], similar)


def _refused(request: HttpRequest, refusal: Exception, *, title: str, status: int) -> HttpResponse:
    sentences = (
        str(refusal),
        "Tick the schools on the list of schools, or on a school’s page of similar schools.",
    )
    return errors.page(request, title=title, sentences=sentences, status=status)
