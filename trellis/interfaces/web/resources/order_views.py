"""Orders: those of the reader’s schools, one of them through its steps, and the form of each step."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.resources import forms, loading, presenters
from trellis.interfaces.web.resources.loading import Opened
from trellis.resources import years
from trellis.resources.actions import orders as ordering
from trellis.resources.models.orders import SCORED
from trellis.resources.queries import orders
from trellis.resources.queries.orders import OrderFile
from trellis.resources.workflows.order import EVALUATES, ORDER
from trellis.schools import queries as schools
from trellis.workflow import TransitionRefused

A_PAGE = 40
EXPLAINED = {
    "confirm": "The school is told, and may still cancel until it is delivered. Days of an adviser are added to the school’s at once.",
    "decline": "The school is told why. Nothing is charged.",
    "deliver": "The school is asked what it made of it. Then the order is charged.",
    "evaluate": "The authority reads what you write. Averages are shown to others where at least five schools have evaluated a service.",
    "charge": "A charge is raised at the price of the order, and goes to finance in the next batch.",
    "evaluate_late": "The authority reads what you write. Averages are shown to others where at least five schools have evaluated a service.",
    "cancel": "Nothing is charged. Days of an adviser that came by the order go with it.",
    "call_off": "The school is told why. Nothing is charged. Days of an adviser that came by the order go with it.",
}
ASKS = {
    "confirm": "When it will be given, and by whom",
    "decline": "Why the order is declined",
    "deliver": "What was given, and when",
    "evaluate": "What changed at the school",
    "charge": "What finance needs to know",
    "evaluate_late": "What changed at the school",
    "cancel": "Why the school cancels it",
    "call_off": "Why the authority cancels it",
}


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The orders of the schools to which the reader gives services, the newest first."""
    opened = loading.authority(request, needs=loading.DELIVER)
    state = request.GET.get("state", "")
    state = state if state in ORDER.states else ""
    seen = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.SERVICE_DELIVER, held=opened.frame.held
    )
    rows = orders.of_authority(opened.code, state=state).filter(school__in=seen)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    found = orders.of_keys([each.pk for each in page.object_list], today=opened.today)
    context = opened.context(
        lines=presenters.order_lines(found),
        page=page,
        state=state,
        states=[("", "All"), *ORDER.states.items()],
        chosen=f"&state={state}" if state else "",
    )
    return render(request, "resources/orders.html", context)


@require_safe
def order(request: HttpRequest, service_order: int) -> HttpResponse:
    """One order: what it is of, who pays, where it stands, what comes next, and what the school made of it."""
    opened, file = _opened(request, service_order, looked_at="an order")
    school, held = file.order.school, opened.frame.held
    may = ordering.may(opened.user, school=school, at=timezone.now(), held=held)
    aside = schools.stands_aside(opened.user, school, opened.today, held=held)
    context = opened.context(
        school=school,
        file=file,
        title=file.order.version.name,
        facts=presenters.order_facts(file, reads_level=opened.may(Permission.LEVEL_READ, school=school)),
        evaluation=presenters.evaluation_facts(file),
        nexts=presenters.nexts(ORDER, file, file.state, may, held_off=aside),
        done=presenters.done(ORDER, file.steps, "Ordered"),
    )
    return render(request, "resources/order.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, service_order: int, move: str) -> HttpResponse:
    """The form of one step of an order; and the step."""
    name = move.replace("-", "_")
    if name not in ordering.ASKED or "_" in move:
        raise Http404
    opened, file = _opened(request, service_order, looked_at=f"an order: {move}")
    chosen, school = ORDER.by_name[name], file.order.school
    taking.require(opened.user, Permission(chosen.permission), school=school, on=opened.today)

    def form_of(sent: Mapping[str, Any] | None) -> forms.Reasons:
        kind = forms.Evaluation if name in EVALUATES else forms.Reasons
        return kind(sent, label=ASKS[name], missing=ordering.ASKED[name], initial={"seen": len(file.steps)})

    def done(given: dict[str, Any]) -> str:
        scores = {key: int(given[key]) for key in SCORED} if name in EVALUATES else None
        ordering.take(file, name, reasons=given["reasons"], by=opened.user, at=timezone.now(), scores=scores)
        return reverse("service_order", args=[service_order])

    context = opened.context(
        school=school,
        step=chosen.label,
        button=chosen.label,
        stands=f"{file.order.version.name}: {ORDER.said(file.state)}. The school pays {years.pounds(file.order.to_pay)}.",
        explained=EXPLAINED[name],
        warned=_warned(name, file, opened),
        cancel=reverse("service_order", args=[service_order]),
        back_text="Back to the order",
    )
    return sending.answer(
        request,
        form_of=form_of,
        seen=len(file.steps),
        take=done,
        context=context,
        template=loading.STEP,
    )


def _opened(request: HttpRequest, service_order: int, *, looked_at: str) -> tuple[Opened, OrderFile]:
    """Open one order of a school whose services the reader reads. Raises Http404."""
    opened = loading.authority(request)
    file = orders.one(service_order, authorities=loading.codes_of(opened), today=opened.today)
    if file is None or not opened.may(Permission.SERVICE_READ, school=file.order.school):
        raise Http404
    opened = loading.authority(request, code=file.order.authority_id)
    loading.seen(request, opened, file.order.school, looked_at)
    return opened, file


def _warned(name: str, file: OrderFile, opened: Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    may = ordering.may(opened.user, school=file.order.school, at=timezone.now(), held=opened.frame.held)
    try:
        ORDER.check(file, name, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return ""
