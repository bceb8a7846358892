"""The catalogue, one service of it, and the forms by which the manager keeps it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.resources import forms, loading, presenters
from trellis.interfaces.web.resources.loading import Opened
from trellis.practice import areas
from trellis.resources import headings
from trellis.resources.actions import catalogue as keeping
from trellis.resources.hiding import FEWEST
from trellis.resources.models import PHASES, Funding
from trellis.resources.queries import catalogue as kept
from trellis.resources.queries import worth
from trellis.resources.queries.catalogue import ServiceFile
from trellis.schools import queries as schools

A_PAGE = 40
MOVED = {
    "up": "Needs less support now",
    "same": "The same level",
    "down": "Needs more support now",
    "unknown": "No level then or now",
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The services that are sold, narrowed by phase, area and who pays; what each lacks, for those who see spending."""
    opened = loading.authority(request)
    every = kept.of_authority(opened.code, today=opened.today)
    sold = [each for each in every if each.is_sold]
    options = _options(sold)
    chosen = {
        name: request.GET.get(name, "") if request.GET.get(name, "") in dict(listed) else ""
        for name, _, listed in options
    }
    found = kept.narrowed(sold, **chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    told = worth.of_services(opened.code, today=opened.today) if opened.sees_spending else {}
    own = _own(opened)
    context = opened.context(
        lines=presenters.service_lines(list(page.object_list), told, flagged=opened.sees_spending),
        page=page,
        filters=[(name, label, [("", "All"), *listed], chosen[name]) for name, label, listed in options],
        narrowed=any(chosen.values()),
        flagged=opened.sees_spending,
        chosen="".join(f"&{name}={value}" for name, value in chosen.items() if value),
        withdrawn=[(each.service.pk, each.now.name) for each in every if not each.is_sold]
        if opened.keeps
        else [],
        own=own,
        parts=_parts(opened),
    )
    return render(request, "resources/catalogue.html", context)


@require_safe
def service(request: HttpRequest, service: int) -> HttpResponse:
    """What the school gets, what it costs, who takes it, what they say of it, what came after, and what is lacking."""
    opened, file = _opened(request, service)
    told = worth.of_services(opened.code, today=opened.today).get(service, worth.Worth())
    came = worth.outcomes(service, today=opened.today)
    moved = None
    if came.moved is not None:
        moved = [(name, came.moved.get(key, 0)) for key, name in MOVED.items()]
        if any(0 < number < FEWEST for _, number in moved) and not opened.sees_spending:
            moved = None
    said = worth.words_of(service, today=opened.today) if opened.sees_spending else []
    context = opened.context(
        file=file,
        facts=presenters.service_facts(file),
        worth=presenters.worth_facts(told, sees_spending=opened.sees_spending),
        lacks=presenters.lacks_words(told.lacks(file)),
        moved=moved,
        said=[
            (each.order.school.name, each.words)
            for each in said
            if opened.may(Permission.SERVICE_READ, school=each.order.school)
        ],
        note=tuple(file.note.said.items()) if file.note else (),
        noted=f"{file.note.by.name}, {words.moment(file.note.at)}" if file.note else "",
        own=_own(opened) if file.is_sold else (),
        versions=[f"{each.by.name}, {words.moment(each.at)}" for each in reversed(file.versions)][:10],
    )
    return render(request, "resources/service.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form of a new service; and the service."""
    opened = loading.authority(request, needs=loading.KEEP)

    def done(given: dict[str, Any]) -> str:
        made = keeping.add(
            authority=opened.code, words=forms.words_of(given), by=opened.user, at=timezone.now()
        )
        return reverse("service", args=[made.service.pk])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Service(sent, initial={"seen": 0}),
        seen=0,
        take=done,
        context=opened.context(
            step="Add a service",
            button="Add it to the catalogue",
            explained="Every school of the authority reads it from then on.",
            cancel=reverse("services") + f"?authority={opened.code}",
            back_text="Back to the catalogue",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, service: int) -> HttpResponse:
    """The form by which a service is said anew; and the new version."""
    opened, file = _opened(request, service, keeping=True)

    def done(given: dict[str, Any]) -> str:
        keeping.change(file, words=forms.words_of(given), by=opened.user, at=timezone.now())
        return reverse("service", args=[service])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Service(
            sent, initial={**forms.said_of(file.now), "seen": file.now.number}
        ),
        seen=file.now.number,
        take=done,
        context=opened.context(
            step=f"Change {file.now.name}",
            button="Save the change",
            explained="What was ordered keeps the price that it was ordered at. To stop selling it, give the day from which it is no longer sold.",
            cancel=reverse("service", args=[service]),
            back_text="Back to the service",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def value(request: HttpRequest, service: int) -> HttpResponse:
    """The form of a best-value note; and the note."""
    opened, file = _opened(request, service, keeping=True)
    known = headings.every()
    before = file.note.said if file.note else {}

    def done(given: dict[str, Any]) -> str:
        said = {key: given.get(key, "") for key in known}
        keeping.note_value(file, said=said, by=opened.user, at=timezone.now())
        return reverse("service", args=[service])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Value(
            sent,
            headings=known,
            initial={**{key: before.get(text, "") for key, text in known.items()}, "seen": len(file.notes)},
        ),
        seen=len(file.notes),
        take=done,
        context=opened.context(
            step=f"Best value of {file.now.name}",
            button="Save the note",
            explained="Schools Forum is told which activities have no note. Write what shows that the money is well spent; a heading may stay empty.",
            cancel=reverse("service", args=[service]),
            back_text="Back to the service",
        ),
        template=loading.STEP,
    )


def _opened(request: HttpRequest, service: int, *, keeping: bool = False) -> tuple[Opened, ServiceFile]:
    """Open one service as its reader may. Raises PermissionDenied, or Http404 for another authority’s."""
    needs = loading.KEEP if keeping else loading.READ
    opened = loading.authority(request, needs=needs)
    file = kept.one(service, authorities=loading.codes_of(opened, needs), today=opened.today)
    if file is None:
        raise Http404
    return loading.authority(request, needs=needs, code=file.service.authority_id), file


def _own(opened: Opened) -> tuple[tuple[int, str], ...]:
    """The schools for which the reader orders: five at most, which is more than anybody answers for."""
    found = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.SERVICE_ORDER, held=opened.frame.held
    ).filter(authority=opened.code, is_open=True)
    return tuple(found.order_by("name", "urn").values_list("urn", "name")[:5])


def _options(sold: list[ServiceFile]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the catalogue is narrowed by, with only the choices that leave something."""
    phases = {key for each in sold for key in each.now.phases}
    found = {key for each in sold for key in each.now.areas}
    return [
        ("phase", "Phase", [(key, name) for key, name in PHASES.items() if key in phases]),
        (
            "area",
            "Subject or area",
            [(each.id, each.name) for each in areas.every().values() if each.id in found],
        ),
        ("funding", "Who pays", [(str(key), str(name)) for key, name in Funding.choices]),
    ]


def _parts(opened: Opened) -> list[tuple[str, str, str]]:
    """Where else the reader may go from the catalogue: text, what is there, and the address."""
    held, code = opened.frame.held, opened.code
    listed = [
        ("Orders", "Every order of your schools, and where it stands.", "service_orders", Permission.SERVICE_DELIVER),
        ("Adviser days", "What advisers have time for, beside what schools are entitled to.", "adviser_days", Permission.SPENDING_READ),
        ("Priorities review", "To which needs of the area the days and the money go.", "priorities_review", Permission.SPENDING_READ),
        ("Charges", "What waits to go to finance, and what went.", "charges", Permission.SERVICE_KEEP),
        ("Report to Schools Forum", "Budget, spend and days, without the names of schools.", "forum_report", Permission.SPENDING_COUNTS),
        ("Bulletins", "What every school was told, and who has read it.", "bulletins", Permission.SERVICE_READ),
    ]  # fmt: skip
    return [
        (text, says, f"{reverse(name)}?authority={code}")
        for text, says, name, permission in listed
        if held.may(permission, authority=code)
    ]
