"""The Leadership Academy: its purposes, its programme, and its stewardship group held against its composition."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.events.models import ACADEMY
from trellis.events.queries import events
from trellis.interfaces.web.events import presenters as programme
from trellis.interfaces.web.govuk import layout, sending, words
from trellis.interfaces.web.leadership import forms, loading
from trellis.leadership import composition
from trellis.leadership.actions import academy as actions
from trellis.leadership.queries import academy as queries
from trellis.leadership.queries.academy import Seat

PURPOSES = (
    (
        "Grow leaders",
        "Find and prepare those who will lead our schools, and keep those who lead them now learning.",
    ),
    (
        "Ask what helps pupils learn",
        "Look into how leadership makes a difference to learning, here and in other places and countries, and keep what was found.",
    ),
    (
        "Nurture what works and what is new",
        "Try things out together, and pass on what others can begin with tomorrow.",
    ),
    ("Learn from one another", "Bring leaders of all phases together, so that nobody leads alone."),
    (
        "Shape what comes",
        "Use what we learn to influence how leaders are developed, in the authority and beyond it.",
    ),
)
"""What the academy is for, in our own words."""
_KEEPERS = "The stewardship group is kept by the team leader and the senior and principal advisers."
COMING = 5
"""How many events to come the page of the academy lists."""


@login_not_required
@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What a leadership academy is for and how to take part, for everybody: of no authority, and naming nobody."""
    context = {"frame": layout.frame(request, here="support"), "purposes": PURPOSES}
    return render(request, "leadership/charter.html", context)


@require_safe
def academy(request: HttpRequest) -> HttpResponse:
    """What the academy is for, what it offers next, and where its group and its library are."""
    opened = loading.academy(request)
    found = [
        each
        for each in events.at(opened.code, today=opened.today, since=opened.today, kinds=ACADEMY)
        if each.is_open
    ]
    members = queries.members(opened.code, today=opened.today)
    wanting = [each.wanting for each in composition.check(members) if each.wanting]
    context = opened.context(
        purposes=PURPOSES,
        categories=tuple(
            (kind.value, kind.label, sum(each.event.kind == kind for each in found)) for kind in ACADEMY
        ),
        lines=programme.lines(found[:COMING]),
        members=words.count(len(members), "member"),
        wanting=wanting,
        enquiries=words.count(
            len(queries.enquiries(opened.code, today=opened.today)), "enquiry", "enquiries"
        ),
        inductions=opened.may(Permission.INDUCTION_READ),
        leaders=opened.may(Permission.LEADER_READ),
    )
    return render(request, "leadership/academy.html", context)


@require_safe
def group(request: HttpRequest) -> HttpResponse:
    """The stewardship group, its composition line by line, and who was in it before."""
    opened = loading.academy(request)
    every = queries.seats(opened.code, today=opened.today)
    now = [each for each in every if each.is_on(opened.today)]
    context = opened.context(
        lines=composition.check([each.steward for each in now]),
        now=[_shown(each) for each in now],
        others=[_shown(each) for each in every if each not in now],
        keeps=opened.may(Permission.ACADEMY_KEEP),
    )
    return render(request, "leadership/group.html", context)


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """The form by which somebody joins the group; and the member."""
    opened = loading.academy(request)
    opened.need(Permission.ACADEMY_KEEP, _KEEPERS)

    def done(given: dict[str, Any]) -> str:
        actions.seat(
            authority=opened.code,
            name=given["who"],
            post=given["post"],
            stands_for=given["stands_for"],
            is_head="is_head" in given["marks"],
            is_chair="is_chair" in given["marks"],
            from_date=given["from_date"],
            by=opened.user,
            at=timezone.now(),
        )
        return f"{reverse('stewards')}?authority={opened.code}"

    context = opened.context(
        step="Add a member",
        button="Add the member",
        explained="The group is chaired by a primary headteacher. Primary and secondary schools, higher education and the authority each have somebody in it.",
        cancel=reverse("stewards"),
        back_text="Back to the stewardship group",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Seat(sent, initial={"seen": 0}),
        seen=0,
        take=done,
        context=context,
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def unseat(request: HttpRequest, steward: int) -> HttpResponse:
    """The form by which somebody leaves the group; and their last day."""
    opened = loading.academy(request)
    opened.need(Permission.ACADEMY_KEEP, _KEEPERS)
    codes = opened.frame.held.authorities(Permission.ACADEMY_KEEP)
    found = queries.seat(steward, authorities=codes, today=opened.today)
    if found is None:
        raise Http404

    def done(given: dict[str, Any]) -> str:
        actions.unseat(found, to_date=given["to_date"], why=given["why"], by=opened.user, at=timezone.now())
        return f"{reverse('stewards')}?authority={found.steward.authority_id}"

    context = opened.context(
        step="Record that a member leaves",
        button="Record it",
        stands=f"{found.steward.name}, {found.steward.post}. {found.steward.get_stands_for_display()}.",
        explained="That they were a member stays on the record.",
        warned="That they leave has been recorded already." if found.ended is not None else "",
        cancel=reverse("stewards"),
        back_text="Back to the stewardship group",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Leave(sent, initial={"seen": steward}),
        seen=steward,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _shown(seat: Seat) -> dict[str, object]:
    steward, ended = seat.steward, seat.ended
    until = f" to {words.day(ended.to_date)}: {ended.why}" if ended is not None else ""
    return {
        "id": steward.pk,
        "name": steward.name,
        "post": steward.post,
        "stands_for": steward.get_stands_for_display(),
        "is_chair": steward.is_chair,
        "since": f"{words.day(steward.from_date)}{until}",
        "leaves": ended is None,
    }
