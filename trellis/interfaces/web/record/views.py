"""Where a school stands; and its chronology, on a page and as a file."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import queries as activity
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.queries import levels as kept_levels
from trellis.casework.queries import threads
from trellis.interfaces.web.cases import addresses
from trellis.interfaces.web.govuk import errors, levels
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.record import presenters
from trellis.interfaces.web.schools import loading
from trellis.interventions.queries import threads as interventions
from trellis.schools import chronology as kept
from trellis.schools import chronology_file, confidentiality
from trellis.schools import queries as schools
from trellis.schools.chronology import Act
from trellis.schools.confidentiality import Read
from trellis.schools.models import School

LATELY = timedelta(days=60)
ACTS_A_PAGE = 100
FORMAT_NAMES = {"csv": "CSV", "ods": "OpenDocument (ODS)", "xlsx": "Excel (XLSX)"}


@require_safe
def where_we_are(request: HttpRequest, urn: int) -> HttpResponse:
    """The level in force, what is under way, what comes next and who decides; what is held, and who looked."""
    opened = loading.school(request, urn, looked_at="where we are")
    today = timezone.localdate()
    school, held = opened.school, opened.frame.held
    whole = threads.known(school, today=today)
    page = presenters.where(
        kept_levels.standing_of(whole.levels, on=today),
        [*threads.made_from(whole), *interventions.of(school, held=held, today=today)],
        kept.holdings(school),
        activity.looked_at(school.pk, authority_code=school.authority_id, since=today - LATELY),
        named=levels.names(opened.run.pack_text) if opened.run is not None else {},
    )
    context = {
        "frame": opened.frame,
        "school": school,
        "query": "",
        "page": page,
        "maintained": school.relationship == "maintained",
        "aside": schools.stands_aside(request.user, school, today, held=held),  # type: ignore[arg-type]
        "at_school": any(post.role.at_school and post.urn == school.pk for post in held.held),
        "of_due": addresses.of_due(school, held),
        "exports": schools.reaches(held, Permission.RECORD_EXPORT, school=school),
        "sees_readings": schools.reaches(held, Permission.READINGS_READ, school=school),
    }
    return render(request, "record/where.html", context)


@require_safe
def chronology(request: HttpRequest, urn: int) -> HttpResponse:
    """Everything done about a school, the newest first."""
    frame, school = _opened(request, urn)
    told, of_groups = _read(request, frame, school)
    acts = Paginator(tuple(reversed(told.rows)), ACTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "frame": frame,
        "school": school,
        "query": "",
        "acts": acts,
        "shown": [presenters.act(each) for each in acts],
        "left_out": [(level, number) for level, number in told.left_out.items()],
        "of_groups": of_groups,
        "sealed": chronology_file.sealed_sentence(chronology_file.counts(told.rows)),
        "formats": FORMAT_NAMES.items(),
    }
    return render(request, "record/chronology.html", context)


@require_safe
def export(request: HttpRequest, urn: int) -> HttpResponse:
    """The chronology as a file."""
    kind = request.GET.get("format", "")
    frame, school = _opened(request, urn)
    if kind not in FORMAT_NAMES:
        return errors.page(
            request,
            title="There is no such file",
            sentences=(f"Choose one of these formats: {', '.join(FORMAT_NAMES.values())}.",),
            status=400,
        )
    now = timezone.now()
    user: User = request.user  # type: ignore[assignment]
    told, of_groups = _read(request, frame, school)
    made = chronology_file.sheets(
        told.rows,
        school=school,
        left_out=told.left_out,
        made_for=user.name,
        at=now,
        sealed=chronology_file.sealed_sentence(chronology_file.counts(told.rows)),
        of_groups=of_groups,
    )
    trail.record(
        Verb.EXPORTED,
        by=user,
        at=now,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"its chronology as {kind}",
    )
    return HttpResponse(
        chronology_file.written(made, kind=kind),
        content_type=chronology_file.CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="chronology-{school.pk}.{kind}"'},
    )


def _opened(request: HttpRequest, urn: int) -> tuple[Frame, School]:
    opened = loading.school(request, urn, looked_at="its record", permission=Permission.RECORD_EXPORT)
    return opened.frame, opened.school


def _read(request: HttpRequest, frame: Frame, school: School) -> tuple[Read[Act], int]:
    """What of the chronology the user may read, and how much is its task group's; that they read the restricted is kept."""
    every = kept.of(school).acts
    own = [
        act for act in every if all(schools.reaches(frame.held, each, school=school) for each in act.needs)
    ]
    told = confidentiality.reading(
        ((act.confidentiality, act) for act in own),
        school=school,
        what="its chronology",
        by=request.user,  # type: ignore[arg-type]
        held=frame.held,
        at=timezone.now(),
    )
    return told, len(every) - len(own)
