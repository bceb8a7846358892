"""The log of what was given, both sides’ evaluations, an adviser’s view, and comments."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.brokering.actions import giving
from trellis.brokering.models.agreed import Side
from trellis.interfaces.web.brokering import forms, loading, presenters
from trellis.interfaces.web.brokering.support_views import answered, require
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.fields import as_typed


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, brokered: int) -> HttpResponse:
    """An entry of the log."""
    opened, file = loading.support(request, brokered)
    require(opened, file, Permission.SUPPORT_DELIVER)
    leader = file.match.leader if file.match is not None else None
    initial = {
        "seen": len(file.log),
        "on": as_typed(opened.today),
        "who": leader.name if leader is not None else file.giver_name,
    }

    def done(given: dict[str, Any]) -> str:
        told = {name: given[name] for name in ("on", "days", "what", "who")}
        giving.log(file, by=opened.user, at=timezone.now(), **told)
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Log(sent, initial=initial),
        seen=len(file.log),
        take=done,
        step="Log what was given",
        button="Keep in the log",
        explained=f"{presenters.days(file.days_given)} of {presenters.days(file.days_agreed)} are in the log. Both schools and the authority read it.",
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, brokered: int, delivery: int) -> HttpResponse:
    """An entry that was wrong is taken back by another, which says why."""
    opened, file = loading.support(request, brokered)
    require(opened, file, Permission.SUPPORT_DELIVER)
    wrong = next((each for each in file.given if each.pk == delivery), None)
    if wrong is None:
        raise Http404

    def done(given: dict[str, Any]) -> str:
        giving.take_back(file, delivery=delivery, why=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Reasons(
            sent,
            initial={"seen": len(file.log)},
            label="Why it is taken back",
            missing="Say why it is taken back.",
        ),
        seen=len(file.log),
        take=done,
        step="Take an entry back",
        button="Take it back",
        explained=f"{words.day(wrong.on)}, {presenters.days(wrong.days)}: {wrong.what}",
    )


@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, brokered: int, side: str) -> HttpResponse:
    """What one side says came of it."""
    opened, file = loading.support(request, brokered)
    if side not in giving.ANSWERS:
        raise Http404
    require(opened, file, giving.ANSWERS[Side(side)])
    if side == Side.RECEIVING and giving.signs_for_another(file, side, by=opened.user, on=opened.today):
        raise PermissionDenied("The school that was helped evaluates it itself.")

    def done(given: dict[str, Any]) -> str:
        giving.evaluate(
            file,
            side=side,
            helped=int(given["helped"]),
            difference=given["difference"],
            learned=given["learned"],
            again=given["again"] == "yes",
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Evaluate(sent, initial={"seen": file.steps[-1].number}),
        seen=file.steps[-1].number,
        take=done,
        step=f"Evaluate for {file.called(side)}",
        button="Send the evaluation",
        explained="An evaluation is not changed afterwards. What providers did in all is told only where five schools have said.",
        facts=[("What was to be different", file.support.hoped)],
    )


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, brokered: int) -> HttpResponse:
    """What an adviser saw of how the school used it."""
    opened, file = loading.support(request, brokered)
    if not opened.may(Permission.SUPPORT_REQUEST, school=file.school) or opened.may(
        Permission.SUPPORT_COMMISSION, school=file.school
    ):
        raise PermissionDenied("An adviser of the school says what they saw of it.")

    def done(given: dict[str, Any]) -> str:
        giving.confirm(
            file, agrees=given["agrees"] == "yes", words=given["words"], by=opened.user, at=timezone.now()
        )
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Confirm(sent, initial={"seen": len(file.confirmations)}),
        seen=len(file.confirmations),
        take=done,
        step="Say how it was used",
        button="Keep it",
        explained="A secure school uses support, and what it brokers itself, to go on improving. The school reads what you write.",
        facts=[("What was to be different", file.support.hoped)],
    )


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, brokered: int) -> HttpResponse:
    """A comment, which everybody who reads the support reads."""
    opened, file = loading.support(request, brokered)
    if not loading.allowed(opened, file):
        raise PermissionDenied("Your role reads this support and does not comment on it.")

    def done(given: dict[str, Any]) -> str:
        giving.remark(file, words=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("brokered", args=[brokered])

    return answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Reasons(
            sent, initial={"seen": len(file.remarks)}, label="Your comment", missing="Write your comment."
        ),
        seen=len(file.remarks),
        take=done,
        step="Comment",
        button="Comment",
        explained="Both schools and the authority read it.",
    )
