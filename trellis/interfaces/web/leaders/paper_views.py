"""The protocols of deployment, the documents of the scheme, and the designations of the authority’s own."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts import access
from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.leaders import forms, loading
from trellis.interfaces.web.leaders.loading import Opened
from trellis.leaders.actions import designations
from trellis.leaders.actions import papers as making
from trellis.leaders.queries import leaders
from trellis.leaders.queries import papers as reading


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Every protocol and document of the scheme."""
    opened = loading.opened(request)
    in_force = {each.pk for each in reading.in_force(opened.code, today=opened.today).values()}
    protocols = reading.protocols(opened.code, today=opened.today)
    context = opened.context(
        protocols=[(each, _state(each.pk in in_force, each.from_date > opened.today)) for each in protocols],
        documents=reading.documents(opened.code, today=opened.today),
        kinds=reading.kinds(opened.code, today=opened.today),
        keeps=opened.keeps,
    )
    return render(request, "leaders/papers.html", context)


@require_safe
def protocol(request: HttpRequest, protocol: int) -> HttpResponse:
    """One protocol, and who has accepted it for which route."""
    opened = loading.opened(request)
    found = reading.protocol(protocol, authorities=loading.codes(opened), today=opened.today)
    if found is None:
        raise Http404
    opened = loading.opened(request, code=found.authority_id)
    in_force = reading.in_force(opened.code, today=opened.today)
    every = leaders.current(opened.code, today=opened.today)
    accepted = {
        route: [
            each
            for each in every
            if any(a.protocol_id == found.pk and a.route == route for a in each.acceptances)
        ]
        for route in found.routes
    }
    own = [each for each in leaders.of_user(opened.user, opened.today) if opened.is_own(each)]
    context = opened.context(
        protocol=found,
        state=_state(any(each.pk == found.pk for each in in_force.values()), found.from_date > opened.today),
        accepted=[
            (reading.route_name(route), [each.leader.name for each in those], len(every))
            for route, those in accepted.items()
        ],
        own=own[0].leader.pk
        if own and any(own[0].leader.pk not in {f.leader.pk for f in those} for those in accepted.values())
        else None,
    )
    return render(request, "leaders/protocol.html", context)


@require_safe
def document(request: HttpRequest, paper: int) -> HttpResponse:
    """One version of a document of the scheme, and the others."""
    opened = loading.opened(request)
    found = reading.document(paper, authorities=loading.codes(opened), today=opened.today)
    if found is None:
        raise Http404
    opened = loading.opened(request, code=found.authority_id)
    context = opened.context(document=found, versions=reading.versions(found, today=opened.today))
    return render(request, "leaders/document.html", context)


@require_http_methods(["GET", "POST"])
def make_protocol(request: HttpRequest) -> HttpResponse:
    """The form of the next protocol; and the protocol."""
    opened = _kept(request)
    number = reading.newest_number(opened.code) + 1

    def done(given: dict[str, Any]) -> str:
        told = {key: value for key, value in given.items() if key != "seen"}
        made = making.make_protocol(authority=opened.code, **told, by=opened.user, at=timezone.now())
        return reverse("protocol", args=[made.pk])

    return _answer(
        request,
        opened,
        form_of=lambda sent: forms.Protocol(
            sent, initial={"seen": number, "from_date": as_typed(opened.today)}
        ),
        seen=number,
        take=done,
        step=f"Make protocol {number}",
        button="Make the protocol",
        explained="From its day it takes the place of the one before it for its routes, and leaders accept it anew.",
    )


@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest) -> HttpResponse:
    """The form of a document of the scheme; and the document."""
    opened = _kept(request)

    def done(given: dict[str, Any]) -> str:
        made = making.add_document(
            authority=opened.code,
            title=given["title"],
            text=given["text"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("scheme_document", args=[made.pk])

    return _answer(
        request,
        opened,
        form_of=lambda sent: forms.Document(sent, initial={"seen": 1}),
        seen=1,
        take=done,
        step="Add a document",
        button="Add the document",
        explained="Every school of the authority reads it. The versions before it stay.",
    )


@require_http_methods(["GET", "POST"])
def define(request: HttpRequest) -> HttpResponse:
    """The form of a designation of the authority’s own; and the designation."""
    opened = _kept(request)

    def done(given: dict[str, Any]) -> str:
        designations.define(
            authority=opened.code, name=given["name"], about=given["about"], by=opened.user, at=timezone.now()
        )
        return f"{reverse('leader_papers')}?authority={opened.code}"

    return _answer(
        request,
        opened,
        form_of=lambda sent: forms.OwnKind(sent, initial={"seen": 1}),
        seen=1,
        take=done,
        step="Define a designation",
        button="Define it",
        explained="It can be given beside the national and the local ones from then on.",
    )


def _kept(request: HttpRequest) -> Opened:
    opened = loading.opened(request)
    access.require(opened.user, Permission.LEADER_KEEP, authority=opened.code, on=opened.today)
    return opened


def _answer(
    request: HttpRequest,
    opened: Opened,
    *,
    form_of: Callable[[Any], StepForm],
    seen: int,
    take: Callable[[dict[str, Any]], str],
    step: str,
    button: str,
    explained: str,
) -> HttpResponse:
    context = opened.context(
        step=step,
        about=opened.name,
        button=button,
        explained=explained,
        cancel=f"{reverse('leader_papers')}?authority={opened.code}",
        back_text="Back to protocols and documents",
    )
    return sending.answer(
        request, form_of=form_of, seen=seen, take=take, context=context, template=loading.STEP
    )


def _state(in_force: bool, to_come: bool) -> tuple[str, str]:
    """Whether a protocol is in force, in words, and the colour of its tag."""
    if in_force:
        return "In force", "green"
    return ("To come", "blue") if to_come else ("Superseded", "grey")
