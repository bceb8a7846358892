"""One system leader as they are read, and their designations: given, looked at each year, and ended."""

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
from trellis.interfaces.web.leaders import forms, loading, presenters
from trellis.interfaces.web.leaders.loading import Opened
from trellis.leaders.actions import days, designations, portraits
from trellis.leaders.actions.designations import Given
from trellis.leaders.models import LeaderKind
from trellis.leaders.queries import leaders, papers
from trellis.leaders.queries.leaders import Held, LeaderFile
from trellis.leadership.queries import inductions
from trellis.schools import queries as schools


@require_safe
def leader(request: HttpRequest, leader: int) -> HttpResponse:
    """Who they are, of what, for how many days, and what they have accepted."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}")
    return _shown(request, opened, file)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The reader’s own page; and for whoever is not in the register yet, what to do."""
    opened = loading.opened(request)
    if not opened.may(Permission.PORTRAIT_WRITE):
        raise PermissionDenied("This page is for system leaders, each of whom has one of their own.")
    own = [
        each for each in leaders.of_user(opened.user, opened.today) if each.leader.authority_id == opened.code
    ]
    if not own:
        return render(request, "leaders/not_yet.html", opened.context())
    return _shown(request, opened, own[0])


def _shown(request: HttpRequest, opened: Opened, file: LeaderFile) -> HttpResponse:
    may = portraits.may(file, opened.user, at=timezone.now())
    own, releases = opened.is_own(file), opened.releases(file)
    school = file.leader.school
    context = opened.context(
        page=presenters.present(
            file,
            in_force=papers.in_force(opened.code, today=opened.today),
            may=may,
            by=opened.user,
            works=bool(may),
            inside=own or opened.is_inside(file),
        ),
        school=school,
        own=own,
        keeps=opened.keeps and file.leader.user_id != opened.user.pk,
        judges=opened.may(Permission.LEADER_JUDGE) and file.leader.user_id != opened.user.pk,
        aside=schools.stands_aside(opened.user, school, opened.today)
        if school is not None and opened.keeps
        else "",
        releases=releases,
        on_paper=opened.keeps
        and file.leader.user_id != opened.user.pk
        and not days.answers_itself(file, at=timezone.now()),
        accepts=own or (opened.keeps and file.leader.user_id is None),
        mentees=_mentees(opened, file) if own or opened.keeps else (),
        needs=presenters.needs([file]) if own or opened.keeps else (),
        sees_needs=own or opened.keeps,
        provider=file.leader.provider,
        words=own and file.portrait_state != "withdrawn",
    )
    return render(request, "leaders/leader.html", context)


def _mentees(opened: Opened, file: LeaderFile) -> tuple[presenters.Mentee, ...]:
    """The headteachers whom a leader mentors now, with where the reader opens their inductions."""
    held, code = opened.frame.held, opened.code
    reads = held.may(Permission.INDUCTION_READ, authority=code)
    return tuple(
        presenters.mentee(each, opens=reads and inductions.may_read(each, opened.user, held))
        for each in inductions.mentored_by(file.leader.pk, authority=code, today=opened.today)
    )


@require_http_methods(["GET", "POST"])
def designate(request: HttpRequest, leader: int) -> HttpResponse:
    """The form of a designation; and the designation."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: designate")
    access.require(opened.user, Permission.LEADER_KEEP, authority=opened.code, on=opened.today)
    own = {f"own-{each.pk}": each for each in papers.kinds(opened.code, today=opened.today)}
    judges = opened.may(Permission.LEADER_JUDGE)

    def done(given: dict[str, Any]) -> str:
        told = {key: value for key, value in given.items() if key != "seen"}
        kind = told.pop("kind")
        told |= {"own": own[kind], "kind": LeaderKind.OWN} if kind in own else {"kind": kind}
        designations.designate(file, given=Given(**told), by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    seen = len(file.held)
    return sending.answer(
        request,
        form_of=lambda sent: forms.Designated(
            sent,
            own=[(key, each.name) for key, each in own.items()],
            judges=judges,
            initial={"seen": seen, "body": opened.name, "from_date": as_typed(opened.today)},
        ),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step="Designate",
            button="Designate",
            explained="The designation holds between its days, and ends by itself with the last. It is looked at once a year."
            if judges
            else "The designation holds between its days, and ends by itself with the last. A lead professional is designated by a senior adviser or the principal adviser.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, leader: int, designation: int) -> HttpResponse:
    """The form of the end of a designation; and the end."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: end")
    access.require(opened.user, Permission.LEADER_KEEP, authority=opened.code, on=opened.today)
    held = _held(file, designation)

    def done(given: dict[str, Any]) -> str:
        designations.end(
            file,
            designation,
            ended_on=given["ended_on"],
            why=given["why"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("leader", args=[leader])

    seen = 2 if held.ended is not None else 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Ended(sent, initial={"seen": seen, "ended_on": as_typed(opened.today)}),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step=f"End: {held.designation.kind_name}",
            button="End the designation",
            explained="It holds until the day that you give, with that day. What was done under it stays in the record.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, leader: int, designation: int) -> HttpResponse:
    """The form of the yearly review of a designation; and the review."""
    opened, file = loading.leader(request, leader, looked_at=f"system leader {leader}: review")
    access.require(opened.user, Permission.LEADER_JUDGE, authority=opened.code, on=opened.today)
    held = _held(file, designation)

    def done(given: dict[str, Any]) -> str:
        designations.review(file, designation, words=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("leader", args=[leader])

    seen = len(held.reviews) + 1
    return sending.answer(
        request,
        form_of=lambda sent: forms.Words(
            sent,
            label="What was found",
            missing="Say what was found, and why it goes on",
            initial={"seen": seen},
        ),
        seen=seen,
        take=done,
        context=context_of(
            opened,
            file,
            step=f"Review: {held.designation.kind_name}",
            button="The designation goes on",
            explained=f"It was to be looked at by {words.day(held.review_by)}. Where it should not go on, end it instead.",
        ),
        template=loading.STEP,
    )


def context_of(opened: Opened, file: LeaderFile, **more: object) -> dict[str, object]:
    """What every form about a leader shows."""
    return opened.context(
        about=file.leader.name,
        stands=f"{file.leader.name}, {file.leader.place}.",
        cancel=reverse("leader", args=[file.leader.pk]),
        back_text="Back to the system leader",
        **more,
    )


def _held(file: LeaderFile, designation: int) -> Held:
    found = next((each for each in file.held if each.designation.pk == designation), None)
    if found is None:
        raise Http404
    return found
