"""The priorities review: the needs of the area in their rank, and what days and money each is given for a year."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.resources import forms, loading
from trellis.interfaces.web.resources.loading import Opened
from trellis.resources import years
from trellis.resources.actions import planning
from trellis.resources.actions.planning import Given
from trellis.resources.queries import capacity, reviews


@require_safe
def priorities(request: HttpRequest) -> HttpResponse:
    """What the newest review allotted, with totals that agree with the plan; and the ranking as it is now."""
    opened = loading.authority(request, needs=loading.PLANS)
    year = loading.year(request, opened)
    plan = capacity.plan_of(opened.code, year=year)
    newest = reviews.newest(opened.code, year=year)
    ranking = reviews.ranking(opened.code, today=opened.today)
    given = list(newest.allotments.all()) if newest is not None else []
    days, money = sum(each.quarters for each in given), sum(each.money for each in given)
    context = opened.context(
        year=year,
        year_words=years.named(year),
        years=[(each, years.named(each)) for each in loading.choices(opened)],
        plan=plan,
        review=newest,
        reviewed=f"{newest.by.name}, {words.moment(newest.at)}" if newest is not None else "",
        lines=[
            (each.rank, each.name, each.why, years.days(each.quarters), years.pounds(each.money))
            for each in given
        ],
        totals=_totals(days, money, plan.days, plan.budget) if plan is not None else (),
        ranking=ranking,
    )
    return render(request, "resources/priorities.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The form of a priorities review; and the review."""
    opened = loading.authority(request, needs=loading.KEEP)
    year = loading.year(request, opened)
    plan = capacity.plan_of(opened.code, year=year)
    newest = reviews.newest(opened.code, year=year)
    needs = reviews.ranking(opened.code, today=opened.today).needs
    seen = newest.number if newest is not None else 0
    before = {each.measure: each for each in newest.allotments.all()} if newest is not None else {}
    initial: dict[str, Any] = {"seen": seen}
    for need in needs:
        if (held := before.get(need.measure)) is not None:
            initial[f"days{need.rank}"] = forms.as_days(held.quarters)
            initial[f"money{need.rank}"] = forms.as_pounds(held.money)

    def done(given: dict[str, Any]) -> str:
        parts = {
            each.measure: Given(
                quarters=given.get(f"days{each.rank}") or 0, money=given.get(f"money{each.rank}") or 0
            )
            for each in needs
        }
        planning.review(
            authority=opened.code,
            year=year,
            given=parts,
            conclusion=given["conclusion"],
            by=opened.user,
            at=timezone.now(),
        )
        return _back(opened, year)

    there_is = f"{years.days(plan.days)} and {years.pounds(plan.budget)}" if plan is not None else ""
    return sending.answer(
        request,
        form_of=lambda sent: forms.Review(
            sent, needs=[(each.rank, each.name) for each in needs], initial=initial
        ),
        seen=seen,
        take=done,
        context=opened.context(
            step=f"Review priorities for {years.named(year)}",
            button="Save the review",
            explained=f"There are {there_is} for the year. What you allot in all may not be more; what is left over stays free."
            if there_is
            else "Nobody has said yet what there is for the year: say it on the page of adviser days first.",
            cancel=_back(opened, year),
            back_text="Back to the priorities review",
        ),
        template=loading.STEP,
    )


def _back(opened: Opened, year: int) -> str:
    return f"{reverse('priorities_review')}?authority={opened.code}&year={year}"


def _totals(days: int, money: int, all_days: int, budget: int) -> tuple[tuple[str, str, str], ...]:
    """What is allotted, what there is, and what is left: each as days and as money."""
    return (
        ("Allotted in all", years.days(days), years.pounds(money)),
        ("There is", years.days(all_days), years.pounds(budget)),
        ("Left free", years.days(all_days - days), years.pounds(budget - money)),
    )
