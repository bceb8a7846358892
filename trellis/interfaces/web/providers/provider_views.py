"""One provider as it is read, its certificate, what it offers, what was seen of it, and the form of each step."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts import access
from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.providers import forms, loading, presenters
from trellis.practice.queries.entries import year_after
from trellis.providers.actions import register, steps
from trellis.providers.actions.register import Offering
from trellis.providers.queries import register as registers
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import APPROVES, PROVIDER_QUALITY
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

_OFFERED = ("offers", "areas", "phases", "day_rate")


@require_safe
def provider(request: HttpRequest, supporter: int) -> HttpResponse:
    """What it offers, whether its quality is assured, what comes next and who does it."""
    opened, file = loading.provider(request, supporter, looked_at=f"provider {supporter}")
    may = steps.may(opened.user, file.provider, at=timezone.now(), held=opened.frame.held)
    reads = opened.reads_evidence(file)
    writes = register.may_write(opened.user, code=opened.code, school=file.provider.school, at=timezone.now())
    context = opened.context(
        page=presenters.present(file, may=may, by=opened.user, reads=reads),
        school=file.provider.school,
        aside=registers.stands_aside(opened.user, file.provider, opened.today)
        if may - {Permission.PROVIDER_APPLY}
        else "",
        reads=reads,
        offers=writes and file.state != "removed",
        assures=opened.may(Permission.PROVIDER_ASSURE) and file.state not in ("refused", "removed"),
        certified=file.quality.is_current,
    )
    return render(request, "providers/provider.html", context)


@require_safe
def certificate(request: HttpRequest, supporter: int) -> HttpResponse:
    """The certificate of a provider whose quality is assured today, on one page of paper. A 404 where it is not."""
    opened, file = loading.provider(request, supporter, looked_at=f"provider {supporter}: certificate")
    decided = file.step(*APPROVES)
    if not file.quality.is_current or decided is None:
        raise Http404
    context = opened.context(
        page=presenters.line(file),
        quality=file.quality,
        until=words.day(file.quality.until),
        decided=f"{decided.by.name if decided.by is not None else 'Trellis'}, {words.moment(decided.at)}",
        printed=words.day(opened.today),
    )
    return render(request, "providers/certificate.html", context)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, supporter: int) -> HttpResponse:
    """The form of what a provider offers; and the offer."""
    opened, file = loading.provider(request, supporter, looked_at=f"provider {supporter}: offer")
    school = file.provider.school
    if not register.may_write(opened.user, code=opened.code, school=school, at=timezone.now()):
        access.require(opened.user, Permission.PROVIDER_ASSURE, authority=opened.code, on=opened.today)

    def done(given: dict[str, Any]) -> str:
        offering = Offering(**{name: given[name] for name in _OFFERED})
        register.offer(file, offering=offering, by=opened.user, at=timezone.now())
        return reverse("provider", args=[supporter])

    now = {name: getattr(file.offer, name) for name in _OFFERED}
    seen = file.offer.number
    return sending.answer(
        request,
        form_of=lambda sent: forms.Offer(sent, initial={**now, "seen": seen}),
        seen=seen,
        take=done,
        context=_context(
            opened,
            file,
            step="Say what is offered",
            button="Save what is offered",
            explained="Schools and advisers read the newest. What was offered before stays in the record.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, supporter: int) -> HttpResponse:
    """The form of what was seen of a provider’s quality; and the evidence."""
    opened, file = loading.provider(request, supporter, looked_at=f"provider {supporter}: evidence")
    access.require(opened.user, Permission.PROVIDER_ASSURE, authority=opened.code, on=opened.today)
    seen = len(file.steps)

    def done(given: dict[str, Any]) -> str:
        told = {key: value for key, value in given.items() if key != "seen"}
        steps.see(file, **told, by=opened.user, at=timezone.now())
        return reverse("provider", args=[supporter])

    still = (
        f"Still to be seen: {', '.join(file.lacks)}."
        if file.lacks
        else "Every kind has been seen in this round."
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Evidence(sent, initial={"seen": seen, "seen_on": as_typed(opened.today)}),
        seen=seen,
        take=done,
        context=_context(
            opened,
            file,
            step="Record evidence",
            button="Record the evidence",
            explained=f"{still} Whoever records evidence does not decide about the provider.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, supporter: int, name: str) -> HttpResponse:
    """The form of one step of a provider; and the step."""
    step = name.replace("-", "_")
    if step not in steps.ASKED or "_" in name:
        raise Http404
    opened, file = loading.provider(request, supporter, looked_at=f"provider {supporter}: {name}")
    chosen = PROVIDER_QUALITY.by_name[step]
    may = steps.may(opened.user, file.provider, at=timezone.now(), held=opened.frame.held)
    if chosen.permission not in may:
        raise PermissionDenied(f"“{chosen.label}” is for {chosen.actors}.")
    seen = len(file.steps) * 1000 + len(file.evidence)  # new evidence changes what is decided

    def done(given: dict[str, Any]) -> str:
        told = {key: value for key, value in given.items() if key != "seen"}
        steps.take(file, step, **told, by=opened.user, at=timezone.now())
        return reverse("provider", args=[supporter])

    initial = {"seen": seen, "until": as_typed(year_after(opened.today))}
    return sending.answer(
        request,
        form_of=lambda sent: forms.Step(
            sent, label=presenters.ASKS[step], missing=steps.ASKED[step], name=step, initial=initial
        ),
        seen=seen,
        take=done,
        context=_context(
            opened,
            file,
            step=chosen.label,
            button=chosen.label,
            explained=presenters.EXPLAINED[step],
            warned=_warned(step, file, opened, may),
            sights=presenters.present(
                file, may=may, by=opened.user, reads=opened.reads_evidence(file)
            ).evidence,
        ),
        template=loading.STEP,
    )


def _context(opened: loading.Opened, file: ProviderFile, **more: object) -> dict[str, object]:
    return opened.context(
        about=file.provider.name,
        stands=f"{file.provider.name}: {file.quality.said}.",
        cancel=reverse("provider", args=[file.provider.pk]),
        back_text="Back to the provider",
        **more,
    )


def _warned(step: str, file: ProviderFile, opened: loading.Opened, may: frozenset[str]) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    try:
        PROVIDER_QUALITY.check(file, step, state=file.state, may=may)
        if step not in steps.OF_SCHOOL and (
            why := registers.stands_aside(opened.user, file.provider, opened.today)
        ):
            raise StandsAside(why)
    except (TransitionRefused, StandsAside) as refusal:
        return str(refusal)
    return steps.refusal(file, step, by=opened.user)
