"""Booking a place, cancelling it, saying what one made of the event, and the certificate of having been there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.events.actions import bookings
from trellis.events.queries import events
from trellis.interfaces.web.events import forms, loading, presenters
from trellis.interfaces.web.govuk import sending, words
from trellis.schools import queries as schools


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, event: int) -> HttpResponse:
    """The form of a booking, which an induction may have begun; and the booking."""
    opened, file = loading.event(request, event)
    opened.need(
        Permission.EVENT_BOOK, "Places are booked by headteachers, chairs, advisers and system leaders."
    )
    held = opened.frame.held
    listed = events.books_for(opened.user, held, today=opened.today, authority=opened.code)
    alone = events.books_alone(held, authority=opened.code)
    begun = _begun(request, listed)

    def done(given: dict[str, Any]) -> str:
        chosen = given["school"]
        school = schools.school_of(int(chosen)) if chosen != forms.MYSELF else None
        name = given.get("who") or opened.user.name
        bookings.book(file, name=name, role=given["role"], school=school, by=opened.user, at=timezone.now())
        return reverse("event", args=[event])

    context = opened.context(
        step="Wait for a place" if not file.free else "Book a place",
        button="Wait for a place" if not file.free else "Book the place",
        stands=f"{file.plan.title}, {words.day(file.plan.day)}, {file.plan.hours}. {presenters.price(file.plan)}.",
        explained=(
            "Every place is taken. You are put at the end of those who wait, and get a place as soon as it is your turn."
            if not file.free
            else f"You can cancel without charge until {words.day(file.plan.cancel_by)}."
        ),
        warned="" if file.is_open else "This event is over or was called off, so no place can be booked.",
        cancel=reverse("event", args=[event]),
        back_text="Back to the event",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Book(
            sent,
            schools=listed,
            alone=alone,
            name=opened.user.name,
            initial={"seen": file.plan.number, **begun},
        ),
        seen=file.plan.number,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, booking: int) -> HttpResponse:
    """The form by which a booking is cancelled; and the cancelling."""
    opened, file, place = loading.booking(request, booking)
    late, price = file.is_late(place), file.price_of(place)
    context = opened.context(
        step="Cancel a booking",
        button="Cancel the booking",
        stands=f"{place.booking.name}: {file.plan.title}, {words.day(file.plan.day)}.",
        explained=(
            f"It is too late to cancel without charge, so {presenters.pounds(price)} is charged for the place all the same."
            if late and price
            else "Nothing is charged. The place goes to the first who waits for one."
        ),
        warned=""
        if place.state in ("placed", "waiting")
        else f"This booking stands as: {place.state_words}.",
        cancel=reverse("event", args=[file.event.pk]),
        back_text="Back to the event",
    )

    def done(given: dict[str, Any]) -> str:
        bookings.cancel(file, place, why=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("event", args=[file.event.pk])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Reasons(
            sent,
            label="Why it is cancelled",
            missing="Say why it is cancelled",
            initial={"seen": len(place.steps)},
        ),
        seen=len(place.steps),
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, booking: int) -> HttpResponse:
    """The form of what whoever came made of the event; and what they say."""
    opened, file, place = loading.booking(request, booking)
    if not events.acts_for(place, opened.user, opened.frame.held):
        raise PermissionDenied("What was made of an event is said by whoever came, or by their school.")
    warned = "" if place.state == "attended" else "Only what somebody came to is evaluated."
    if place.evaluation is not None:
        warned = "This has been evaluated already."

    def done(given: dict[str, Any]) -> str:
        bookings.evaluate(
            file,
            place,
            score=int(given["score"]),
            words=given["words"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("event", args=[file.event.pk])

    context = opened.context(
        step="Say what you made of it",
        button="Send the evaluation",
        stands=f"{place.booking.name}: {file.plan.title}, {words.day(file.plan.day)}.",
        explained="It goes into the average of all who came, and helps to plan what comes next.",
        warned=warned,
        cancel=reverse("event", args=[file.event.pk]),
        back_text="Back to the event",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Evaluate(sent, initial={"seen": len(place.steps)}),
        seen=len(place.steps),
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_safe
def certificate(request: HttpRequest, booking: int) -> HttpResponse:
    """A certificate of attendance, to be printed. Only of whoever came."""
    opened, file, place = loading.booking(request, booking)
    if place.state != "attended":
        raise Http404
    context = opened.context(
        file=file,
        who=place.booking.name,
        role=place.booking.role,
        school=place.booking.school.name if place.booking.school is not None else "",
        title=file.plan.title,
        facts=presenters.facts(file)[:6],
        printed=words.day(opened.today),
    )
    return render(request, "events/certificate.html", context)


def _begun(request: HttpRequest, listed: list[tuple[int, str]]) -> dict[str, str]:
    """What the form begins with: from the address, or the only school that there is."""
    given = {"who": request.GET.get("who", "")[:120], "role": request.GET.get("role", "")[:120]}
    asked = request.GET.get("school", "")
    if asked in {str(urn) for urn, _ in listed}:
        given["school"] = asked
    return given
