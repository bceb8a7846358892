"""What is set up for this school year and the next, of an authority or of one school."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.calendars import queries
from trellis.interfaces.web.terms import loading, presenters
from trellis.interfaces.web.terms.forms import CountInset
from trellis.interfaces.web.terms.loading import Opened
from trellis.schools import queries as schools


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of an authority, this year's and the next; whether INSET counts; and schools with dates of their own."""
    asked = request.GET.get("school", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 8:
        return redirect("school_terms", int(asked))
    found = loading.opened(request)
    entered = queries.entered_for(found.code, on=found.today)
    visible = loading.visible(request, found)
    reads = sorted(found.frame.held.authorities(Permission.EVIDENCE_READ))
    context = {
        **_years(found, entered),
        "inset": presenters.inset_said(entered),
        "inset_form": CountInset(initial={"counts": "yes" if entered.inset_counts else "no"}),
        "with_own": [
            (each.pk, each.name) for each in queries.schools_with_own(visible, authority=found.code)
        ],
        "schools": [(urn, name) for urn, name, _ in schools.named(visible)],
        "others": [(code, schools.name_of(code)) for code in reads if code != found.code],
    }
    return render(request, "terms/terms.html", context)


@require_safe
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """The terms of one school: its own where it has any, its authority's otherwise."""
    found = loading.opened(request, urn=urn)
    entered = queries.entered_for(found.code, on=found.today, schools=found.schools)
    return render(request, "terms/school.html", _years(found, entered))


def _years(found: Opened, entered: queries.Entered) -> dict[str, object]:
    now = queries.academic_year(found.today)
    calendar = queries.calendar_from(entered, urn=found.urn, on=found.today)
    years = [
        presenters.year_shown(entered, calendar, year=year, urn=found.urn, today=found.today)
        for year in (now, now + 1)
    ]
    return {
        "frame": found.frame,
        "found": found,
        "years": years,
        "other_years": [
            (year, presenters.name_of(year))
            for year in range(now - queries.YEARS_BEFORE, now + queries.YEARS_AFTER + 1)
            if year not in (now, now + 1)
        ],
    }
