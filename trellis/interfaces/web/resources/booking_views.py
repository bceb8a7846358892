"""Days of an adviser: booked, kept or cancelled, used, given by hand, and taken back where a row was wrong."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts import queries as people
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.resources import forms, loading, presenters
from trellis.interfaces.web.resources.loading import Opened
from trellis.resources import years
from trellis.resources.actions import allocations, bookings
from trellis.resources.models import Kind
from trellis.resources.queries import days
from trellis.resources.workflows.booking import BOOKING
from trellis.schools import holders
from trellis.schools.models import School
from trellis.visits.queries import visits
from trellis.workflow import TransitionRefused

MOST_VISITS = 20
EXPLAINED = {
    "keep": "The day moves from booked to used.",
    "cancel": "The days come back to the school at once, and the adviser is told.",
    "call_off": "The days come back to the school at once, and the headteacher is told.",
}
ASKS = {
    "keep": "What came of it",
    "cancel": "Why the school cancels it",
    "call_off": "Why the adviser cancels it",
}


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, urn: int) -> HttpResponse:
    """The form by which a day is booked ahead; and the booking."""
    opened, school = loading.school(request, urn, looked_at="services: book a day")
    if not opened.may(Permission.SERVICE_ORDER, school=school):
        taking.require(opened.user, Permission.SERVICE_DELIVER, school=school, on=opened.today)
    advisers = _advisers(opened, school)
    left = days.balance(school, year=years.year_of(opened.today)).left

    def done(given: dict[str, Any]) -> str:
        bookings.book(
            school,
            adviser=_person(given["adviser"]),
            day=given["day"],
            quarters=int(given["quarters"]),
            purpose=given["what"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("school_services", args=[urn]) + "#bookings"

    first = next(iter(advisers), "") if len(advisers) == 1 else ""
    return sending.answer(
        request,
        form_of=lambda sent: forms.Booking(
            sent, advisers=advisers, initial={"seen": urn, "quarters": "4", "adviser": first}
        ),
        seen=urn,
        take=done,
        context=_context(
            opened,
            school,
            step="Book an adviser day",
            button="Book the day",
            explained=f"{years.days(left)} are left for {years.named(years.year_of(opened.today))}. A booked day is held for you, and comes back if it is cancelled.",
            warned=""
            if advisers
            else "Nobody gives services to this school yet: ask the authority who its adviser is.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, urn: int) -> HttpResponse:
    """The form by which whoever gives services says what was used; and the rows."""
    opened, school = loading.school(request, urn, looked_at="services: days used")
    taking.require(opened.user, Permission.SERVICE_DELIVER, school=school, on=opened.today)
    advisers = _advisers(opened, school)
    made = []
    if opened.may(Permission.CASE_READ, school=school):
        made = [each for each in visits.of_school(school, today=opened.today) if each.day <= opened.today]
    known = {each.visit.pk: each for each in made[:MOST_VISITS]}

    def done(given: dict[str, Any]) -> str:
        visit = known[int(given["visit"])].visit if given["visit"] else None
        allocations.use(
            school,
            adviser=_person(given["adviser"]),
            on=given["day"],
            quarters=int(given["quarters"]),
            what=given["what"],
            visit=visit,
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("school_services", args=[urn]) + "#ledger"

    listed = [(pk, f"Visit of {words.day(each.day)}") for pk, each in known.items()]
    own = opened.user.pk if opened.user.pk in advisers else ""
    return sending.answer(
        request,
        form_of=lambda sent: forms.Use(
            sent, advisers=advisers, visits=listed, initial={"seen": urn, "quarters": "4", "adviser": own}
        ),
        seen=urn,
        take=done,
        context=_context(
            opened,
            school,
            step="Say what was used",
            button="Save",
            explained="De-delegated days are used first, then central ones, and those that the school bought last. A day that was booked is kept from the list of bookings instead.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, urn: int) -> HttpResponse:
    """The form by which the manager gives a school days by hand; and the days."""
    opened, school = loading.school(request, urn, looked_at="services: give days")
    taking.require(opened.user, Permission.SERVICE_KEEP, school=school, on=opened.today)
    year = loading.year(request, opened)

    def done(given: dict[str, Any]) -> str:
        allocations.allocate(
            school,
            year=year,
            route=given["route"],
            quarters=given["quarters"],
            why=given["why"],
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("school_services", args=[urn]) + f"?year={year}#ledger"

    return sending.answer(
        request,
        form_of=lambda sent: forms.Give(sent, initial={"seen": year}),
        seen=year,
        take=done,
        context=_context(
            opened,
            school,
            step=f"Give days for {years.named(year)}",
            button="Give the days",
            explained="These are beside what the school is entitled to by its level. A row of the ledger is never changed: one that is wrong is taken back by another.",
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, adviser_day: int, move: str) -> HttpResponse:
    """The form by which a booked day is kept or cancelled; and the step."""
    name = move.replace("-", "_")
    if name not in bookings.ASKED or "_" in move:
        raise Http404
    opened = loading.authority(request)
    file = days.one(adviser_day, authorities=loading.codes_of(opened), today=opened.today)
    if file is None or not opened.may(Permission.SERVICE_READ, school=file.booking.school):
        raise Http404
    school, chosen = file.booking.school, BOOKING.by_name[name]
    opened = loading.authority(request, code=school.authority_id)
    loading.seen(request, opened, school, f"a booked adviser day: {move}")
    taking.require(opened.user, Permission(chosen.permission), school=school, on=opened.today)
    may = taking.may(opened.user, BOOKING, school=school, on=opened.today, held=opened.frame.held)
    try:
        BOOKING.check(file, name, state=file.state, may=may)
        warned = ""
    except TransitionRefused as refusal:
        warned = str(refusal)

    def done(given: dict[str, Any]) -> str:
        bookings.take(file, name, reasons=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("school_services", args=[school.pk]) + "#bookings"

    return sending.answer(
        request,
        form_of=lambda sent: forms.Reasons(
            sent, label=ASKS[name], missing=bookings.ASKED[name], initial={"seen": len(file.steps)}
        ),
        seen=len(file.steps),
        take=done,
        context=_context(
            opened,
            school,
            step=chosen.label,
            button=chosen.label,
            stands=f"{years.days(file.booking.quarters)} of {file.booking.adviser.name} on {words.day(file.booking.day)}: {BOOKING.said(file.state)}.",
            explained=EXPLAINED[name],
            warned=warned,
        ),
        template=loading.STEP,
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, day_row: int) -> HttpResponse:
    """The form by which a row of a ledger is taken back; and the row that does it."""
    opened = loading.authority(request)
    row = days.row(day_row, authorities=loading.codes_of(opened))
    if row is None or not opened.may(Permission.SERVICE_READ, school=row.school):
        raise Http404
    opened = loading.authority(request, code=row.school.authority_id)
    loading.seen(request, opened, row.school, "a row of its adviser days")
    needed = Permission.SERVICE_DELIVER if row.kind == Kind.USED else Permission.SERVICE_KEEP
    taking.require(opened.user, needed, school=row.school, on=opened.today)
    if row.counters_id is not None or row.kind in (Kind.BOOKED, Kind.BOUGHT):
        raise Http404

    what = presenters.row_words(row, reads_level=opened.may(Permission.LEVEL_READ, school=row.school))

    def done(given: dict[str, Any]) -> str:
        allocations.correct(row, why=given["reasons"], by=opened.user, at=timezone.now())
        return reverse("school_services", args=[row.school_id]) + f"?year={row.year}#ledger"

    return sending.answer(
        request,
        form_of=lambda sent: forms.Reasons(
            sent,
            label="What was wrong with it",
            missing="Say what was wrong with it",
            initial={"seen": row.number},
        ),
        seen=row.number,
        take=done,
        context=_context(
            opened,
            row.school,
            step="Take a row back",
            button="Take it back",
            stands=f"{row.get_kind_display()}: {years.days(row.quarters)}, {row.get_route_display().lower()}. {what}",
            explained="The row stays as it was written, and another takes it back whole. Then write what is right as a new row.",
        ),
        template=loading.STEP,
    )


def _context(opened: Opened, school: School, **more: object) -> dict[str, object]:
    return opened.context(
        school=school,
        cancel=reverse("school_services", args=[school.pk]),
        back_text="Back to the services of the school",
        **more,
    )


def _advisers(opened: Opened, school: School) -> dict[int, str]:
    """Who gives services to a school, by name."""
    return holders.at(school.authority_id, on=opened.today).who_may(Permission.SERVICE_DELIVER, school=school)


def _person(chosen: str) -> User:
    """The person that was chosen from the list. Raises CannotTake where the account is gone."""
    found = people.account(int(chosen))
    if found is None:
        raise CannotTake("Choose an adviser from the list.")
    return found
