"""The register of providers, those whose approval ends, and the forms by which one is entered or applies."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.providers import filters as narrowing
from trellis.interfaces.web.providers import forms, loading, presenters
from trellis.providers.actions import register as entering
from trellis.providers.models import Kind
from trellis.providers.queries import register as registers
from trellis.schools import queries as schools
from trellis.schools.models import School

ON_A_PAGE = 25


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every provider, narrowed to what is asked for."""
    opened = loading.opened(request)
    filters, odd = narrowing.read(request.GET)
    every = registers.current(opened.code, today=opened.today)
    found = narrowing.narrowed(every, filters)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = opened.context(
        filters=filters,
        odd=odd,
        choices=narrowing.offered(filters),
        found=f"{words.count(len(found), 'provider')} of {len(every)}",
        any=bool(every),
        page=page,
        lines=presenters.lines(list(page.object_list)),
        query=filters.address(authority=opened.code),
        enters=opened.may(Permission.PROVIDER_ASSURE),
        keeps=opened.may(Permission.PROVIDER_ASSURE) or opened.may(Permission.PROVIDER_APPROVE),
        applies=_own(opened),
    )
    return render(request, "providers/register.html", context)


@require_safe
def ending(request: HttpRequest) -> HttpResponse:
    """Those whose approval ends within sixty days or has ended, the earliest first."""
    opened = loading.opened(request)
    found = registers.ending(opened.code, today=opened.today)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = opened.context(
        page=page, lines=presenters.lines(list(page.object_list)), days=registers.ENDS_WITHIN_DAYS
    )
    return render(request, "providers/ending.html", context)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form by which whoever assures quality enters a provider; and the provider."""
    opened = loading.opened(request)
    if not opened.may(Permission.PROVIDER_ASSURE):
        raise PermissionDenied(
            "Providers are entered by the traded-services manager. A school applies for itself."
        )
    there = {each.provider.school_id for each in registers.current(opened.code, today=opened.today)}
    every = [
        (str(urn), name)
        for urn, name, _ in schools.named(schools.open_schools_of(opened.code))
        if urn not in there
    ]

    def done(given: dict[str, Any]) -> str:
        school = schools.school_of(int(given["school"])) if given["school"] else None
        made = entering.enter(
            authority=opened.code,
            school=school,
            **{key: value for key, value in given.items() if key not in ("school", "seen")},
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("provider", args=[made.provider.pk])

    context = opened.context(
        step="Enter a provider",
        about=opened.name,
        button="Enter the provider",
        explained="It stands in the register as having applied. Its evidence is seen next, and somebody else then decides.",
        cancel=f"{reverse('providers')}?authority={opened.code}",
        back_text="Back to providers",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Entered(
            sent, schools=every, initial={"seen": 1, **_asked_for(request, every)}
        ),
        seen=1,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _asked_for(request: HttpRequest, every: Collection[tuple[str, str]]) -> dict[str, str]:
    """The school that a link to the form names, where it may be entered."""
    asked = request.GET.get("school", "")
    return {"kind": Kind.SCHOOL, "school": asked} if asked in dict(every) else {}


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, urn: int) -> HttpResponse:
    """The form of a school’s own application; and the application. A school that is in the register is led to its page."""
    opened = loading.opened(request)
    school = schools.school_of(urn)
    if school is None or school.authority_id not in opened.frame.held.authorities(Permission.PROVIDER_READ):
        raise Http404
    opened = loading.opened(request, code=school.authority_id)
    there = registers.of_school(school, today=opened.today)
    if there is not None:
        return redirect("provider", there.provider.pk)
    taking.require(opened.user, Permission.PROVIDER_APPLY, school=school, on=opened.today)

    def done(given: dict[str, Any]) -> str:
        told = {key: value for key, value in given.items() if key != "seen"}
        made = entering.enter(
            authority=opened.code, kind=Kind.SCHOOL, school=school, **told, by=opened.user, at=timezone.now()
        )
        return reverse("provider", args=[made.provider.pk])

    context = opened.context(
        step="Apply as a provider of support",
        about=school.name,
        button="Apply",
        explained=(
            "The traded-services manager then sees the evidence: references, safeguarding and DBS checks, insurance, and what "
            "came of support that the school gave before. Somebody else decides."
        ),
        cancel=f"{reverse('providers')}?authority={opened.code}",
        back_text="Back to providers",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Application(sent, initial={"seen": urn}),
        seen=urn,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _own(opened: loading.Opened) -> list[School]:
    """The reader’s own schools that could apply and have not."""
    mine = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.PROVIDER_APPLY, held=opened.frame.held
    ).filter(authority_id=opened.code, is_open=True)
    return [each for each in mine[:5] if registers.of_school(each, today=opened.today) is None]
