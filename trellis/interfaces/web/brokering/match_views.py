"""Who could help with a need, in order and why; who could not, and why; and the choice of one."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.brokering import everyday, matching
from trellis.brokering.actions import matches
from trellis.brokering.actions.matches import Agreed, Chosen, PassedOver
from trellis.brokering.matching import Candidate, Ranking
from trellis.brokering.queries import candidates
from trellis.brokering.queries.candidates import Field
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.brokering import forms, loading, presenters
from trellis.interfaces.web.brokering.loading import Opened
from trellis.interfaces.web.govuk import sending, words
from trellis.schools import data
from trellis.search.likeness import likeness
from trellis.workflow import Transition

SHOWN = 10
MOST_SHOWN = 100


@require_safe
def find(request: HttpRequest, brokered: int) -> HttpResponse:
    """Who could help, the likeliest first, each with what its place rests on; and who is not offered, with every reason."""
    opened, file = loading.support(request, brokered)
    _may_choose(opened, file)
    _, ranking = _ranked(file, opened)
    shown = MOST_SHOWN if request.GET.get("all") else SHOWN
    chooser = _chooser(file)
    enters = opened.frame.held.may(Permission.PROVIDER_ASSURE, authority=opened.code)
    context = opened.context(
        file=file,
        school=file.school,
        need=presenters.need(file, whole=opened.may(Permission.LEVEL_READ, school=file.school)),
        offered=[presenters.offered(each, file) for each in ranking.offered[:shown]],
        total=len(ranking.offered),
        more=len(ranking.offered) > shown and shown == SHOWN,
        not_offered=[
            presenters.not_offered(each, file, enters=enters) for each in ranking.not_offered[:MOST_SHOWN]
        ],
        held_back=len(ranking.not_offered),
        is_chosen=file.state != "need",
        chooses=file.state == "need" and chooser.permission in loading.allowed(opened, file),
        choosers=words.first_up(chooser.actors),
        weights=matching.read(matching.OURS).parts,
    )
    return render(request, "brokering/find.html", context)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, brokered: int, helper: str, helper_id: int) -> HttpResponse:
    """The form by which one is chosen; for a school that commissions, with the terms."""
    opened, file = loading.support(request, brokered)
    chooser = _chooser(file)
    if chooser.permission not in loading.allowed(opened, file):
        raise PermissionDenied(f"Choosing who helps is for {chooser.actors}.")
    known, ranking = _ranked(file, opened)
    key = f"{helper}:{helper_id}"
    who, place, reasons, refused = _of(ranking, key)
    if who is None:
        raise Http404
    behind = known.provider_of(key)
    leader, entry = known.leader_of(key), known.entry_of(key)
    stands = presenters.stands_of(who, place, len(ranking.offered))
    if behind is None:
        stands = f"{stands} It is not in the register of providers yet, so it cannot be brokered: it applies first."

    def done(given: dict[str, Any]) -> str:
        if refused:
            raise CannotTake(refused)
        if behind is None:
            raise CannotTake("It is not in the register of providers yet: it applies first.")
        chosen = Chosen(
            provider=behind.provider,
            leader=leader.leader if leader is not None else None,
            entry=entry.entry if entry is not None else None,
            place=place,
            ranked=len(ranking.offered),
            because=tuple(reasons),
        )
        if file.is_brokered:
            matches.match(file, chosen=chosen, reasons=given["why"], by=opened.user, at=timezone.now())
            return reverse("support_terms", args=[brokered])
        matches.commission(
            file,
            chosen=chosen,
            agreed=agreed(given),
            reasons=given["why"],
            passed_over=PassedOver(reasons={"quality": given.get("pass_quality", "")}),
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("brokered", args=[brokered])

    context = opened.context(
        school=file.school,
        step=f"Choose {who.name}",
        button="Choose" if file.is_brokered else "Commission it: send the offer",
        stands=stands,
        explained="They are not told yet: terms and checks come first."
        if file.is_brokered
        else "They are sent this as an offer, and accept or decline it.",
        facts=[("What its place rests on", "\n".join(reasons))] if reasons else (),
        cancel=reverse("find_support", args=[brokered]),
        back_text="Back to who could help",
    )
    assured_until = behind.quality.until if behind is not None and behind.quality.is_current else None
    if assured_until is not None and leader is not None and leader.designated_until is not None:
        assured_until = min(assured_until, leader.designated_until)
    initial = {"seen": file.steps[-1].number}
    if file.is_brokered:
        return sending.answer(
            request,
            form_of=lambda sent: forms.Choose(sent, initial=initial),
            seen=file.steps[-1].number,
            take=done,
            context=context,
            template=loading.STEP,
        )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Commission(
            sent,
            initial={**initial, "what_is_done": file.support.what},
            by_authority=False,
            assured_until=assured_until,
        ),
        seen=file.steps[-1].number,
        take=done,
        context=context,
        template=loading.STEP,
    )


def agreed(given: dict[str, Any]) -> Agreed:
    """The terms that a form was sent with."""
    return Agreed(
        what=given["what_is_done"],
        days=given["days"],
        cost=given["cost"],
        funding=given["funding"],
        begins=given["begins"],
        ends=given["ends"],
        middle=given["middle"],
    )


def _chooser(file: SupportFile) -> Transition:
    """The step by which one is chosen, which says who takes it."""
    return SUPPORT.by_name["match" if file.is_brokered else "commission"]


def _may_choose(opened: Opened, file: SupportFile) -> None:
    """Who looks for support sees who could help: who brokers, who commissions, and who asked for it."""
    sees = {Permission.SUPPORT_BROKER, Permission.SUPPORT_COMMISSION, Permission.SUPPORT_REQUEST}
    if not any(opened.may(each, school=file.school) for each in sees):
        raise PermissionDenied("Who could help is for the school that needs it and for the authority.")


def _ranked(file: SupportFile, opened: Opened) -> tuple[Field, Ranking]:
    known = candidates.field(file.support.authority_id, today=opened.today)
    held = data.warehouse()
    who = candidates.candidates(
        known,
        file.support,
        relevance=likeness(candidates.texts(known), everyday.telling(file.support.what)),
        held=held,
    )
    return known, matching.rank(
        candidates.need_of(file.support, held), who, discreet=_discreet(known, opened)
    )


def _discreet(known: Field, opened: Opened) -> Callable[[Candidate], bool]:
    """Who reads no levels is not told which schools need their own strength, nor who stands aside; an adviser of theirs alone."""
    proposes = opened.frame.held.may(Permission.LEVEL_PROPOSE, authority=opened.code)
    at = known.schools

    def discreet(who: Candidate) -> bool:
        school = at.get(who.urn) if who.urn is not None else None
        return not proposes or (school is not None and not opened.may(Permission.LEVEL_READ, school=school))

    return discreet


def _of(ranking: Ranking, key: str) -> tuple[Candidate | None, int | None, list[str], str]:
    """A candidate with its place, what that rests on and why it cannot be chosen; one that is not offered has no place."""
    for each in ranking.offered:
        if each.candidate.key == key:
            return each.candidate, each.place, [part.sentence for part in each.parts], ""
    for other in ranking.not_offered:
        if other.candidate.key == key:
            firm = " ".join(reason.sentence for reason in other.reasons if not reason.override)
            return other.candidate, None, [reason.sentence for reason in other.reasons], firm
    return None, None, [], ""
