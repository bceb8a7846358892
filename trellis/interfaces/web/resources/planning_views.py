"""What advisers have time for beside what schools are entitled to, and the forms by which the manager plans and gives days."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending, stacks, words
from trellis.interfaces.web.govuk.stacks import Part
from trellis.interfaces.web.resources import forms, loading
from trellis.interfaces.web.resources.loading import Opened
from trellis.resources import years
from trellis.resources.actions import allocations, planning
from trellis.resources.queries import capacity
from trellis.resources.queries.capacity import RouteLine
from trellis.schools import queries as schools

MOST = 40
"""How many schools that capacity does not reach are named of each route: those most in need."""


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """A line and a bar for each route, and where entitlement is more than capacity the schools that it does not reach."""
    opened = loading.authority(request, needs=loading.PLANS)
    year = loading.year(request, opened)
    told = capacity.of(opened.code, year=year, on=opened.today)
    longest = max((max(each.capacity or 0, each.entitled, each.given) for each in told.lines), default=0)
    context = opened.context(
        year=year,
        year_words=years.named(year),
        years=[(each, years.named(each)) for each in loading.choices(opened)],
        plan=told.plan,
        plan_words=_plan_words(told),
        lines=[_line(each, longest) for each in told.lines],
        short=[_short(each, opened) for each in told.lines if each.is_short],
        schools=told.schools,
        allocated=told.allocated,
    )
    return render(request, "resources/days.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The form by which the manager says what there is for a year; and the plan."""
    opened = loading.authority(request, needs=loading.KEEP)
    year = loading.year(request, opened)
    held = capacity.plan_of(opened.code, year=year)
    seen = held.number if held is not None else 0
    before: dict[str, Any] = {}
    if held is not None:
        before = {name: forms.as_days(getattr(held, name)) for name in ("central", "de_delegated", "traded")}
        before |= {"budget": forms.as_pounds(held.budget), "note": held.note}

    def done(given: dict[str, Any]) -> str:
        told = {name: given[name] for name in ("central", "de_delegated", "traded", "budget", "note")}
        planning.plan(authority=opened.code, year=year, by=opened.user, at=timezone.now(), **told)
        return _back(opened, year)

    return sending.answer(
        request,
        form_of=lambda sent: forms.Plan(sent, initial={**before, "seen": seen}),
        seen=seen,
        take=done,
        context=opened.context(
            step=f"Say what there is for {years.named(year)}",
            button="Save the plan",
            explained="The days that advisers have for schools in the whole year, by who pays, and the money. What was said before is kept.",
            cancel=_back(opened, year),
            back_text="Back to adviser days",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest) -> HttpResponse:
    """The form by which every school is given its entitlement of a year; and the days."""
    opened = loading.authority(request, needs=loading.KEEP)
    year = loading.year(request, opened)
    told = capacity.of(opened.code, year=year, on=opened.today)
    waiting = told.schools - told.allocated

    def done(given: dict[str, Any]) -> str:
        allocations.allocate_all(authority=opened.code, year=year, by=opened.user, at=timezone.now())
        return _back(opened, year)

    return sending.answer(
        request,
        form_of=lambda sent: forms.Nothing(sent, initial={"seen": told.allocated}),
        seen=told.allocated,
        take=done,
        context=opened.context(
            step=f"Give every school its days for {years.named(year)}",
            button="Give them their days",
            explained=f"{words.count(waiting, 'school')} of {told.schools} {'has' if waiting == 1 else 'have'} not been given days by level for {years.named(year)} yet. Each is given what the level in force today entitles it to. Schools that have theirs are left as they are.",
            warned="Capacity does not reach all of them: look at the schools that it does not reach first."
            if told.is_short
            else "",
            cancel=_back(opened, year),
            back_text="Back to adviser days",
        ),
        template=loading.STEP,
    )


def _back(opened: Opened, year: int) -> str:
    return f"{reverse('adviser_days')}?authority={opened.code}&year={year}"


def _plan_words(told: capacity.Capacity) -> str:
    if told.plan is None:
        return ""
    held = told.plan
    return f"{years.days(held.days)} and {years.pounds(held.budget)}, said by {held.by.name} on {words.moment(held.at)}. {held.note}"


def _line(line: RouteLine, longest: int) -> dict[str, object]:
    return {
        "name": line.name,
        "capacity": years.days(line.capacity) if line.capacity is not None else "Not said yet",
        "entitled": years.days(line.entitled),
        "given": years.days(line.given),
        "used": years.days(line.used),
        "booked": years.days(line.booked),
        "is_short": line.is_short,
        "bars": (
            _bar("1", "C", line.capacity or 0, longest),
            _bar("none", "E", line.entitled, longest),
            _bar("between", "G", line.given, longest),
        ),
    }


def _bar(kind: str, letter: str, quarters: int, longest: int) -> tuple[Part, ...]:
    """One bar on the scale of the longest."""
    if not quarters or not longest:
        return ()
    width = round(stacks.WIDTH * quarters / longest, 1)
    return (Part(x=0, width=width, kind=kind, letter=letter if width > 13 else ""),)


def _short(line: RouteLine, opened: Opened) -> dict[str, object]:
    """Where a route is short: the schools that the reader may see, the most in need first, and how many others."""
    permission = Permission.SERVICE_KEEP if opened.keeps else Permission.SPENDING_READ
    seen = schools.urns_of(
        schools.visible_to(opened.user, on=opened.today, permission=permission, held=opened.frame.held),
        among=[each.school.pk for each in line.wanting],
    )
    named = [each for each in line.wanting if each.school.pk in seen]
    told = schools.urns_of(
        schools.visible_to(
            opened.user, on=opened.today, permission=Permission.LEVEL_READ, held=opened.frame.held
        ),
        among=[each.school.pk for each in named],
    )
    if not told:
        named.sort(key=lambda each: (each.school.name, each.school.pk))  # their order would tell of levels
    return {
        "route": line.name,
        "said": f"Schools are entitled to {years.days(line.entitled)} of {line.name.lower()} time, and advisers have {years.days(line.capacity or 0)}: {years.days(line.entitled - (line.capacity or 0))} too few.",
        "lines": [
            (
                each.school.pk,
                each.school.name,
                each.entitled.level_words.split(",")[0] if each.school.pk in told else "",
                years.days(each.entitled.days[line.route]),
                years.days(each.short),
            )
            for each in named[:MOST]
        ],
        "reads_levels": bool(told),
        "others": len(line.wanting) - len(named[:MOST]),
    }
