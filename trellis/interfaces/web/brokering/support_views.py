"""One support as it is read; its terms, checks, funding and signatures; and the steps that take a reason alone."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.brokering.actions import giving, matches, steps
from trellis.brokering.actions.matches import PassedOver
from trellis.brokering.models.agreed import CHECKS, Side
from trellis.brokering.queries import charging, checking, outcomes
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.interfaces.web.brokering import forms, loading, match_views, presenters
from trellis.interfaces.web.brokering.loading import Opened
from trellis.interfaces.web.govuk import sending, words
from trellis.schools import data
from trellis.workflow import TransitionRefused


@require_safe
def one(request: HttpRequest, brokered: int) -> HttpResponse:
    """What is needed, who helps, what was agreed, given and said of it; and what comes next."""
    opened, file = loading.support(request, brokered)
    may = loading.allowed(opened, file)
    reads_all = opened.may(Permission.SUPPORT_READ, school=file.school)
    reads_plan = reads_all and opened.may(Permission.PLAN_READ, school=file.school)
    objective = file.support.objective
    context = opened.context(
        file=file,
        school=file.school,
        opens=reads_all,
        need=presenters.need(file, whole=reads_all and opened.may(Permission.LEVEL_READ, school=file.school)),
        terms=presenters.terms(file.terms),
        checks=presenters.checks(file) if reads_all else [],
        stopped=presenters.stopped(file) if Permission.SUPPORT_BROKER in may else (),
        because=file.match.because if file.match is not None and reads_all else [],
        signatures=presenters.signatures(file) if file.terms is not None and file.state in _SIGNED else [],
        log=file.given,
        progress=presenters.days(file.days_given),
        evaluations=presenters.evaluations(file),
        nexts=presenters.nexts(file, may, sign_themselves=_sign_themselves(opened, file)),
        done=presenters.done(file, whole=reads_all),
        remarks=file.remarks if reads_all else file.remarks_since_offer,
        outcome=presenters.outcome(file, outcomes.measured([file], data.warehouse())) if reads_all else (),
        objective=objective.number if objective is not None and reads_plan else None,
        logs=Permission.SUPPORT_DELIVER in may and file.state in ("active", "midpoint"),
        comments=bool(may),
        follows=opened.may(Permission.EVIDENCE_READ, school=file.school),
        day=words.day,
        moment=words.moment,
    )
    return render(request, "brokering/support.html", context)


_SIGNED = frozenset({"accepted", "agreed", "active", "midpoint", "completed", "evaluated", "closed", "ended"})


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, brokered: int) -> HttpResponse:
    """For how many days, for what, when and at whose cost."""
    opened, file = loading.support(request, brokered)
    require(opened, file, Permission.SUPPORT_CLOSE)
    held = file.terms
    initial: dict[str, Any] = {"seen": len(file.every_terms), "what_is_done": file.support.what}
    if held is not None:
        initial |= {
            "what_is_done": held.what,
            "days": f"{held.days.normalize():f}",
            "cost": f"{held.cost.normalize():f}",
            "funding": held.funding,
            "begins": words.day(held.begins),
            "ends": words.day(held.ends),
            "middle": words.day(held.middle),
        }

    def done(given: dict[str, Any]) -> str:
        matches.agree_terms(file, agreed=match_views.agreed(given), by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Terms(sent, initial=initial, by_authority=file.is_brokered),
        seen=len(file.every_terms),
        take=done,
        step="The terms",
        button="Keep the terms",
        explained="Both sides sign these. Terms that are changed are signed anew.",
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, brokered: int) -> HttpResponse:
    """What the checks find today; what may be passed over, with a reason; and the checks."""
    opened, file = loading.support(request, brokered)
    require(opened, file, Permission.SUPPORT_BROKER)
    found = checking.of(file, today=opened.today)
    unmet = [each for each in found if not each.passed]

    def done(given: dict[str, Any]) -> str:
        reasons = {name: given.get(name, "") for name in ("quality", "capacity")}
        matches.check(file, passed_over=PassedOver(reasons=reasons), by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Check(
            sent, initial={"seen": _of_terms(file)}, unmet=[each.name for each in unmet]
        ),
        seen=_of_terms(file),
        take=done,
        step="Check the match",
        button="Keep these checks",
        explained="What is found today is kept. Where nothing stands against it, it can be offered next."
        if not unmet
        else "What is not met stops the offer. Quality and days may be passed over with a reason, which is reported; nothing else may.",
        facts=[(CHECKS[each.name], f"{'Met' if each.passed else 'Not met'}. {each.said}") for each in found],
    )


@require_http_methods(["GET", "POST"])
def fund(request: HttpRequest, brokered: int) -> HttpResponse:
    """The approval that the authority pays."""
    opened, file = loading.support(request, brokered)
    require(opened, file, Permission.SUPPORT_FUND)

    def done(given: dict[str, Any]) -> str:
        matches.approve_funding(file, reasons=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return _reason(
        request,
        opened,
        file,
        take=done,
        seen=_of_terms(file),
        step="Approve the funding",
        label="Why the authority pays for it",
        missing="Say why the authority pays for it.",
        facts=presenters.terms(file.terms),
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, brokered: int, side: str) -> HttpResponse:
    """The signature of one side."""
    opened, file = loading.support(request, brokered)
    if side not in Side.values:
        raise Http404
    require(opened, file, giving.SIGNS[Side(side)])
    for_another = giving.signs_for_another(file, side, by=opened.user, on=opened.today)

    def done(given: dict[str, Any]) -> str:
        giving.sign(file, side=side, said=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return _reason(
        request,
        opened,
        file,
        take=done,
        seen=_of_terms(file),
        step=f"Sign for {file.called(side)}",
        label="Who agreed for them, when and how" if for_another else "Anything to say with it",
        missing="Say who agreed for them, when and how.",
        required=for_another,
        warned=giving.signs_itself(file, side, on=opened.today) if for_another else "",
        facts=presenters.terms(file.terms),
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, brokered: int, name: str) -> HttpResponse:
    """The form of a step, with why it is taken; and the step."""
    opened, file = loading.support(request, brokered)
    step = name.replace("-", "_")
    if step not in steps.ASKED:
        raise Http404
    may = loading.allowed(opened, file)
    chosen = SUPPORT.by_name[step]
    if chosen.permission not in may:
        raise PermissionDenied(f"“{chosen.label}” is for {chosen.actors}.")

    charges = step in charging.CHARGES

    def done(given: dict[str, Any]) -> str:
        steps.take(file, step, reasons=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    try:
        SUPPORT.check(file, step, state=file.state, may=may)
        warned = checking.standing(file, today=opened.today) if step in steps.STANDS else ""
    except TransitionRefused as refused:
        warned = str(refused)
    return _reason(
        request,
        opened,
        file,
        take=done,
        step=chosen.label,
        label=steps.ASKED[step].removeprefix("Say ").rstrip(".").capitalize(),
        missing=steps.ASKED[step],
        warned=warned,
        seen=_of_log(file) if charges else None,
        explained=_explained(file, step),
        facts=presenters.terms(file.terms) if step in ("offer", "accept", "decline") else (),
    )


def _sign_themselves(opened: Opened, file: SupportFile) -> dict[Side, str]:
    """The sides for which the reader would sign and may not, as they have an account here: each with who signs."""
    if file.state != "accepted":
        return {}
    return {
        side: giving.signs_itself(file, side, on=opened.today)
        for side in file.unsigned
        if giving.signs_for_another(file, side, by=opened.user, on=opened.today)
    }


def _of_terms(file: SupportFile) -> int:
    """A number that changes with each step and with the terms, which change between steps: nobody signs others than they read."""
    return file.steps[-1].number * 1000 + len(file.every_terms)


def _explained(file: SupportFile, step: str) -> str:
    if step in ("accept", "decline"):
        return " The school that is helped and the authority read what you write."
    said = presenters.charged(file) if step in charging.CHARGES else ""
    return f" {said}" if said else ""


def _of_log(file: SupportFile) -> int:
    """The same, which changes with the log too: nobody charges for other days than they read."""
    return _of_terms(file) * 1000 + len(file.log)


def _reason(
    request: HttpRequest,
    opened: Opened,
    file: SupportFile,
    *,
    label: str,
    missing: str,
    step: str,
    required: bool = True,
    seen: int | None = None,
    explained: str = "",
    **more: Any,
) -> HttpResponse:
    now = file.steps[-1].number if seen is None else seen
    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Reasons(
            sent, initial={"seen": now}, label=label, missing=missing, required=required
        ),
        seen=now,
        step=step,
        button=step,
        explained=f"{presenters.line(file).areas}: {file.giver_name or 'nobody is chosen yet'}.{explained}",
        **more,
    )


def answered(
    request: HttpRequest,
    opened: Opened,
    file: SupportFile,
    *,
    form_of: Any,
    seen: int,
    take: Any,
    **more: Any,
) -> HttpResponse:
    context = opened.context(
        school=file.school,
        stands=f"This is {SUPPORT.said(file.state)}.",
        cancel=reverse("brokered", args=[file.support.pk]),
        back_text="Back to the support",
        **more,
    )
    return sending.answer(
        request, form_of=form_of, seen=seen, take=take, context=context, template=loading.STEP
    )


def require(opened: Opened, file: SupportFile, permission: Permission) -> None:
    if permission not in loading.allowed(opened, file):
        raise PermissionDenied(
            "This is for the people of the schools, or of the authority, whose part it is."
        )
