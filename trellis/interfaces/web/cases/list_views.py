"""The list of cases, and the list as a file."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Sheet
from trellis.casework import rules as pack_rules
from trellis.casework.models import Case
from trellis.casework.queries import closed_cases
from trellis.casework.queries import due as queries
from trellis.casework.queries.due import Due
from trellis.interfaces.web.cases import listing
from trellis.interfaces.web.cases.opening import opened_at, reader, visible_to
from trellis.interfaces.web.govuk import errors, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.schools.loading import AuthorityOpened
from trellis.schools.models import School

A_PAGE = 50


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the authority that the reader may see, the most overdue first."""
    opened = opened_at(request, here="cases")
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    filters = listing.asked(request.GET)
    shown = _ended if filters.state == "closed" else _open
    context = {
        "frame": opened.frame,
        "authority": opened.code,
        "closed": filters.state == "closed",
        "filters": filters,
        "notice": f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        "as_of": as_typed(on or today),
        "on": (on.isoformat() if on is not None else ""),
        **shown(request, opened, filters, today=on or today),
    }
    return render(request, "cases/list.html", context)


def _open(
    request: HttpRequest, opened: AuthorityOpened, filters: listing.Filters, *, today: date
) -> dict[str, Any]:
    """What the list shows of the cases that are open, with what is due of each."""
    board = queries.board(visible_to(request, opened), authority=opened.code, today=today)
    files, of_school = list(board.cases.values()), board.of_school
    shown = listing.ordered(listing.narrowed(files, filters), of_school)
    page: Page[Any] = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    late = sum(1 for file in files if any(item.overdue for item in of_school.get(file.case.school_id, ())))
    return {
        "lines": [listing.line(file, of_school.get(file.case.school_id, ())) for file in page],
        "page": page,
        "choices": listing.choices_of(files, filters),
        "any": bool(files),
        "counts": [
            (words.count(len(files), "open case"), ""),
            (words.count(late, "case with something overdue", "cases with something overdue"), ""),
            (words.count(sum(1 for file in files if file.visit_is_late), "late first visit"), ""),
        ],
        "estimated": board.estimated,
    }


def _ended(
    request: HttpRequest, opened: AuthorityOpened, filters: listing.Filters, *, today: date
) -> dict[str, Any]:
    """What the list shows of the cases that have ended. Nothing is due of them, so nothing of what is due is read."""
    visible = visible_to(request, opened)
    page: Page[Any] = Paginator(_closed(visible, filters, today=today), A_PAGE).get_page(
        request.GET.get("page")
    )
    rules = pack_rules.of(opened.code)
    advisers = {str(pk): name for pk, name in closed_cases.advisers(visible).items()}
    phases = set(visible.order_by().values_list("phase_group", flat=True).distinct())
    return {
        "lines": [listing.line(closed_cases.outline(row, rules=rules, today=today), ()) for row in page],
        "page": page,
        "choices": listing.choices(filters, advisers={**advisers, "0": "Nobody yet"}, phases=phases),
        "any": bool(page.paginator.count),
        "counts": [(words.count(page.paginator.count, "case that has ended", "cases that have ended"), "")],
        "estimated": False,
    }


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, as it is narrowed."""
    opened = opened_at(request, here="cases")
    today = timezone.localdate()
    filters = listing.asked(request.GET)
    visible = visible_to(request, opened)
    of_school: Mapping[int, Sequence[Due]] = {}
    if filters.state == "closed":
        rules = pack_rules.of(opened.code)
        found = _closed(visible, filters, today=today)
        files = [closed_cases.outline(row, rules=rules, today=today) for row in found]
    else:
        board = queries.board(visible, authority=opened.code, today=today)
        of_school = board.of_school
        files = listing.ordered(listing.narrowed(board.cases.values(), filters), of_school)
    trail.record(
        Verb.EXPORTED,
        by=reader(request),
        at=timezone.now(),
        authority_code=opened.code,
        subject=f"the list of cases as CSV, {words.count(len(files), 'case')}",
    )
    rows = [listing.row(file, of_school.get(file.case.school_id, ())) for file in files]
    text = io.StringIO()
    text.write("\ufeff")  # what makes a spreadsheet read the file as UTF-8
    spreadsheet.write_csv(text, Sheet(name="Cases", header=listing.HEADER, rows=rows))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{today.isoformat()}.csv"'
    return response


def _closed(visible: QuerySet[School], filters: listing.Filters, *, today: date) -> QuerySet[Case]:
    """The cases that have ended, as narrowed, newest first."""
    rows = closed_cases.of_schools(visible, today=today)
    if filters.phase:
        rows = rows.filter(school__phase_group=filters.phase)
    if filters.adviser:
        rows = closed_cases.worked_by(rows, adviser=int(filters.adviser) or None)
    return rows.filter(level=int(filters.level)) if filters.level else rows
