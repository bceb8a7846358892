"""The concerns about an academy, one concern, the form of each step, and its letters on paper."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.interventions import (
    concern_presenters,
    concern_stepping,
    forms,
    loading,
)
from trellis.interventions import law
from trellis.interventions.actions import concerns as actions
from trellis.interventions.queries import concerns as kept
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN
from trellis.workflow import TransitionRefused


@require_safe
def concerns(request: HttpRequest, urn: int) -> HttpResponse:
    """Every concern about an academy that its reader may read."""
    opened = loading.school(request, urn, Permission.CONCERN_READ, looked_at="concerns")
    mine, left_out = loading.concerns_of(opened)
    academy = opened.school.relationship == "academy"
    context = opened.context(
        lines=[concern_presenters.line(each) for each in mine],
        left_out=left_out,
        academy=academy,
        may_note=academy and opened.school.is_open and opened.may(Permission.CONCERN_NOTE),
    )
    return render(request, "interventions/concerns.html", context)


@require_safe
def concern(request: HttpRequest, urn: int, concern: int) -> HttpResponse:
    """One concern: what was seen, where it stands, what comes next and who decides."""
    opened, file = loading.concern(request, urn, concern, looked_at=f"concern {concern}")
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    context = opened.context(page=concern_presenters.present(file, may=may))
    return render(request, "interventions/concern.html", context)


@require_safe
def letter(request: HttpRequest, urn: int, concern: int, number: int) -> HttpResponse:
    """A letter of a concern as it is printed; a referral with the chronology up to it."""
    opened, file = loading.concern(request, urn, concern, looked_at=f"concern {concern}: letter {number}")
    step = next((each for each in file.letters if each.number == number), None)
    if step is None:
        raise Http404
    context = opened.context(
        page=concern_presenters.letter(file, step),
        authority=opened.school.authority.name,
        printed=words.day(opened.today),
        id=concern,
    )
    return render(request, "interventions/letter.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, concern: int, name: str) -> HttpResponse:
    """The form of one step of a concern; and the step."""
    step = name.replace("-", "_")
    if step not in concern_stepping.NAMES or "_" in name:
        raise Http404
    opened, file = loading.concern(request, urn, concern, looked_at=f"concern {concern}: {name}")
    taking.require(opened.user, concern_stepping.permission(step), school=opened.school, on=opened.today)
    now = timezone.now()

    def form_of(sent: Mapping[str, Any] | None) -> StepForm:
        return concern_stepping.form_of(step, file, sent, at=now)

    def done(given: dict[str, Any]) -> str:
        concern_stepping.take(step, file, given, by=opened.user, at=now)
        return reverse("concern", args=(urn, concern))

    referral = step in concern_stepping.REFERRALS
    context = opened.context(
        step=concern_stepping.title(step),
        explained=concern_stepping.EXPLAINED.get(step, ""),
        stands=f"{concern_presenters.title(file)}: {ACADEMY_CONCERN.said(file.state)}.",
        warned=_warned(step, file, opened),
        cancel=reverse("concern", args=(urn, concern)),
        back_text="Back to the concern",
        chronology=concern_presenters.chronology(file.chronology()) if referral else (),
    )
    return sending.answer(
        request,
        form_of=form_of,
        seen=concern_stepping.seen_of(file),
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, urn: int) -> HttpResponse:
    """Note a concern about an academy."""
    opened = loading.school(request, urn, Permission.CONCERN_READ, looked_at="concerns: note")
    taking.require(opened.user, Permission.CONCERN_NOTE, school=opened.school, on=opened.today)
    seen = len(kept.of_school(opened.school, today=opened.today))
    subjects = [(each.id, each.name) for each in law.held().concern_subjects]

    def done(given: dict[str, Any]) -> str:
        made = actions.note(
            school=opened.school,
            subject=given["subject"],
            seen=given["seen_words"],
            evidence=given["evidence"],
            direction=given["direction"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("concern", args=(urn, made.concern.pk))

    context = opened.context(
        step="Note a concern",
        explained="It is discussed with the academy next. The academy reads it from then on.",
        stands="",
        warned="",
        cancel=reverse("concerns", args=(urn,)),
        back_text="Back to the concerns",
        refused=(
            "A concern is raised about an academy. A school that the authority maintains is supported, challenged, and where "
            "it must be given a warning notice."
            if opened.school.relationship != "academy"
            else ""
        ),
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.NoteConcern(sent, choices={"subject": subjects}, initial={"seen": seen}),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _warned(step: str, file: ConcernFile, opened: loading.Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    if opened.stands_aside:
        return opened.stands_aside
    if step == "reply":
        return "" if file.letters else "An answer is recorded to a letter: none has gone yet."
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    try:
        ACADEMY_CONCERN.check(file, step, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return ""
