"""Saying that a school needs support: for itself, as its adviser, or from an objective of its plan."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.brokering.actions import needs
from trellis.brokering.actions.needs import Wanted
from trellis.casework.models.plans import Objective, ObjectiveText
from trellis.casework.queries import plans
from trellis.interfaces.web.brokering import forms, loading
from trellis.interfaces.web.brokering.loading import Opened
from trellis.interfaces.web.govuk import sending
from trellis.practice import areas
from trellis.schools import data
from trellis.schools.models import School


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, urn: int) -> HttpResponse:
    """The form of a need, filled in from the objective that it comes from; and the need."""
    opened, school = loading.school(request, urn, Permission.SUPPORT_REQUEST, looked_at="ask for support")
    is_head = opened.may(Permission.SUPPORT_ANSWER, school=school)
    found = _objective(request, opened, school)
    figures = _figures(school)
    initial: dict[str, Any] = {"route": "authority"}
    if found is not None:
        text = found[1]
        initial |= {
            "what": text.support or text.lever,
            "hoped": text.target,
            "areas": list(areas.matching(f"{text.area} {text.what}"))[: needs.MOST_AREAS],
            "indicator": text.indicator if text.indicator in dict(figures) else "",
        }

    def done(given: dict[str, Any]) -> str:
        made = needs.ask(
            school=school,
            route=given.get("route", "authority"),
            wanted=Wanted(
                areas=tuple(given["areas"]),
                what=given["what"],
                hoped=given["hoped"],
                indicator=given["indicator"],
                by_when=given["by_when"],
            ),
            objective=found[0] if found is not None else None,
            why_brokered=given.get("why_brokered", ""),
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("find_support", args=[made.support.pk])

    context = opened.context(
        school=school,
        step="Ask for support",
        button="Ask, and see who could help",
        stands=f"From objective {found[0].number} of the support plan: {found[1].what}"
        if found is not None
        else "",
        explained="What you write here is what those who could help will read. Next you see who they are, in order, each with the reasons."
        if is_head
        else "The school reads what you write here, and those who are asked read it. Next you see who could help, in order, each with the reasons.",
        cancel=reverse("school_support", args=[urn]),
        back_text="Back to the school’s support",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Ask(
            sent, initial={**initial, "seen": urn}, figures=figures, is_head=is_head
        ),
        seen=urn,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _objective(
    request: HttpRequest, opened: Opened, school: School
) -> tuple[Objective, ObjectiveText] | None:
    """The objective that a need comes from, with what it says now. Raises Http404 for one that is not of this school’s plan."""
    asked = request.GET.get("objective", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6):
        raise Http404
    if not opened.may(Permission.PLAN_READ, school=school):
        raise PermissionDenied("The support plan of this school is not for your role.")
    held = [each for each in plans.of_school(school, today=opened.today) if not each.is_closed]
    found = held[0].holds.objective(int(asked)) if held else None
    if found is None or found.text.is_dropped:
        raise Http404
    return found.objective, found.text


def _figures(school: School) -> list[tuple[str, str]]:
    """The figures that are held of schools of this phase and that have a better and a worse."""
    held = data.warehouse()
    if held is None:
        return []
    return [
        (each.id, each.name)
        for each in held.indicators()
        if each.polarity != "none" and (not each.phases or school.phase_group in each.phases)
    ]
