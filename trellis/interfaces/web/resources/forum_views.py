"""The report to Schools Forum, on a page that prints and as CSV. It names no school."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.resources import loading
from trellis.interfaces.web.resources.charge_views import as_csv
from trellis.resources import years
from trellis.resources.queries import forum
from trellis.resources.queries.forum import Cell, Report

HEADER = ("Part", "Row", "Schools", "Adviser days used", "Central budget (£)", "Schools paid (£)")
HIDDEN = "Hidden: few schools"


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Budget, spend and days by level and by what became of levels since, each sort of school apart, and what lacks a best-value note."""
    opened = loading.authority(request, needs=loading.COUNTS)
    year = loading.year(request, opened)
    told = forum.report(opened.code, year=year, today=opened.today)
    plan = told.plan
    spent = told.whole.central
    context = opened.context(
        year=year,
        year_words=years.named(year),
        years=[(each, years.named(each)) for each in loading.choices(opened)],
        budget=years.pounds(plan.budget) if plan is not None else "",
        days=years.days(plan.days) if plan is not None else "",
        left=years.pounds(plan.budget - spent) if plan is not None and spent is not None else "",
        parts=[(title, part, [_line(each) for each in cells]) for title, part, cells in _parts(told)],
        activities=told.activities,
        without_note=told.without_note,
        printed=words.day(opened.today),
    )
    return render(request, "resources/forum.html", context)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    opened = loading.authority(request, needs=loading.COUNTS)
    year = loading.year(request, opened)
    told = forum.report(opened.code, year=year, today=opened.today)
    trail.record(
        Verb.EXPORTED,
        by=opened.user,
        at=timezone.now(),
        authority_code=opened.code,
        subject=f"the report to Schools Forum for {years.named(year)} as CSV",
    )
    rows: list[tuple[Any, ...]] = []
    if told.plan is not None:
        rows.append(("Budget", years.named(year), "", told.plan.days / 4, told.plan.budget / 100, ""))
    rows += [_row(title, each) for title, _, cells in _parts(told) for each in cells]
    rows += [("Activity without a best-value note", name, "", "", "", "") for name in told.without_note]
    return as_csv("Schools Forum", HEADER, rows, name=f"schools-forum-{opened.code}-{year}")


def _parts(told: Report) -> tuple[tuple[str, str, tuple[Cell, ...]], ...]:
    others = (("Other schools by the level on the day", "others", told.others),) if told.others else ()
    return (
        ("All schools, and each sort of school apart", "whole", (told.whole, *told.groups)),
        ("Maintained schools by the level on the day", "maintained", told.maintained),
        ("Academies by the level on the day", "academies", told.academies),
        *others,
        ("By what became of the level since", "outcomes", told.outcomes),
    )


def _line(cell: Cell) -> dict[str, object]:
    if cell.schools is None or cell.quarters is None or cell.central is None or cell.to_pay is None:
        return {"name": cell.name, "hidden": True}
    return {
        "name": cell.name,
        "hidden": False,
        "schools": cell.schools,
        "days": years.days(cell.quarters),
        "central": years.pounds(cell.central),
        "to_pay": years.pounds(cell.to_pay),
    }


def _row(title: str, cell: Cell) -> tuple[Any, ...]:
    if cell.schools is None or cell.quarters is None or cell.central is None or cell.to_pay is None:
        return (title, cell.name, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
    return (title, cell.name, cell.schools, cell.quarters / 4, cell.central / 100, cell.to_pay / 100)
