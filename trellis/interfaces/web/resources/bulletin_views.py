"""Bulletins to every school: read and said to be read by schools, sent and counted by the manager."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.resources import forms, loading
from trellis.interfaces.web.resources.loading import Opened
from trellis.resources.actions import bulletins as sending_out
from trellis.resources.models import Bulletin
from trellis.resources.queries import bulletins as kept

A_PAGE = 20
MOST = 60
"""How many schools at which nobody has read it are named to the sender."""


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every bulletin, the newest first, with whether the reader has read it, or at how many schools it was."""
    opened = loading.authority(request)
    page = Paginator(kept.of_authority(opened.code, today=opened.today), A_PAGE).get_page(
        request.GET.get("page")
    )
    own = bool(sending_out.own_schools(opened.user, authority=opened.code, at=timezone.now()))
    read = kept.read_by(opened.user, authority=opened.code)
    context = opened.context(
        page=page,
        lines=[
            (each.pk, each.title, f"{words.moment(each.at)}, {each.by.name}", _stands(each, own, read))
            for each in page.object_list
        ],
        chosen="",
    )
    return render(request, "resources/bulletins.html", context)


@require_safe
def bulletin(request: HttpRequest, bulletin: int) -> HttpResponse:
    """One bulletin; for the sender who has read it, and at which schools nobody has."""
    opened, row = _opened(request, bulletin)
    own = bool(sending_out.own_schools(opened.user, authority=opened.code, at=timezone.now()))
    missing = kept.not_read_at(row) if opened.keeps else []
    context = opened.context(
        bulletin=row,
        sent=f"{words.moment(row.at)}, {row.by.name}",
        asks=own and row.pk not in kept.read_by(opened.user, authority=opened.code),
        stands=_stands(row, own, kept.read_by(opened.user, authority=opened.code)),
        receipts=[
            (each.school.name, f"{each.by.name}, {words.moment(each.at)}") for each in kept.receipts(row)
        ]
        if opened.keeps
        else [],
        missing=[each.name for each in missing[:MOST]],
        more=max(0, len(missing) - MOST),
    )
    return render(request, "resources/bulletin.html", context)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The form of a bulletin; and the bulletin."""
    opened = loading.authority(request, needs=loading.KEEP)

    def done(given: dict[str, Any]) -> str:
        made = sending_out.send(
            authority=opened.code,
            title=given["title"],
            text=given["text"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("bulletin", args=[made.pk])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Bulletin(sent, initial={"seen": 0}),
        seen=0,
        take=done,
        context=opened.context(
            step="Send a bulletin to every school",
            button="Send it",
            explained="Every school of the authority reads it here, and it is kept as it was sent: look at it once more before you send it.",
            cancel=f"{reverse('bulletins')}?authority={opened.code}",
            back_text="Back to the bulletins",
        ),
        template=loading.STEP,
    )


@require_POST
def read(request: HttpRequest, bulletin: int) -> HttpResponse:
    """Say that the reader has read a bulletin for their school."""
    opened, row = _opened(request, bulletin)
    sending_out.read(row, by=opened.user, at=timezone.now())
    return redirect(reverse("bulletin", args=[bulletin]))


def _opened(request: HttpRequest, bulletin: int) -> tuple[Opened, Bulletin]:
    opened = loading.authority(request)
    row = kept.one(bulletin, authorities=loading.codes_of(opened))
    if row is None:
        raise Http404
    return loading.authority(request, code=row.authority_id), row


def _stands(row: Bulletin, own: bool, read: frozenset[int]) -> str:
    """Whether somebody of a school has read it; for the others at how many schools it was read."""
    if own:
        return "You have read it" if row.pk in read else "Not read yet"
    return f"Read at {row.read_at} of {words.count(row.schools, 'school')}"  # type: ignore[attr-defined]
