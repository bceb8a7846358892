"""What task groups came to, for the leadership team; and the meetings that somebody was asked to."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.casework.queries import cases
from trellis.casework.queries import outcomes as found
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.groups import outcome_presenters
from trellis.schools import queries as schools


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """The outcomes of every meeting that sent them, the unseen first; and the schools that should have a task group."""
    frame = layout.frame(request, here="outcomes")
    if not frame.held.may(Permission.OUTCOMES_READ):
        raise PermissionDenied("Your role does not include the outcomes of task groups.")
    today = timezone.localdate()
    visible = schools.visible_to(
        request.user,  # type: ignore[arg-type]
        on=today,
        permission=Permission.OUTCOMES_READ,
        held=frame.held,
    )
    page = outcome_presenters.present(cases.of_schools(visible, today=today), today=today)
    marks = frame.held.may(Permission.OUTCOMES_SEEN)
    return render(request, "groups/outcomes.html", {"frame": frame, "page": page, "marks": marks})


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """The meetings that the reader was asked to, each with its papers."""
    frame = layout.frame(request, here="account")
    mine = found.invitations_of(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    lines = [outcome_presenters.invited(each) for each in mine]
    return render(request, "groups/invitations.html", {"frame": frame, "lines": lines})
