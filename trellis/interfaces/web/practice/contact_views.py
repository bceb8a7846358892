"""Asking a school for contact about its practice; and the school’s answer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts import access
from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.practice import entry_presenters, forms, loading, presenters
from trellis.interfaces.web.practice.loading import Opened
from trellis.practice.actions import contact as actions
from trellis.practice.queries import contact
from trellis.practice.queries.entries import EntryFile
from trellis.schools import queries as schools


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, practice: int) -> HttpResponse:
    """The form by which a school or an adviser asks; and the request."""
    opened, file = loading.entry(request, practice, looked_at=f"good practice {practice}: ask")
    access.require(opened.user, Permission.PRACTICE_ASK, authority=opened.code, on=opened.today)
    listed, must = _askers(opened, file)
    load = contact.load([file.entry.school_id], today=opened.today).get(file.entry.school_id, 0)
    first = {"asker": listed[0][0]} if must and len(listed) == 1 else {}
    shown = file.shown or file.wording
    context = opened.context(
        school=file.entry.school,
        step="Ask for contact",
        button="Ask for contact",
        stands=f"{shown.title}, at {file.entry.school.name}. {presenters.load_words(load)}.",
        explained="The headteacher is told at once, and answers here.",
        cancel=reverse("good_practice", args=[practice]),
        back_text="Back to the entry",
    )

    def done(given: dict[str, Any]) -> str:
        asker = schools.school_of(int(given["asker"])) if given["asker"] else None
        actions.ask(file, asker=asker, wishes=given["wishes"], by=opened.user, at=timezone.now())
        return reverse("good_practice", args=[practice])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Ask(sent, schools=listed, must=must, initial={"seen": practice, **first}),
        seen=practice,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """The form by which a school answers a request; and the answer."""
    opened = loading.directory(request)
    held = opened.frame.held
    if not held.may(Permission.PRACTICE_CONSENT):
        raise PermissionDenied("The headteacher of the school that was asked answers.")
    own = schools.visible_to(opened.user, on=opened.today, permission=Permission.PRACTICE_CONSENT, held=held)
    asked = contact.one(request_id, schools=own, today=opened.today)
    if asked is None:
        raise Http404
    opened, file = loading.entry(request, asked.entry_id, looked_at=f"request for contact {request_id}")
    (told,) = entry_presenters.requests([asked], answers=True)
    context = opened.context(
        school=asked.school,
        step="Answer a request for contact",
        button="Send the answer",
        stands=f"{file.wording.title}.",
        explained="Whoever asked is told at once.",
        warned="" if told.is_open else "This request has been answered already.",
        facts=(("Who asks", told.whose), ("What they would like", told.wishes)),
        cancel=reverse("good_practice", args=[asked.entry_id]),
        back_text="Back to the entry",
    )

    def done(given: dict[str, Any]) -> str:
        agrees = given["agrees"] == "yes"
        actions.answer(asked, agrees=agrees, words=given["words"], by=opened.user, at=timezone.now())
        return reverse("good_practice", args=[asked.entry_id])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Answer(sent, initial={"seen": request_id}),
        seen=request_id,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _askers(opened: Opened, file: EntryFile) -> tuple[list[tuple[str, str]], bool]:
    """The schools for which the reader may ask, and whether it must be one of them."""
    held = opened.frame.held
    reached = schools.visible_to(
        opened.user, on=opened.today, permission=Permission.PRACTICE_ASK, held=held
    ).filter(authority_id=opened.code, is_open=True)
    listed = [(str(urn), name) for urn, name, _ in schools.named(reached) if urn != file.entry.school_id]
    return listed, all(post.role.at_school for post in held.posts_with(Permission.PRACTICE_ASK))
