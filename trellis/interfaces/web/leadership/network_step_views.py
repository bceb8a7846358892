"""The forms by which the register of networks is kept."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.leadership import forms, loading
from trellis.interfaces.web.leadership.loading import Opened
from trellis.leadership.actions import networks as actions
from trellis.leadership.queries import networks
from trellis.leadership.queries.networks import NetworkFile
from trellis.schools import queries as schools
from trellis.schools.models import School


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form of a new network; and the network."""
    opened = loading.network_register(request)
    opened.need(Permission.NETWORK_KEEP, loading.KEEPERS)

    def done(given: dict[str, Any]) -> str:
        made = actions.enter(
            authority=opened.code,
            name=given["called"],
            purpose=given["purpose"],
            lead=_school(given["lead"]),
            began_on=given["began_on"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("network", args=[made.network.pk])

    context = opened.context(
        step="Enter a network",
        button="Enter the network",
        explained="Its lead school is its first member. It counts as active for a year after each thing that it did.",
        cancel=f"{reverse('networks')}?authority={opened.code}",
        back_text="Back to the networks",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Enter(sent, schools=_open(opened), initial={"seen": 0}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, network: int) -> HttpResponse:
    """The form of what a network is called and for; and the words."""
    opened, file = loading.network(request, network, keeps=True)
    told = file.wording
    members = [(each.row.school_id, each.row.school.name) for each in file.members]
    first = {"called": told.name, "purpose": told.purpose, "lead": told.lead_id}
    return _form(
        request,
        opened,
        file,
        step="Change what it is called and for",
        button="Save the change",
        seen=told.number,
        form_of=lambda sent: forms.NetworkWords(
            sent, schools=members, initial={**first, "seen": told.number}
        ),
        take=lambda given, now: actions.word(
            file,
            name=given["called"],
            purpose=given["purpose"],
            lead=_school(given["lead"]),
            by=opened.user,
            at=now,
        ),
    )


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, network: int) -> HttpResponse:
    """The form by which a school joins; and the membership."""
    opened, file = loading.network(request, network, keeps=True)
    there = networks.urns_in(file)
    listed = [(urn, name) for urn, name in _open(opened) if urn not in there]
    return _form(
        request,
        opened,
        file,
        step="Add a school",
        button="Add the school",
        seen=len(file.memberships),
        form_of=lambda sent: forms.Join(sent, schools=listed, initial={"seen": len(file.memberships)}),
        take=lambda given, now: actions.join(
            file, school=_school(given["school"]), from_date=given["from_date"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, member: int) -> HttpResponse:
    """The form by which a school leaves; and its last day."""
    opened = loading.network_register(request)
    codes = opened.frame.held.authorities(Permission.NETWORK_READ)
    found = networks.of_membership(member, authorities=codes, today=opened.today)
    if found is None:
        raise Http404
    file, membership = found
    opened, file = loading.network(request, file.network.pk, keeps=True)
    return _form(
        request,
        opened,
        file,
        step="Record that a school leaves",
        button="Record it",
        seen=member,
        said=f"{membership.row.school.name} leaves {file.wording.name}.",
        warned="This school has left already." if membership.ended is not None else "",
        form_of=lambda sent: forms.Leave(sent, initial={"seen": member}),
        take=lambda given, now: actions.leave(
            file, membership, to_date=given["to_date"], why=given["why"], by=opened.user, at=now
        ),
    )


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, network: int) -> HttpResponse:
    """The form of something that a network did; and the record of it."""
    opened, file = loading.network(request, network, keeps=True)
    return _form(
        request,
        opened,
        file,
        step="Record what it did",
        button="Record it",
        seen=len(file.activities),
        form_of=lambda sent: forms.Log(sent, initial={"seen": len(file.activities)}),
        take=lambda given, now: actions.log(file, on=given["on"], what=given["what"], by=opened.user, at=now),
    )


def _form(
    request: HttpRequest,
    opened: Opened,
    file: NetworkFile,
    *,
    form_of: Callable[[Any], StepForm],
    take: Callable[[dict[str, Any], Any], object],
    seen: int,
    said: str = "",
    **more: object,
) -> HttpResponse:
    here = reverse("network", args=[file.network.pk])

    def done(given: dict[str, Any]) -> str:
        take(given, timezone.now())
        return here

    context = opened.context(
        stands=said or f"{file.wording.name}.", cancel=here, back_text="Back to the network", **more
    )
    return sending.answer(
        request, form_of=form_of, seen=seen, take=done, context=context, template=loading.STEP
    )


def _open(opened: Opened) -> list[tuple[int, str]]:
    return [(urn, name) for urn, name, _ in schools.named(schools.open_schools_of(opened.code))]


def _school(chosen: str) -> School:
    found = schools.school_of(int(chosen))
    if found is None:
        raise Http404
    return found
