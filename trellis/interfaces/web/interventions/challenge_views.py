"""The letters of challenge to a school, one letter as it is read and printed, and the form of each step."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.duties import shipped
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.interventions import challenge_presenters, forms, loading
from trellis.interventions.actions import challenges as actions
from trellis.interventions.queries import challenges as kept
from trellis.interventions.queries.challenges import ChallengeFile
from trellis.interventions.workflows.challenge import CHALLENGE
from trellis.workflow import TransitionRefused

FORMS: Mapping[str, type[StepForm]] = {
    "answer": forms.AnswerToLetter,
    "meet": forms.LetterMet,
    "give_up": forms.LetterNotMet,
}


@require_safe
def challenge(request: HttpRequest, urn: int, challenge: int) -> HttpResponse:
    """One letter: what it asks for and why, what the school answered, and what comes next."""
    opened, file = _opened(request, urn, challenge, looked_at=f"letter of challenge {challenge}")
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    context = opened.context(
        page=challenge_presenters.present(file, may=may), authority=opened.school.authority.name
    )
    return render(request, "interventions/challenge.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, urn: int) -> HttpResponse:
    """Record a letter of challenge that goes to a school."""
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at="letter of challenge: write")
    taking.require(opened.user, Permission.NOTICE_WRITE, school=opened.school, on=opened.today)
    seen = len(kept.of_school(opened.school, today=opened.today))
    duties = [(each.id, f"{each.title} ({each.source})") for each in shipped.duties().values()]

    def done(given: dict[str, Any]) -> str:
        wanted = ("duty", "matters", "evidence", "expected", "answer_by", "addressee", "means", "dated")
        made = actions.send(
            school=opened.school,
            by=opened.user,
            at=timezone.now(),
            **{name: given[name] for name in wanted},
        )
        return reverse("challenge", args=(urn, made.challenge.pk))

    context = opened.context(
        step="Send a letter of challenge",
        explained=(
            "It says what must get better and asks for an answer. The headteacher and the chair read it here at once. It is no warning "
            "notice: no power can follow from it."
        ),
        stands="",
        warned="",
        cancel=reverse("notices", args=(urn,)),
        back_text="Back to the notices and letters",
        refused=(
            ""
            if opened.school.relationship == "maintained"
            else "A letter of challenge goes to a school that the authority maintains. Raise a concern about an academy instead."
        ),
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Challenge(
            sent, choices={"duty": duties}, initial={"seen": seen, "dated": as_typed(opened.today)}
        ),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, challenge: int, name: str) -> HttpResponse:
    """The form of one step of a letter of challenge; and the step."""
    step = name.replace("-", "_")
    if step not in CHALLENGE.by_name or "_" in name:
        raise Http404
    opened, file = _opened(request, urn, challenge, looked_at=f"letter of challenge {challenge}: {name}")
    chosen = CHALLENGE.by_name[step]
    taking.require(opened.user, Permission(chosen.permission), school=opened.school, on=opened.today)

    def form_of(sent: Mapping[str, Any] | None) -> StepForm:
        return FORMS[step](sent, initial={"seen": len(file.steps)})

    def done(given: dict[str, Any]) -> str:
        said, now = given["reasons"], timezone.now()
        if step == "answer":
            actions.answer(file, words=said, by=opened.user, at=now)
        else:
            actions.close(file, met=step == "meet", words=said, by=opened.user, at=now)
        return reverse("challenge", args=(urn, challenge))

    context = opened.context(
        step=chosen.label,
        explained="The authority reads it at once." if step == "answer" else "The school reads it at once.",
        stands=f"{challenge_presenters.title(file)}: {CHALLENGE.said(file.state)}.",
        warned=_warned(step, file, opened),
        letter=challenge_presenters.states(file),
        answers=challenge_presenters.answers(file),
        cancel=reverse("challenge", args=(urn, challenge)),
        back_text="Back to the letter",
    )
    return sending.answer(
        request, form_of=form_of, seen=len(file.steps), take=done, context=context, template=loading.STEP
    )


def _opened(
    request: HttpRequest, urn: int, challenge: int, *, looked_at: str
) -> tuple[loading.Opened, ChallengeFile]:
    opened = loading.school(request, urn, Permission.NOTICE_READ, looked_at=looked_at)
    file = kept.one(challenge, school=opened.school, today=opened.today)
    if file is None:
        raise Http404
    return opened, file


def _warned(step: str, file: ChallengeFile, opened: loading.Opened) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    may = actions.may(opened.user, school=opened.school, on=opened.today, held=opened.frame.held)
    try:
        CHALLENGE.check(file, step, state=file.state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    return ""
