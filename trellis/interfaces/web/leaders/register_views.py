"""The register of system leaders, the form by which one is entered, and what leaders need to learn."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.leaders import filters as narrowing
from trellis.interfaces.web.leaders import forms, loading, presenters
from trellis.leaders.actions import designations
from trellis.leaders.queries import leaders, papers
from trellis.providers.queries import register as providers
from trellis.schools import queries as schools

ON_A_PAGE = 25


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every system leader with a designation in force, narrowed to what is asked for."""
    opened = loading.opened(request)
    every = leaders.every(opened.code, today=opened.today)
    now = [each for each in every if each.is_current]
    filters, odd, choices = narrowing.read(request.GET, now)
    found = narrowing.narrowed(now, filters)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = opened.context(
        odd=odd,
        choices=choices,
        found=f"{words.count(len(found), 'system leader')} of {len(now)}",
        any=bool(now),
        page=page,
        lines=presenters.lines(list(page.object_list)),
        query=filters.address(authority=opened.code),
        keeps=opened.keeps,
        others=presenters.lines([each for each in every if not each.is_current][:ON_A_PAGE])
        if opened.keeps
        else (),
        writes=opened.may(Permission.PORTRAIT_WRITE),
    )
    return render(request, "leaders/register.html", context)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form by which somebody is entered who is to be designated; and the leader."""
    opened = loading.opened(request)
    _check_keeps(opened)
    people = {each.pk: each for each in papers.without_a_leader(opened.code, today=opened.today)}
    brought_by = {
        each.provider.pk: each.provider for each in providers.current(opened.code, today=opened.today)
    }
    at = [(str(urn), name) for urn, name, _ in schools.named(schools.open_schools_of(opened.code))]

    def done(given: dict[str, Any]) -> str:
        made = designations.enter(
            authority=opened.code,
            name=given["name"],
            school=schools.school_of(int(given["school"])) if given["school"] else None,
            works_at=given["works_at"],
            user=people[int(given["account"])] if given["account"] else None,
            provider=brought_by[int(given["provider"])] if given["provider"] else None,
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("designate_leader", args=[made.leader.pk])

    context = opened.context(
        step="Enter a system leader",
        about=opened.name,
        button="Enter",
        explained="You designate them next. They are in the register from the day on which a designation holds.",
        cancel=f"{reverse('leaders')}?authority={opened.code}",
        back_text="Back to system leaders",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Entered(
            sent,
            schools=at,
            accounts=[(str(pk), each.name) for pk, each in people.items()],
            providers=[(str(pk), each.name) for pk, each in brought_by.items()],
            initial={"seen": 1},
        ),
        seen=1,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """What leaders need to learn, who said so, and what was met."""
    opened = loading.opened(request)
    _check_keeps(opened)
    found = presenters.needs(leaders.current(opened.code, today=opened.today))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = opened.context(
        page=page, needs=page.object_list, open=words.count(sum(not each.met for each in found), "need")
    )
    return render(request, "leaders/learning.html", context)


def _check_keeps(opened: loading.Opened) -> None:
    if not opened.keeps:
        raise PermissionDenied(
            "The register of system leaders is kept by the team leader, the senior advisers and the principal adviser."
        )
