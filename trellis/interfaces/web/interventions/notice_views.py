"""The notices of a school, one notice, the form of each step, and the notice on paper."""

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
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.interventions import (
    challenge_presenters,
    forms,
    loading,
    notice_presenters,
    notice_stepping,
)
from trellis.interfaces.web.interventions.loading import Opened
from trellis.interventions import law
from trellis.interventions.actions import following
from trellis.interventions.actions import notices as actions
from trellis.interventions.queries import challenges
from trellis.interventions.queries import notices as kept
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE
from trellis.workflow import TransitionRefused


@require_safe
def notices(request: HttpRequest, urn: int) -> HttpResponse:
    """Every notice of a school that its reader may read, the Secretary of State's, and what may be begun."""
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at="warning notices")
    mine, left_out = loading.notices_of(opened)
    rows = kept.secretarys_of(opened.school, today=opened.today)
    maintained = opened.school.relationship == "maintained"
    writes = opened.may(Permission.NOTICE_WRITE) and opened.school.is_open
    blocked = kept.blocking(opened.school, today=opened.today)
    context = opened.context(
        lines=[notice_presenters.line(each) for each in mine],
        left_out=left_out,
        secretarys=[notice_presenters.secretary(row) for row in rows],
        maintained=maintained,
        academy=opened.school.relationship == "academy",
        may_consider=writes and maintained and not blocked and not any(each.is_open for each in mine),
        may_record=writes and not blocked,
        may_end=writes,
        reads_concerns=opened.may(Permission.CONCERN_READ),
        blocked=blocked,
        letters=[
            challenge_presenters.line(each)
            for each in challenges.of_school(opened.school, today=opened.today)
        ],
        may_challenge=writes and maintained,
        not_advice=law.note(),
    )
    return render(request, "interventions/notices.html", context)


@require_safe
def notice(request: HttpRequest, urn: int, notice: int) -> HttpResponse:
    """One notice: what it states, where it stands, its copies, what comes next and who decides."""
    opened, file = loading.notice(request, urn, notice, looked_at=f"warning notice {notice}")
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    page = notice_presenters.present(
        file,
        may=may,
        drafted_it=opened.user.pk in file.drafters,
        whole=opened.reads_restricted and bool(file.steps[0].number == 1),
    )
    context = opened.context(page=page, not_advice=law.note(), reads_case=opened.may(Permission.CASE_READ))
    return render(request, "interventions/notice.html", context)


@require_safe
def paper(request: HttpRequest, urn: int, notice: int) -> HttpResponse:
    """The notice as it is printed: as given, or the newest draft, which says that it is one."""
    opened, file = loading.notice(request, urn, notice, looked_at=f"warning notice {notice}, on paper")
    said = file.giving or file.draft
    if said is None:
        raise Http404
    context = opened.context(
        page=notice_presenters.present(file, may=(), drafted_it=False, whole=False),
        authority=opened.school.authority.name,
        printed=words.day(opened.today),
        id=notice,
    )
    return render(request, "interventions/notice_paper.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, notice: int, name: str) -> HttpResponse:
    """The form of one step of a notice; and the step."""
    step = name.replace("-", "_")
    if step not in notice_stepping.NAMES or "_" in name:
        raise Http404
    opened, file = loading.notice(request, urn, notice, looked_at=f"warning notice {notice}: {name}")
    taking.require(opened.user, notice_stepping.permission(step), school=opened.school, on=opened.today)
    now = timezone.now()

    def form_of(sent: Mapping[str, Any] | None) -> StepForm:
        return notice_stepping.form_of(step, file, sent, at=now)

    def done(given: dict[str, Any]) -> str:
        taken = notice_stepping.take(step, file, given, by=opened.user, at=now)
        if step in ("give", "copy") and taken.copies_waiting:
            return reverse("take_notice", args=(urn, notice, "copy"))
        return reverse("notice", args=(urn, notice))

    context = opened.context(
        step=notice_stepping.title(step),
        explained=notice_stepping.EXPLAINED.get(step, ""),
        stands=f"{notice_presenters.title(file)}: {WARNING_NOTICE.said(file.state)}.",
        warned=_warned(step, file, opened),
        cancel=reverse("notice", args=(urn, notice)),
        back_text="Back to the notice",
        note=law.note(),
    )
    return sending.answer(
        request,
        form_of=form_of,
        seen=notice_stepping.seen_of(file),
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def consider(request: HttpRequest, urn: int) -> HttpResponse:
    """Say that a notice is considered. An academy is given none: its concern is raised."""
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at="warning notices: consider")
    taking.require(opened.user, Permission.NOTICE_WRITE, school=opened.school, on=opened.today)
    seen = len(kept.of_school(opened.school, today=opened.today))

    def done(given: dict[str, Any]) -> str:
        made = actions.consider(school=opened.school, why=given["why"], by=opened.user, at=timezone.now())
        return reverse("notice", args=(urn, made.notice.pk))

    context = _beginning(
        opened,
        step="Consider a warning notice",
        explained="It is drafted next, checked by a lawyer, and given by somebody who did not draft it.",
    )
    if opened.school.relationship != "maintained":
        context["refused"] = (
            "The authority gives a warning notice to a school that it maintains. Raise a concern about an academy instead."
        )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Consider(sent, initial={"seen": seen}),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def secretary(request: HttpRequest, urn: int) -> HttpResponse:
    """Record a notice of the Secretary of State, which ends the authority's own."""
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at="a Secretary of State’s notice")
    taking.require(opened.user, Permission.NOTICE_WRITE, school=opened.school, on=opened.today)
    seen = len(kept.secretarys_of(opened.school, today=opened.today))

    def done(given: dict[str, Any]) -> str:
        following.record_secretarys(
            school=opened.school,
            given_on=given["given_on"],
            about=given["about"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("notices", args=(urn,))

    context = _beginning(
        opened,
        step="Record a notice of the Secretary of State",
        explained="It ends an earlier notice of the authority, and the authority gives no new one until it is told that it may.",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Secretary(
            sent, initial={"seen": seen, "given_on": as_typed(opened.today)}
        ),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def end_secretary(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """Record that the authority was told that it may give notices again."""
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at="a Secretary of State’s notice")
    row = kept.secretarys_one(number, school=opened.school)
    if row is None:
        raise Http404
    taking.require(opened.user, Permission.NOTICE_WRITE, school=opened.school, on=opened.today)

    def done(given: dict[str, Any]) -> str:
        following.end_secretarys(
            row, told_on=given["told_on"], words=given["words"], by=opened.user, at=timezone.now()
        )
        return reverse("notices", args=(urn,))

    context = _beginning(
        opened,
        step="Record that the authority may give notices again",
        explained=f"{notice_presenters.secretary(row).title}: {row.about}",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.EndSecretary(sent, initial={"seen": 0, "told_on": as_typed(opened.today)}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _beginning(opened: Opened, *, step: str, explained: str) -> dict[str, object]:
    return opened.context(
        step=step,
        explained=explained,
        stands="",
        warned="",
        cancel=reverse("notices", args=(opened.school.pk,)),
        back_text="Back to the notices",
        note=law.note(),
    )


def _warned(step: str, file: NoticeFile, opened: Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    if opened.stands_aside:
        return opened.stands_aside
    if step == "copy":
        return (
            "" if file.copies_waiting else "Everybody who must have a copy has one: this is for anybody else."
        )
    if step == "give" and opened.user.pk in file.drafters:
        return "You drafted this notice, so somebody else must give it."
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    try:
        WARNING_NOTICE.check(file, step, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return ""
