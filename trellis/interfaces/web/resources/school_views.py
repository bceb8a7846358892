"""The services of one school: its days, what it is entitled to, its orders, charges and bookings; and the form of an order."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.analysis.judging.entitlement import KINDS
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.resources import forms, loading, presenters
from trellis.resources import years
from trellis.resources.actions import orders as ordering
from trellis.resources.actions.catalogue import HIGHEST
from trellis.resources.queries import catalogue, charges, days, entitlements, orders
from trellis.resources.workflows.booking import BOOKING
from trellis.schools import queries as schools

MOST = 30
"""How many rows, orders, charges and bookings the page has of each: the newest."""


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """What a school has left of its days, what it is entitled to and why, its orders, charges, bookings and ledger."""
    opened, school = loading.school(request, urn, looked_at="services")
    year, held = loading.year(request, opened), opened.frame.held
    may = taking.may(opened.user, BOOKING, school=school, on=opened.today, held=held)
    aside = schools.stands_aside(opened.user, school, opened.today, held=held)
    delivers = opened.may(Permission.SERVICE_DELIVER, school=school) and not aside
    keeps = opened.may(Permission.SERVICE_KEEP, school=school) and not aside
    reads_level = opened.may(Permission.LEVEL_READ, school=school)
    ordered = orders.of_school(school, today=opened.today)
    booked = days.of_school(school, today=opened.today)
    charged, all_charged = charges.of_school(school, every_authority=opened.is_of(school), most=MOST)
    context = opened.context(
        school=school,
        back_query="",
        opens=reads_level,
        balance=presenters.balance(days.balance(school, year=year), year=year),
        year=year,
        year_words=years.named(year),
        years=[(each, years.named(each)) for each in loading.choices(opened)],
        entitled=presenters.entitled_facts(
            entitlements.of(school, on=opened.today), KINDS, reads_level=reads_level
        ),
        orders=presenters.order_lines(ordered[:MOST]),
        more_orders=max(0, len(ordered) - MOST),
        charges=presenters.charge_lines(charged),
        more_charges=max(0, all_charged - MOST),
        bookings=presenters.booking_lines(booked[:MOST], may, held_off=aside),
        rows=presenters.row_lines(
            days.rows(school, year=year)[:MOST], keeps=keeps, delivers=delivers, reads_level=reads_level
        ),
        orders_for=school.is_open and opened.may(Permission.SERVICE_ORDER, school=school),
        delivers=school.is_open and delivers,
        gives=school.is_open and keeps,
        aside=aside if not opened.may(Permission.SERVICE_ORDER, school=school) else "",
    )
    return render(request, "resources/school.html", context)


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, urn: int, service: int) -> HttpResponse:
    """The form of an order, with what it would cost the school; and the order."""
    opened, school = loading.school(request, urn, looked_at="services: order")
    taking.require(opened.user, Permission.SERVICE_ORDER, school=school, on=opened.today)
    file = catalogue.one(service, authorities=(school.authority_id,), today=opened.today)
    if file is None:
        raise Http404
    if not file.is_sold:
        raise PermissionDenied("This service is no longer sold.")
    entitled = entitlements.of(school, on=opened.today)
    cost = ordering.price(file.now, school=school, quantity=1, entitled=entitled)
    # What the school pays may change with its level while the form is open, as well as with the catalogue
    seen = file.now.number * (HIGHEST + 1) + cost.to_pay

    def done(given: dict[str, Any]) -> str:
        made = ordering.order(
            school,
            service=file,
            quantity=given["quantity"],
            wishes=given["wishes"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("service_order", args=[made.order.pk])

    context = opened.context(
        school=school,
        step=f"Order {file.now.name}",
        button="Order it",
        explained="The price is kept as it is today. The traded-services manager confirms the order or declines it, and you may cancel it until it is delivered.",
        facts=(
            ("The school pays, for one", years.pounds(cost.to_pay)),
            *(
                (("The central budget pays", f"{years.pounds(cost.central)}. {cost.why}"),)
                if cost.central
                else ()
            ),
            ("By the", file.now.get_unit_display()),
        ),
        cancel=reverse("service", args=[service]),
        back_text="Back to the service",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Order(sent, initial={"seen": seen, "quantity": 1}),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )
