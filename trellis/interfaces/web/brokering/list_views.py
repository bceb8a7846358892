"""Every support that somebody reads; one school’s, given and received; what giving schools carry; and what was passed over."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.brokering.models.agreed import CHECKS
from trellis.brokering.queries import found as found_queries
from trellis.brokering.queries import load as loads
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT, UNDER_WAY
from trellis.casework.queries import levels
from trellis.interfaces.web.brokering import loading, presenters
from trellis.interfaces.web.govuk import words
from trellis.providers.queries import register
from trellis.schools import queries as schools

STAGES = {
    "looking": ("Looking for support", frozenset({"need", "matched", "checked", "offered"})),
    "under-way": ("Under way", UNDER_WAY),
    "given": ("Given", frozenset({"completed", "evaluated"})),
    "over": ("Closed, ended or withdrawn", SUPPORT.final),
}
ROUTES = {"authority": "Brokered by the authority", "school": "Commissioned by schools"}
A_PAGE = 50


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Every support that the reader reads, the newest first, by stage, route and what it waits for."""
    opened = loading.reader(request)
    files = [
        each
        for each in supports.of_reader(opened.user, opened.frame.held, today=opened.today)
        if each.support.authority_id == opened.code
    ]
    stage, route = request.GET.get("stage", ""), request.GET.get("route", "")
    odd = [each for each in (stage,) if each and each not in STAGES]
    odd += [each for each in (route,) if each and each not in ROUTES]
    shown = [
        each
        for each in files
        if (stage not in STAGES or each.state in STAGES[stage][1])
        and (route not in ROUTES or each.support.route == route)
    ]
    page = _page(request, len(shown))
    held = opened.frame.held
    context = opened.context(
        lines=[presenters.line(each) for each in shown[(page - 1) * A_PAGE : page * A_PAGE]],
        page=page,
        pages=max(1, -(-len(shown) // A_PAGE)),
        found=words.count(len(shown), "support"),
        total=len(files),
        stages=[(key, name, key == stage) for key, (name, _) in STAGES.items()],
        routes=[(key, name, key == route) for key, name in ROUTES.items()],
        stage=stage if stage in STAGES else "",
        route=route if route in ROUTES else "",
        odd=odd,
        oversees=held.may(Permission.SUPPORT_BROKER, authority=opened.code)
        or held.may(Permission.SPENDING_READ, authority=opened.code),
    )
    return render(request, "brokering/list.html", context)


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """What support a school asks for, is given and gives, and what it offers."""
    opened, school = loading.school(request, urn, Permission.SUPPORT_READ, looked_at="support")
    received = supports.received_by(schools.just(school), today=opened.today)
    given = supports.given_by(schools.just(school), today=opened.today)
    provider = register.of_school(school, today=opened.today)
    carried = next(iter(loads.of(given, today=opened.today)), None)
    found = found_queries.of_schools(schools.just(school), today=opened.today)
    is_head = opened.may(Permission.SUPPORT_COMMISSION, school=school)
    context = opened.context(
        school=school,
        opens=opened.may(Permission.LEVEL_READ, school=school),
        asks=school.is_open and opened.may(Permission.SUPPORT_REQUEST, school=school),
        applies=provider is None and opened.may(Permission.PROVIDER_APPLY, school=school),
        received=[presenters.line(each) for each in received],
        given=[presenters.line(each) for each in given],
        found=[
            {"id": each.found.pk, "who": each.found.who, "facts": presenters.found(each)}
            for each in found
            if each.taken_back is None
        ],
        taken_back=[
            f"{each.found.who}: taken back on {words.day(timezone.localdate(back.at))} by {back.by.name}. {back.why}"
            for each in found
            if (back := each.taken_back) is not None
        ],
        logs=is_head and school.is_open,
        says_impact=is_head,
        says_use=not is_head and opened.may(Permission.SUPPORT_REQUEST, school=school),
        quality=provider.quality.said if provider is not None else "",
        provider=provider.provider.pk if provider is not None else None,
        carried=_carried(carried),
    )
    return render(request, "brokering/school.html", context)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """What each giving school carries, beside its own level for those who read it."""
    opened = loading.reader(request, Permission.SUPPORT_BROKER, Permission.SPENDING_READ)
    told = loads.of(supports.of_authority(opened.code, today=opened.today), today=opened.today)
    reads = [each for each in told if opened.may(Permission.LEVEL_READ, school=each.school)]
    standing = levels.standing(schools.by_urns(each.school.pk for each in reads), on=opened.today)
    lines = [
        {
            "urn": each.school.pk,
            "school": each.school.name,
            "helps": _helped(each, opened),
            "asked": each.asked,
            "promised": presenters.days(each.promised),
            "given": presenters.days(each.given),
            "level": f"Level {standing[each.school.pk].level}"
            if each.school.pk in standing
            else "None in force",
            "watch": each.school.pk in standing and standing[each.school.pk].level >= 2 and bool(each.helps),
        }
        for each in told
    ]
    shows_levels = opened.frame.held.may(Permission.LEVEL_READ, authority=opened.code)
    return render(request, "brokering/load.html", opened.context(lines=lines, shows_levels=shows_levels))


@require_safe
def passed_over(request: HttpRequest) -> HttpResponse:
    """Every check that was not met and passed over, with its reason, the newest first."""
    opened = loading.reader(request, Permission.SUPPORT_READ)
    if not opened.frame.held.may(Permission.SPENDING_READ, authority=opened.code):
        raise PermissionDenied("What was passed over is reported to the people of the authority.")
    files = [
        each
        for each in supports.of_authority(opened.code, today=opened.today)
        if supports.may_read(each, opened.frame.held, opened.user)
    ]
    told = sorted(
        ((check, each) for each in files for check in each.overridden),
        key=lambda pair: pair[0].at,
        reverse=True,
    )
    lines = [
        {
            "id": each.support.pk,
            "school": each.school.name,
            "who": _giver_of(each, check.match_id),
            "check": CHECKS[check.name],
            "said": check.said,
            "why": check.override,
            "by": f"{check.by.name}, {words.moment(check.at)}",
        }
        for check, each in told
    ]
    return render(request, "brokering/passed_over.html", opened.context(lines=lines))


def _giver_of(file: SupportFile, match_id: int) -> str:
    return next((each.provider.name for each in file.matches if each.pk == match_id), "")


def _helped(told: loads.Load, opened: loading.Opened) -> str:
    """The schools that one helps, by name where the reader reads of them."""
    named = [each.name for each in told.helps if opened.may(Permission.SUPPORT_READ, school=each)]
    others = len(told.helps) - len(named)
    if others:
        named.append(
            words.count(others, "school that you do not work with", "schools that you do not work with")
        )
    return ", ".join(named) or "Nobody now"


def _carried(told: loads.Load | None) -> str:
    if told is None or not (told.helps or told.given or told.asked):
        return ""
    helps = (
        f"It helps {words.count(len(told.helps), 'school')} now" if told.helps else "It helps no school now"
    )
    return f"{helps}; {presenters.days(told.promised)} are promised yet, and {presenters.days(told.given)} were given this school year."


def _page(request: HttpRequest, number: int) -> int:
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    return min(max(page, 1), max(1, -(-number // A_PAGE)))
