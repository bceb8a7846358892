"""Inductions as a list, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.leadership import induction_presenters as presenters
from trellis.interfaces.web.leadership import loading
from trellis.leadership.actions import inductions as actions
from trellis.leadership.queries import inductions as queries

MOST = 100
"""How many inductions a page lists."""


@require_safe
def inductions(request: HttpRequest) -> HttpResponse:
    """The inductions that the reader may read, what is due soonest first."""
    opened = loading.induction_register(request)
    files = queries.read_by(opened.user, opened.frame.held, today=opened.today, authority=opened.code)
    context = opened.context(
        lines=presenters.lines(files, reads=loading.read_of(opened, files))[:MOST],
        more=f"Only {MOST} are listed." if len(files) > MOST else "",
        works=opened.may(Permission.INDUCTION_WORK),
        own=opened.may(Permission.INDUCTION_ANSWER),
    )
    return render(request, "leadership/inductions.html", context)


@require_safe
def induction(request: HttpRequest, induction: int) -> HttpResponse:
    """Where an induction stands, what comes next, and for those who read it what is said in it."""
    opened, file = loading.induction(request, induction)
    held, school = opened.frame.held, file.induction.school
    works = opened.may(Permission.INDUCTION_WORK, school=school)
    reads = loading.reads(opened, file)
    may = actions.may(opened.user, file, at=timezone.now(), held=held)
    context = opened.context(
        page=presenters.page(
            file,
            may=may,
            reads=reads,
            works=works,
            books=works or file.induction.user_id == opened.user.pk,
        ),
        reads=reads,
        works=works and file.is_open,
    )
    return render(request, "leadership/induction.html", context)
