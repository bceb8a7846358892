"""The authority's register: notices that were given and concerns that academies were told of, or how many there are."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import errors, layout, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.interventions import concern_presenters, notice_presenters
from trellis.interventions.queries import concerns, notices
from trellis.schools import queries as schools
from trellis.schools.models import School

OPENS = (
    Permission.NOTICE_READ,
    Permission.CONCERN_READ,
    Permission.ISSUED_READ,
    Permission.ISSUED_COUNTS,
)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Who reads schools sees those of theirs; the Executive Member what was given and referred; scrutiny how many."""
    frame = layout.frame(request, here="register")
    held = frame.held
    codes = sorted(frozenset[str]().union(*(held.authorities(each) for each in OPENS)))
    if not codes:
        raise PermissionDenied("Your role does not include warning notices, nor concerns about academies.")
    code = request.GET.get("authority", "") or codes[0]
    if code not in codes:
        raise Http404
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    day = on or today
    issued = held.may(Permission.ISSUED_READ, authority=code)
    counts = issued or held.may(Permission.ISSUED_COUNTS, authority=code)
    all_notices = notices.of_authority(code, today=day)
    all_concerns = concerns.of_authority(code, today=day)
    reached = [each for each in all_notices if _reads(each.notice.school, Permission.NOTICE_READ, held)]
    told = [each for each in all_concerns if _reads(each.concern.school, Permission.CONCERN_READ, held)]
    if issued:
        reached, told = all_notices, all_concerns
    shown = [each.as_told() for each in reached if each.is_given]
    # What the academy does not know of is restricted: it is counted here and not listed
    known = [each.as_told() for each in told if each.is_told]
    if issued:
        known = [each for each in known if each.is_referred]
    context = {
        "frame": frame,
        "authority": code,
        "notices": [notice_presenters.line(each) for each in shown],
        "concerns": [concern_presenters.line(each) for each in known],
        "counted": {**notices.counted(all_notices), "concerns": concerns.counted(all_concerns)}
        if counts
        else None,
        "lists": issued or held.may(Permission.NOTICE_READ, authority=code),
        "opens": not issued,
        "on": words.day(on),
        "as_of": as_typed(day),
        "name": schools.name_of(code),
    }
    return render(request, "interventions/register.html", context)


def _reads(school: School, permission: Permission, held: Access) -> bool:
    return schools.reaches(held, permission, school=school)
