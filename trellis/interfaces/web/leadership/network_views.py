"""The register of networks, one of them, and which schools none of them reaches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.leadership import loading
from trellis.interfaces.web.leadership import network_presenters as presenters
from trellis.leadership.queries import networks

MOST = 200
"""How many networks a page lists."""


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every network, those that are active first."""
    opened = loading.network_register(request)
    found = networks.at(opened.code, today=opened.today)
    active = sum(each.is_active for each in found)
    context = opened.context(
        lines=presenters.lines(found)[:MOST],
        more=f"Only {MOST} are listed." if len(found) > MOST else "",
        said=f"{words.count(len(found), 'network')}, of which {active} {'is' if active == 1 else 'are'} active.",
        keeps=opened.may(Permission.NETWORK_KEEP),
    )
    return render(request, "leadership/networks.html", context)


@require_safe
def network(request: HttpRequest, network: int) -> HttpResponse:
    """One network: what it is for, who is in it, and what it did."""
    opened, file = loading.network(request, network)
    context = opened.context(
        page=presenters.page(file),
        keeps=opened.may(Permission.NETWORK_KEEP),
        practice=opened.may(Permission.PRACTICE_READ),
    )
    return render(request, "leadership/network.html", context)


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """How networks have grown, and the schools that are in no active one, by phase."""
    opened = loading.network_register(request)
    found = networks.at(opened.code, today=opened.today)
    context = opened.context(
        page=presenters.reach(
            networks.growth(found, today=opened.today) if found else (),
            networks.in_none(opened.code, networks=found),
        ),
        some=bool(found),
    )
    return render(request, "leadership/reach.html", context)
