"""The objectives of every support plan of an authority, narrowed, and as a file."""

import io
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.output import spreadsheet
from trellis.brokering import standing
from trellis.brokering.queries import supports
from trellis.casework.models import Brokering
from trellis.casework.queries import plans as kept
from trellis.interfaces.web.govuk import errors, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.plans import listing
from trellis.interfaces.web.schools import loading
from trellis.interfaces.web.schools.loading import AuthorityOpened
from trellis.schools import queries as schools
from trellis.schools.models import School


@require_safe
def objectives(request: HttpRequest) -> HttpResponse:
    """Every objective of the plans that hold, narrowed by article, area, criterion and state."""
    opened = _opened(request)
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    asked = listing.read(request.GET)
    every = _lines(request, opened, on=on or today)
    shown = listing.narrowed(every, by=asked)
    listed = opened.run.pack_text.get("criteria", ()) if opened.run is not None else ()
    named = {each["id"]: each.get("name", "") for each in listed}
    context = {
        "frame": opened.frame,
        "authority": opened.code,
        "lines": shown,
        "any": bool(every),
        "count": words.count(len(shown), "objective"),
        "choices": listing.choices(every, by=asked, named=named),
        "narrowed": bool(asked.address()),
        "address": asked.address(),
        "notice": f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        "as_of": on.isoformat() if on is not None else "",
    }
    return render(request, "plans/objectives.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as CSV."""
    opened = _opened(request)
    asked = listing.read(request.GET)
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today) or today
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    every = _lines(request, opened, on=on)
    shown = listing.narrowed(every, by=asked)
    file = io.StringIO(newline="")
    spreadsheet.write_csv(file, listing.sheet(shown))
    trail.record(
        Verb.EXPORTED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        authority_code=opened.code,
        subject=f"{words.count(len(shown), 'objective')} of support plans: {asked.address()}",
    )
    name = f"objectives-{opened.code}-{on:%Y-%m-%d}.csv"
    return HttpResponse(
        file.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _opened(request: HttpRequest) -> AuthorityOpened:
    opened = loading.authority(request, code=request.GET.get("authority", ""), here="plans", counts_do=False)
    if not opened.frame.held.may(Permission.CASE_READ, authority=opened.code):
        raise PermissionDenied(
            "Your role does not include the cases of schools at risk and their support plans."
        )
    return opened


def _lines(request: HttpRequest, opened: AuthorityOpened, *, on: date) -> tuple[listing.Line, ...]:
    plans = kept.of_schools(_readable(request, opened), today=on)
    wanted = [
        each.objective.pk
        for plan in plans
        for each in plan.holds.objectives
        if each.text.brokering == Brokering.WANTED
    ]
    found = standing.by_objective(supports.of_objectives(wanted, today=on)) if wanted else {}
    held = opened.frame.held
    stands = {
        pk: standing.sentence(
            files,
            named=schools.reaches(held, Permission.SUPPORT_READ, school=files[0].school),
            on_paper=True,
        )
        for pk, files in found.items()
    }
    return listing.lines(plans, stands=stands)


def _readable(request: HttpRequest, opened: AuthorityOpened) -> QuerySet[School]:
    """The schools of the authority whose case the reader may open."""
    visible = schools.visible_to(
        request.user,  # type: ignore[arg-type]
        on=timezone.localdate(),
        permission=Permission.CASE_READ,
        held=opened.frame.held,
    )
    return visible.filter(authority_id=opened.code)
