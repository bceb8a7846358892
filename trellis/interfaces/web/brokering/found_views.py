"""The support that a school found itself: its head logs it and says what came of it; an adviser says how it was used."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.brokering.actions import found as actions
from trellis.brokering.actions.found import Came, Found
from trellis.brokering.queries import found as queries
from trellis.brokering.queries.found import FoundFile
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.brokering import forms, loading, presenters
from trellis.interfaces.web.brokering.loading import Opened
from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.schools import queries as schools


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, urn: int) -> HttpResponse:
    """The form of what the school found, with what came of it where that can be said; and its entry."""
    opened, school = loading.school(
        request, urn, Permission.SUPPORT_COMMISSION, looked_at="log support that the school found"
    )

    def done(given: dict[str, Any]) -> str:
        actions.log(
            school=school,
            found=Found(
                who=given["who"],
                areas=tuple(given["areas"]),
                what=given["what"],
                days=given["days"],
                cost=given["cost"],
                begun=given["begun"],
                ended=given["ended"],
            ),
            came=_came_of_log(given),
            by=opened.user,
            at=timezone.now(),
        )
        return _page(urn)

    seen = len(queries.of_schools(schools.just(school), today=opened.today)) + 1
    context = opened.context(
        school=school,
        step="Log support that we found ourselves",
        button="Keep it in the log",
        explained="For support from somebody whom you found outside the register of providers. The authority has not assured its quality. Your own people and your advisers read this, and no other school does.",
        cancel=_page(urn),
        back_text="Back to the school’s support",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.FoundOurselves(sent, initial={"seen": seen}),
        seen=seen,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def impact(request: HttpRequest, found: int) -> HttpResponse:
    """What came of it, said for the first time or again later."""
    opened, file = _standing(request, found, Permission.SUPPORT_COMMISSION)
    initial: dict[str, Any] = {"seen": len(file.impacts)}
    if file.ended is not None:
        initial["ended"] = as_typed(file.ended)
    if file.impact is not None:
        initial |= {"helped": str(file.impact.helped), "came": file.impact.came}

    def done(given: dict[str, Any]) -> str:
        came = Came(helped=int(given["helped"]), words=given["came"], ended=given["ended"])
        actions.say_impact(file, came=came, by=opened.user, at=timezone.now())
        return _page(file.school.urn)

    return _answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.FoundImpact(sent, initial=initial),
        seen=len(file.impacts),
        take=done,
        step="Say what came of it",
        button="Keep what came of it",
        explained="What you say last is shown. What was said before is kept.",
    )


@require_http_methods(["GET", "POST"])
def used(request: HttpRequest, found: int) -> HttpResponse:
    """How an adviser of the school saw it used."""
    opened, file = _standing(request, found, Permission.SUPPORT_REQUEST)
    if opened.may(Permission.SUPPORT_COMMISSION, school=file.school):
        raise PermissionDenied("An adviser of the school says how they saw it used.")

    def done(given: dict[str, Any]) -> str:
        agrees = given["agrees"] == "yes"
        actions.say_use(file, agrees=agrees, words=given["words"], by=opened.user, at=timezone.now())
        return _page(file.school.urn)

    return _answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Confirm(sent, initial={"seen": len(file.views)}),
        seen=len(file.views),
        take=done,
        step="Say how it was used",
        button="Keep it",
        explained="A secure school uses support, and what it finds itself, to go on improving. The school reads what you write.",
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, found: int) -> HttpResponse:
    """Take back what was logged by mistake."""
    opened, file = _standing(request, found, Permission.SUPPORT_COMMISSION)

    def done(given: dict[str, Any]) -> str:
        actions.take_back(file, why=given["reasons"], by=opened.user, at=timezone.now())
        return _page(file.school.urn)

    return _answered(
        request,
        opened,
        file,
        form_of=lambda sent: forms.Reasons(
            sent,
            initial={"seen": len(file.impacts)},
            label="Why it is taken back",
            missing="Say why it is taken back.",
        ),
        seen=len(file.impacts),
        take=done,
        step="Take an entry back",
        button="Take it back",
        explained="For an entry that was logged by mistake. It stays in the record with your reason, and nobody is asked about it any more.",
    )


def _answered(
    request: HttpRequest, opened: Opened, file: FoundFile, *, form_of: Any, seen: int, take: Any, **more: Any
) -> HttpResponse:
    context = opened.context(
        school=file.school,
        facts=(("Who gave it", file.found.who), *presenters.found(file)),
        cancel=_page(file.school.urn),
        back_text="Back to the school’s support",
        **more,
    )
    return sending.answer(
        request, form_of=form_of, seen=seen, take=take, context=context, template=loading.STEP
    )


def _standing(request: HttpRequest, number: int, permission: Permission) -> tuple[Opened, FoundFile]:
    """One that was not taken back and that the reader has a permission for. Raises PermissionDenied or Http404."""
    opened = loading.reader(request, permission)
    file = queries.one(number, today=opened.today)
    if file is None:
        raise Http404
    looked_at = f"support {number} that the school found"
    opened, _ = loading.school(request, file.school.urn, permission, looked_at=looked_at)
    if file.taken_back is not None:
        raise PermissionDenied(
            "The school took this entry back. It can log it again if it was right after all."
        )
    return opened, file


def _came_of_log(given: dict[str, Any]) -> Came | None:
    """What came of it, where both parts were said; None where neither was. Raises CannotTake for one alone."""
    if not given["helped"] and not given["came"].strip():
        return None
    if not given["helped"] or not given["came"].strip():
        raise CannotTake("Say both what came of it and how far it helped, or leave both until later.")
    return Came(helped=int(given["helped"]), words=given["came"])


def _page(urn: int) -> str:
    return reverse("school_support", args=[urn]) + "#found"
