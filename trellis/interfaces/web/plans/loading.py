"""The support plan of a school, loaded and authorised in one step."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions import plans as actions
from trellis.casework.queries import plans as kept
from trellis.casework.queries.plans import PlanFile
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A school whose plan the user may read, and its plans, newest first, as known on a day (None: today).

    `file` is the one that is asked for; None where the school has had none.
    """

    frame: Frame
    school: School
    plans: tuple[PlanFile, ...]
    file: PlanFile | None
    may: frozenset[str]
    on: date | None
    user: User


def school(request: HttpRequest, urn: int, *, looked_at: str, on: date | None = None) -> Opened:
    """Open the plan of a school. Raises as `loading.school` does. A look is recorded; a form that is sent records what it does instead."""
    if request.method == "POST":
        frame, found = loading.seen(request, urn, permission=Permission.PLAN_READ)
    else:
        opened = loading.school(request, urn, looked_at=looked_at, permission=Permission.PLAN_READ)
        frame, found = opened.frame, opened.school
    today, user = timezone.localdate(), person(request)
    plans = tuple(kept.of_school(found, today=on or today))
    return Opened(
        frame=frame,
        school=found,
        plans=plans,
        file=_asked(request, plans),
        may=actions.may(user, school=found, on=today, held=frame.held),
        on=on,
        user=user,
    )


def person(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def _asked(request: HttpRequest, plans: tuple[PlanFile, ...]) -> PlanFile | None:
    """The plan that an address asks for by `?plan=`; else the newest. Raises Http404 for one that is not there."""
    asked = request.GET.get("plan", "")
    if not asked:
        return plans[0] if plans else None
    found = next((each for each in plans if str(each.plan.pk) == asked), None)
    if found is None:
        raise Http404
    return found
