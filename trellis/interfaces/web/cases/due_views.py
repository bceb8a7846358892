"""What is due: everything that waits for somebody, narrowed by kind, person, school and team."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts import queries as accounts
from trellis.accounts.roles import Permission
from trellis.analysis.files.releases import ReleaseRefused
from trellis.brokering.queries import due as supporting
from trellis.casework.queries import due as queries
from trellis.casework.queries.due import Board
from trellis.documents import due as written
from trellis.duties import queries as duties
from trellis.events.queries import due as attending
from trellis.intake import returns
from trellis.interfaces.web.cases import due_filters, due_presenters, due_rows
from trellis.interfaces.web.cases.due_filters import Filters
from trellis.interfaces.web.cases.due_rows import Row
from trellis.interfaces.web.cases.opening import opened_at, reader, visible_to
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.loading import AuthorityOpened
from trellis.interventions.queries import due as intervening
from trellis.judgements.queries import due as judging
from trellis.leaders.queries import due as leading
from trellis.leadership.queries import due as inducting
from trellis.practice.queries import due as sharing
from trellis.providers.queries import due as providing
from trellis.resources.queries import due as serving
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.visits.queries import due as visiting


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What needs the reader now, and what needs others."""
    opened = opened_at(request, here="due")
    today = timezone.localdate()
    board = queries.board(visible_to(request, opened), authority=opened.code, today=today)
    brought, untold = _of_returns(opened, board.holders, today=today)
    rows = [*_rows(request, opened, board, today=today), *brought]
    user = reader(request)
    asked = due_filters.read(request.GET, reader=user.pk)
    offered = due_filters.offered(
        rows,
        asked,
        holders=board.holders,
        reader=user.pk,
        known_schools=_known_school(request, opened, asked, rows),
        known_people=_known_person(opened, asked, board.holders, today=today),
    )
    filters, wrong = due_filters.held_against(asked, offered)
    context = {
        "frame": opened.frame,
        "authority": opened.code,
        "page": due_presenters.present(
            board,
            rows,
            offered=offered,
            filters=filters,
            wrong=wrong,
            authority=opened.code,
            untold=untold,
        ),
        "wrong": wrong,
        "problems": [{"text": said, "href": f"#{name}"} for name, said in wrong.items()],
        "today": words.day(today),
    }
    return render(request, "cases/due.html", context, status=400 if wrong else 200)


def _rows(request: HttpRequest, opened: AuthorityOpened, board: Board, *, today: date) -> list[Row]:
    """What is due at an authority that the reader may see, of cases first, then beside them; its returns apart."""
    user, held = reader(request), opened.frame.held
    cases = [
        due_rows.of_case(item, mine=item.is_of(user, held), holders=board.holders) for item in board.items
    ]
    return [
        *cases,
        *_of_visits(request, opened, board.holders, today=today),
        *_of_interventions(request, opened, board.holders, today=today),
        *_of_practice(request, opened, board.holders, today=today),
        *_of_services(request, opened, board.holders, today=today),
        *_of_support(request, opened, board.holders, today=today),
        *_of_events(request, opened, board.holders, today=today),
        *_of_inductions(request, opened, board.holders, today=today),
        *_of_helpers(request, opened, board.holders, today=today),
        *_of_duties(request, opened, board.holders, today=today),
        *_of_documents(request, opened, board.holders, today=today),
        *_of_reviews(request, opened, board.holders, today=today),
    ]


def _of_visits(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    user, held = reader(request), opened.frame.held
    read = visiting.opened(user, held, today)
    if read is None:
        return []
    of_reader = visiting.of(user, held, today, read=read)
    own = [each for each in of_reader if each.school.authority_id == opened.code]
    told = {(each.name, each.args, each.kind, each.by) for each in own}
    others = [
        each
        for each in visiting.of_all(read)
        if each.school.authority_id == opened.code and (each.name, each.args, each.kind, each.by) not in told
    ]
    return [
        due_rows.of_visit(each, mine=mine, holders=holders)
        for found, mine in ((own, True), (others, False))
        for each in found
    ]


def _of_interventions(
    request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date
) -> list[Row]:
    user, held = reader(request), opened.frame.held
    read = intervening.opened(user, held, today)
    own = intervening.of(user, held, today, read=read)
    others = intervening.of_others(held, read=read, mine=own)
    return [
        due_rows.of_intervention(each, today=today, mine=mine, holders=holders)
        for found, mine in ((own, True), (others, False))
        for each in found
        if each.school.authority_id == opened.code
    ]


def _of_practice(
    request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date
) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_practice(each, today=today, mine=mine, holders=holders)
        for each, mine in sharing.told(user, held, today)
        if each.school.authority_id == opened.code
    ]


