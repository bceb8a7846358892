"""A leader’s portrait, days, release, protocols and learning: what they, their school and the register’s keepers write."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.interfaces.web.govuk import sending
from trellis.interfaces.web.leaders import forms, loading, presenters
from trellis.interfaces.web.leaders.leader_views import context_of
from trellis.leaders.actions import days as saying
from trellis.leaders.actions import learning, papers, portraits
from trellis.leaders.models import Route, Source
from trellis.leaders.queries import papers as reading
from trellis.leaders.queries.leaders import LeaderFile
from trellis.leaders.workflows.pen_portrait import PEN_PORTRAIT
from trellis.schools import queries as schools
from trellis.workflow import TransitionRefused

_THEIRS = "This is for the system leader whose page it is, and for whoever keeps the register."


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest, leader: int) -> HttpResponse:
    """The form of how many days a leader has; and the days."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: days")
    if not (opened.is_own(file) or opened.keeps):
        raise PermissionDenied(_THEIRS)

    def done(given: dict[str, Any]) -> str:
        saying.say(file, days=given["days"], year=given["year"], by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    seen = len(file.capacities) + 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Days(sent, years=file.years, initial={"seen": seen, "year": file.year}),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Say how many days",
            button="Save the days",
            explained="Days belong to the academic year in which they are given. Their school agrees to the days before they are used.",
            facts=presenters.said_of(file),
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, leader: int) -> HttpResponse:
    """The form of the answer of the leader’s school; and the answer."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: release")
    theirs = opened.releases(file)
    if not theirs and (not opened.keeps or opened.is_own(file)):
        raise PermissionDenied("The headteacher of the leader’s school agrees to their release.")

    def done(given: dict[str, Any]) -> str:
        saying.release(
            file,
            days=given["days"] or 0,
            agrees=given["agrees"] == "yes",
            words=given["words"],
            for_head=given.get("for_head", ""),
            year=given["year"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("leader", args=[leader])

    seen = len(file.releases) + 1
    asked = next((each for each in file.years if file.waits_in(each)), file.year)
    one_number = len({days for each in file.years if (days := file.days_in(each))}) == 1
    initial = {"seen": seen, "year": asked, "days": file.days_in(asked) or "" if one_number else ""}
    return sending.answer(
        request,
        form_of=lambda sent: forms.Release(sent, on_paper=not theirs, years=file.years, initial=initial),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Answer about the release" if theirs else "Record the school’s answer",
            button="Save the answer",
            explained="You answer for your school, for one academic year at a time."
            if theirs
            else "For a school outside the authority, or where the headteacher is the leader, you record what the school answered on paper.",
            facts=presenters.said_of(file),
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def need(request: HttpRequest, leader: int) -> HttpResponse:
    """The form of what a leader needs to learn; and the need."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: learning")
    own = opened.is_own(file)
    if not (own or opened.keeps):
        raise PermissionDenied(_THEIRS)

    def done(given: dict[str, Any]) -> str:
        source = Source.LEADER if own else given["source"]
        learning.say(file, need=given["need"], source=source, by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    seen = len(file.needs) + 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Need(sent, own=own, initial={"seen": seen}),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Say what is to be learned",
            button="Save the need",
            explained="It is between the leader and those who keep the register.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def meet(request: HttpRequest, leader: int, learning: int) -> HttpResponse:
    """The form of how a learning need was met; and that."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: learning met")
    if not (opened.is_own(file) or opened.keeps):
        raise PermissionDenied(_THEIRS)
    found = next((each for each in file.needs if each.pk == learning), None)
    if found is None:
        raise Http404

    def done(given: dict[str, Any]) -> str:
        _meet(file, learning, given["reasons"], opened)
        return reverse("leader", args=[leader])

    seen = 2 if learning in file.met else 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Words(
            sent, label="How it was met", missing="Say how it was met", initial={"seen": seen}
        ),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Say how it was met",
            button="Save",
            explained="The course, the visit or the person that met it, and when.",
            facts=(("What is to be learned", found.need), ("Who said so", found.get_source_display())),
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, leader: int, protocol: int) -> HttpResponse:
    """The form by which a protocol is accepted, with its text; and the acceptance."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: protocol")
    found = reading.protocol(protocol, authorities={opened.code}, today=opened.today)
    if found is None:
        raise Http404
    if not opened.is_own(file) and not (opened.keeps and file.leader.user_id is None):
        raise PermissionDenied("A leader accepts a protocol for themself.")
    there = {each.route for each in file.acceptances if each.protocol_id == found.pk}
    stands = reading.in_force(opened.code, today=opened.today)
    still = [
        (each, str(Route(each).label))
        for each in found.routes
        if each not in there
        and (found.from_date > opened.today or (each in stands and stands[each].pk == found.pk))
    ]

    def done(given: dict[str, Any]) -> str:
        papers.accept(file, found, routes=given["routes"], by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    seen = len(file.acceptances) + 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Accepted(sent, routes=still, initial={"seen": seen}),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step=f"Accept protocol {found.number}",
            button="Accept",
            explained="You hold to it whenever you are deployed by that route."
            if opened.is_own(file)
            else "You record that they signed it: they have no account here.",
            warned="" if still else "There is no route for which it could still be accepted.",
            facts=((found.title, found.text),),
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, leader: int) -> HttpResponse:
    """The form of one’s own pen portrait; and the portrait."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: portrait")
    if not opened.is_own(file):
        raise PermissionDenied(
            "A pen portrait is written by the system leader whose it is, and by nobody else."
        )
    newest = file.newest_portrait
    seen = newest.number + 1 if newest is not None else 1

    def done(given: dict[str, Any]) -> str:
        portraits.write(file, words=given["words"], offers=given["offers"], by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    initial = {"words": newest.words, "offers": newest.offers} if newest is not None else {}
    return sending.answer(
        request,
        form_of=lambda sent: forms.Portrait(sent, initial={**initial, "seen": seen}),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Write the pen portrait",
            button="Save the portrait",
            explained="What schools read stays as it is until somebody has seen that the new words are so."
            if file.portrait is not None
            else "Only you write it and change it. When you consent to it somebody else verifies it, and schools read it then.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, leader: int, name: str) -> HttpResponse:
    """The form of one step of a portrait; and the step."""
    step = name.replace("-", "_")
    if step not in portraits.ASKED or "_" in name:
        raise Http404
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: {name}")
    chosen = PEN_PORTRAIT.by_name[step]
    may = portraits.may(file, opened.user, at=timezone.now())
    newest = file.newest_portrait
    if chosen.permission not in may or newest is None:
        raise PermissionDenied(f"“{chosen.label}” is for {chosen.actors}.")
    seen = len(file.portrait_steps) * 1000 + newest.number  # new words change what a step is taken about

    def done(given: dict[str, Any]) -> str:
        portraits.take(file, step, reasons=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    return sending.answer(
        request,
        form_of=lambda sent: forms.Words(
            sent, label=presenters.ASKS[step], missing=portraits.ASKED[step], initial={"seen": seen}
        ),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step=chosen.label,
            button=chosen.label,
            explained=presenters.EXPLAINED[step],
            warned=_warned(file, step, opened, may),
            facts=(
                ("Who they are and what they do", newest.words),
                ("What they can help with", newest.offers or "Not said"),
            ),
        ),
        template=loading.STEP,
    )


def _meet(file: LeaderFile, need_id: int, how: str, opened: loading.Opened) -> None:
    learning.meet(file, need_id, how=how, by=opened.user, at=timezone.now())


def _warned(file: LeaderFile, step: str, opened: loading.Opened, may: frozenset[str]) -> str:
    """Why the step would be refused as it stands, said before somebody writes for it."""
    try:
        PEN_PORTRAIT.check(file, step, state=file.portrait_state, may=may)
    except TransitionRefused as refusal:
        return str(refusal)
    if why := portraits.refusal(file, step, by=opened.user):
        return why
    school = file.leader.school
    if step in portraits.OF_PERSON or school is None:
        return ""
    return schools.stands_aside(opened.user, school, opened.today)
