"""Keeping the programme: planning an event, changing it, calling it off, and who came."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.events.actions import bookings, plans
from trellis.events.models import Kind
from trellis.events.queries.events import EventFile
from trellis.interfaces.web.events import forms, loading, presenters
from trellis.interfaces.web.events.loading import Opened
from trellis.interfaces.web.govuk import sending, words
from trellis.leaders.queries import leaders
from trellis.resources import years
from trellis.resources.actions import places
from trellis.resources.models import Charge
from trellis.resources.queries import places as charged_places

MOST_CREDITED = 10**12
"""More than the charges for the places of one event come to, in pence."""
_KEEPERS = "The programme is kept by the team leader, the senior and principal advisers and the traded-services manager."


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The form of a new event; and the event."""
    opened = loading.programme(request)
    opened.need(Permission.EVENT_KEEP, _KEEPERS)

    def done(given: dict[str, Any]) -> str:
        made = plans.plan(
            authority=opened.code,
            kind=given["kind"],
            plan=forms.plan_of(given),
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("event", args=[made.event.pk])

    context = opened.context(
        step="Plan an event",
        button="Put it into the programme",
        stands="",
        explained="Schools and system leaders see it at once, and can book places on it.",
        cancel=f"{reverse('events')}?authority={opened.code}",
        back_text="Back to the programme",
    )
    asked = request.GET.get("kind", "")
    begun = {"kind": asked if asked in Kind.values else "", "price_maintained": 0, "price_academy": 0}
    return sending.answer(
        request,
        form_of=lambda sent: forms.New(sent, leaders=_leaders(opened), initial={"seen": 0, **begun}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, event: int) -> HttpResponse:
    """The form by which a plan is changed; and the change."""
    opened, file = loading.event(request, event)
    opened.need(Permission.EVENT_KEEP, _KEEPERS)

    def done(given: dict[str, Any]) -> str:
        plans.change(file, plan=forms.plan_of(given), why=given["why"], by=opened.user, at=timezone.now())
        return reverse("event", args=[event])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Change(
            sent, leaders=_leaders(opened), initial={**forms.typed(file.plan), "seen": file.plan.number}
        ),
        seen=file.plan.number,
        take=done,
        context=_about(
            opened,
            file,
            step="Change an event",
            button="Save the change",
            explained="What was planned before stays on the record. Places that are added go to those who wait.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, event: int) -> HttpResponse:
    """The form by which an event is called off; and the calling off."""
    opened, file = loading.event(request, event)
    opened.need(Permission.EVENT_KEEP, _KEEPERS)
    charged = charged_places.standing(file)
    pence = sum(each.to_pay for each in charged)
    # What is credited may change while the form is open, as well as the plan
    seen = file.plan.number * MOST_CREDITED + pence

    def done(given: dict[str, Any]) -> str:
        places.call_off(file, why=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("event", args=[event])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Reasons(
            sent,
            label="Why it is called off",
            missing="Say why it is called off",
            initial={"seen": seen},
        ),
        seen=seen,
        take=done,
        context=_about(
            opened,
            file,
            step="Call an event off",
            button="Call it off",
            explained=""
            if file.attended
            else f"{words.count(len(file.placed), 'person has', 'people have')} a place. {_credited(charged, pence)} It cannot be undone: plan another in its place.",
            warned=plans.HELD if file.attended else "",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, event: int) -> HttpResponse:
    """Everybody who booked, and the form of who came; and who came."""
    opened, file = loading.event(request, event)
    opened.need(Permission.EVENT_KEEP, _KEEPERS)
    listed = [(str(each.booking.pk), _named(each.booking.name, each.booking.school)) for each in file.placed]
    seen = sum(len(each.steps) for each in file.bookings)

    def done(given: dict[str, Any]) -> str:
        there = set(given["came"])
        came = {int(pk): pk in there for pk, _ in listed}
        bookings.attendance(file, came=came, by=opened.user, at=timezone.now())
        return reverse("event_people", args=[event])

    context = _about(
        opened,
        file,
        step="Who booked, and who came",
        button="Save who came",
        explained=presenters.places(file),
    )
    context |= {
        "people": presenters.booked([(file, each) for each in file.bookings], acts=False, keeps=True),
        "marks": bool(listed) and file.plan.day <= opened.today and not file.plan.is_off,
    }
    return sending.answer(
        request,
        form_of=lambda sent: forms.Attendance(
            sent,
            people=listed,
            initial={"seen": seen, "came": [str(each.booking.pk) for each in file.attended]},
        ),
        seen=seen,
        take=done,
        context=context,
        template="events/people.html",
    )


def _credited(charged: list[Charge], pence: int) -> str:
    """What calling an event off does to what its places were charged."""
    if not charged:
        return "No place on it has been charged for, and none will be."
    return (
        f"{words.count(len(charged), 'charge', 'charges')} for places on it, of {years.pounds(pence)} together, will be credited in whole, "
        "and no other place will be charged for."
    )


def _leaders(opened: Opened) -> list[tuple[int, str]]:
    return [(each.leader.pk, each.leader.name) for each in leaders.current(opened.code, today=opened.today)]


def _about(opened: Opened, file: EventFile, **more: object) -> dict[str, object]:
    return opened.context(
        stands=f"{file.plan.title}, {words.day(file.plan.day)}.",
        cancel=reverse("event", args=[file.event.pk]),
        back_text="Back to the event",
        **more,
    )


def _named(name: str, school: object) -> str:
    return f"{name}, {school}" if school is not None else name