def _of_events(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    user, held = reader(request), opened.frame.held
    own = tuple(each for each in attending.of(user, held, today) if each.authority == opened.code)
    others = attending.of_others(held, today, authority=opened.code, mine=own)
    return [
        due_rows.of_event(each, today=today, mine=mine, holders=holders)
        for found, mine in ((own, True), (others, False))
        for each in found
    ]


def _of_inductions(
    request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date
) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_induction(each, today=today, mine=mine, holders=holders)
        for each, mine in inducting.told(user, held, today)
        if each.school.authority_id == opened.code
    ]


def _of_helpers(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_helper(each, today=today, mine=each.is_of(user, held), holders=holders)
        for each in (*providing.told(held, today), *leading.told(held, today))
        if each.authority == opened.code
    ]


def _of_support(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_support(each, today=today, mine=each.is_of(user, held), holders=holders)
        for each in supporting.told(user, held, today)
        if each.school.authority_id == opened.code
    ]


def _of_services(
    request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date
) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_service(each, today=today, mine=mine, holders=holders)
        for each, mine in serving.told(user, held, today)
        if each.school.authority_id == opened.code
    ]


def _of_duties(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    user, held, code = reader(request), opened.frame.held, opened.code
    if not held.may(Permission.DUTIES_READ, authority=code):
        return []
    return [
        due_rows.of_duty(each, authority=code, mine=each.is_of(user, held, authority=code), holders=holders)
        for each in duties.due_at(code, today=today)
    ]


def _of_documents(
    request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date
) -> list[Row]:
    user, held = reader(request), opened.frame.held
    return [
        due_rows.of_document(each, mine=each.is_of(user, held), holders=holders)
        for each in written.told(user, held, today=today)
        if each.document.authority_id == opened.code
    ]


def _of_reviews(request: HttpRequest, opened: AuthorityOpened, holders: Holders, *, today: date) -> list[Row]:
    held = opened.frame.held
    return [
        due_rows.of_review(each, mine=judging.is_of(held, each), holders=holders)
        for each in judging.told(reader(request), held, today=today)
        if each.school.authority_id == opened.code
    ]


def _of_returns(opened: AuthorityOpened, holders: Holders, *, today: date) -> tuple[list[Row], str]:
    """The returns that are due, and a sentence where that cannot be told."""
    mine = opened.frame.held.may(Permission.DATA_IMPORT, authority=opened.code)
    try:
        found = returns.due_at(opened.code, today=today)
    except ReleaseRefused:
        return [], "Which returns are due cannot be told now: what is held of them cannot be read."
    return [due_rows.of_return(each, mine=mine, holders=holders) for each in found], ""


def _known_school(
    request: HttpRequest, opened: AuthorityOpened, asked: Filters, rows: list[Row]
) -> dict[int, str]:
    """The school that is asked for, where the reader may see it and nothing is due of it."""
    urn = asked.school
    if not (urn.isascii() and urn.isdecimal() and len(urn) < 10) or any(str(row.urn) == urn for row in rows):
        return {}
    found = schools.named(visible_to(request, opened).filter(pk=int(urn)))
    return {urn: name for urn, name, _ in found}


def _known_person(
    opened: AuthorityOpened, asked: Filters, holders: Holders, *, today: date
) -> dict[int, str]:
    """Who is asked for, where the reader knows of them though nothing is due of them.

    Whoever reads of the whole authority knows who works there, and whoever allocates schools knows its coming advisers.
    """
    held, code = opened.frame.held, opened.code
    if not asked.person.isdecimal():
        return {}
    known = {}
    if held.may(Permission.COUNTS_READ, authority=code):
        known = {each.user_id: each.name for each in holders.every if not each.post.role.at_school}
    if held.may(Permission.SCHOOLS_ALLOCATE, authority=code):
        known |= {each.pk: each.name for each in accounts.advisers(code, on=today)}
    return {pk: name for pk, name in known.items() if str(pk) == asked.person}
