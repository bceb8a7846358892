"""The documents of a school, and those of an authority."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.documents import catalogue, queries, rights
from trellis.interfaces.web.documents import loading, presenters
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.schools import loading as school_loading
from trellis.schools import queries as schools


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """The documents about a school that the reader may read, and those that they may make."""
    opened = school_loading.school(request, urn, looked_at="documents", permission=Permission.LEVEL_READ)
    school, held = opened.school, opened.frame.held
    today = timezone.localdate()
    lines = [
        presenters.line(each) for each in queries.of_school(school) if loading.may_read(opened.frame, each)
    ]
    makes = [
        kind
        for kind in catalogue.every().values()
        if kind.about == "school"
        and Permission.DOCUMENT_WRITE
        in rights.may(
            request.user,  # type: ignore[arg-type]
            kind,
            authority=school.authority_id,
            school=school,
            on=today,
            held=held,
        )
    ]
    context = {
        "frame": opened.frame,
        "school": school,
        "query": "",
        "lines": lines,
        "makes": makes,
        "evidence": schools.reaches(held, Permission.EVIDENCE_READ, school=school),
    }
    return render(request, "documents/of_school.html", context)


@require_safe
def of_authority(request: HttpRequest) -> HttpResponse:
    """The reports of the authority; the documents about schools still to be issued, and those issued last."""
    frame = layout.frame(request, here="outcomes")
    if not frame.held.may(Permission.DOCUMENT_READ):
        raise PermissionDenied("Your role does not include the documents of an authority.")
    today = timezone.localdate()
    visible = schools.visible_to(
        request.user,  # type: ignore[arg-type]
        on=today,
        permission=Permission.DOCUMENT_READ,
        held=frame.held,
    )
    codes = sorted(frame.held.authorities(Permission.DOCUMENT_READ))
    reports = [each for code in codes for each in queries.of_authority(code)]
    waiting = [each for code in codes for each in queries.waiting(code, schools=visible)]
    issued = queries.issued_last(codes, schools=visible)
    makes = [
        kind
        for kind in catalogue.every().values()
        if kind.about == "authority"
        and any(rights.holds(frame.held, kind.drafts, authority=code, school=None) for code in codes)
    ]
    context = {
        "frame": frame,
        "reports": [presenters.line(each) for each in reports if loading.may_read(frame, each)],
        "waiting": [presenters.line(each) for each in waiting if loading.may_read(frame, each)],
        "issued": [presenters.line(each) for each in issued if loading.may_read(frame, each)],
        "makes": makes,
        "own": schools.named(visible.filter(is_open=True))
        if any(post.role.at_school for post in frame.held.held)
        else [],
        "whole": any(
            rights.holds(frame.held, Permission.DOCUMENT_READ, authority=code, school=None) for code in codes
        ),
    }
    return render(request, "documents/of_authority.html", context)
