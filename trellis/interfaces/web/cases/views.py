"""One case, and the form of each step of it."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions import cases as actions
from trellis.casework.actions import taking
from trellis.casework.actions.visits import MOST_LINES, ChangedMeanwhile
from trellis.casework.queries import cases as kept
from trellis.casework.queries import due, kept_cases
from trellis.casework.queries.cases import CaseFile, CaseLine
from trellis.interfaces.web.cases import addresses, forms, presenters, stepping, written
from trellis.interfaces.web.cases.written import PlanShown
from trellis.interfaces.web.govuk import errors, faults, typed, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools.models import School

LEADS_ON = {"visit": "plan-of-action"}
"""Where a step leads straight on: the plan of action is written after the visit that confirmed the risk."""


@require_safe
def case(request: HttpRequest, urn: int) -> HttpResponse:
    """Where the case of a school stands, what comes next and who decides; an older case by `?case=`."""
    opened = loading.school(request, urn, looked_at="case")
    _check_reads(opened.frame, opened.school)
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    every = kept.lines_of(opened.school, today=on or today)
    chosen = _chosen(request, every)
    file = kept_cases.in_full(chosen, school=opened.school, today=on or today) if chosen is not None else None
    user = _user(request)
    may = actions.may(user, school=opened.school, on=today, held=opened.frame.held)
    items = due.of_case(file) if file is not None and file.is_open else ()
    page = None
    if file is not None:
        page = presenters.present(
            file,
            due=items,
            mine=[item for item in items if on is None and item.is_of(user, opened.frame.held)],
            may=may,
            on=on,
        )
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "page": page,
        "on": words.day(on),
        "as_of": as_typed(on or today),
        "maintained": opened.school.relationship == "maintained",
        "may_identify": "case_identify" in may
        and on is None
        and opened.school.relationship == "maintained"
        and opened.school.is_open
        and not any(each.is_open for each in every),
        "may_propose": "level_propose" in may and on is None,
        "addresses": {name: addresses.of(name, urn) for name in ("plan", "task_group")},
        "to_do": [
            (shown, addresses.of_ask(shown.page, shown.step, urn)) for shown in (page.due if page else ())
        ],
        "of_due": addresses.of_due(opened.school, opened.frame.held),
        "older": [
            (each.pk, f"{words.day(each.seen_on)}: {each.state_words.lower()}")
            for each in every
            if each is not chosen
        ],
    }
    return render(request, "cases/case.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, name: str) -> HttpResponse:
    """The form of one step; and the step. What was written stays on the page whatever becomes of it."""
    step = name.replace("-", "_")
    if step not in stepping.NAMES or "_" in name:
        raise Http404
    frame, school = _opened(request, urn, looked_at=f"case: {name}")
    now = timezone.now()
    today = timezone.localdate(now)
    user = _user(request)
    taking.require(user, stepping.permission(step), school=school, on=today)
    file = kept.open_of(school, today=today)
    asked = stepping.asked(step, school, file, at=now)
    sent = request.POST if request.method == "POST" else None
    brought_back = typed.take_back(request) if sent is None else None
    form = stepping.form_of(step, asked, sent or brought_back, at=now)
    status, conflict = 200, None
    if brought_back is not None or (isinstance(form, forms.LinesForm) and form.asks_for_more):
        form.errors.clear()  # it has not been sent to be saved yet
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        try:
            taken = stepping.take(step, asked, form, by=user, at=now)
            return redirect(_onward(step, taken, urn))
        except Refusal as refusal:
            status = 409
            conflict = _conflict(sent, file) if isinstance(refusal, ChangedMeanwhile) else None
            form = _anew(step, asked, sent, str(refusal), at=now)
        except DatabaseError as error:
            if not faults.sentence(error):
                raise
            status = 503
            form = _anew(step, asked, sent, faults.sentence(error), at=now)
    context = {
        "frame": frame,
        "school": school,
        "form": form,
        "problems": problems(form),
        "step": stepping.title(step, file),
        "explained": stepping.EXPLAINED.get(step, ""),
        "stands": f"{file.state_words}, {presenters.level_tag(file).words}" if file is not None else "",
        "nothing_open": file is None and step != "identify",
        "open_already": file is not None and step == "identify",
        "maintained": school.relationship == "maintained",
        "brought_back": brought_back is not None,
        "conflict": conflict,
        "lines": form.groups() if isinstance(form, forms.LinesForm) else (),
        "plain": form.plain() if isinstance(form, forms.LinesForm) else list(form),
        "may_add": isinstance(form, forms.LinesForm) and len(form.line_numbers) not in (0, MOST_LINES),
    }
    return render(request, "cases/step.html", context, status=status)


def _anew(name: str, asked: stepping.Asked, sent: QueryDict, said: str, *, at: datetime) -> StepForm:
    """The form with what was sent and why it was not taken, ready to be sent again by somebody who has seen what is new."""
    again = sent.copy()
    again["seen"] = str(stepping.seen_of(name, asked.file))
    form = stepping.form_of(name, asked, again, at=at)
    form.is_valid()
    form.add_error(None, said)
    return form


def _conflict(sent: QueryDict, file: CaseFile | None) -> PlanShown | None:
    """The plan of action as somebody else has left it, and how it differs from the one that was being edited."""
    if file is None or "line_count" not in sent or file.plan_of_action is None:
        return None
    seen = str(sent.get("seen", ""))
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0
    base = next((each for each in file.plans_of_action if each.revision == number), None)
    return written.plan(file.plan_of_action, since=base)


def _onward(step: str, taken: CaseFile, urn: int) -> str:
    """The page after a step: the case, or what comes straight after it."""
    if step == "visit" and taken.state == "visit_due":
        confirmed = taken.visit is not None and taken.visit.found
        if confirmed and not taken.has_plan_of_action:
            return addresses.of_ask("case", LEADS_ON["visit"], urn)
    return addresses.of("case", urn)


def _opened(request: HttpRequest, urn: int, *, looked_at: str) -> tuple[Frame, School]:
    """The school of a form. A look is recorded; a form that is sent records what it does, and nothing before it."""
    if request.method == "POST":
        frame, school = loading.seen(request, urn)
    else:
        opened = loading.school(request, urn, looked_at=looked_at)
        frame, school = opened.frame, opened.school
    _check_reads(frame, school)
    return frame, school


def _check_reads(frame: Frame, school: School) -> None:
    if not schools.reaches(frame.held, Permission.CASE_READ, school=school):
        raise Http404


def _chosen(request: HttpRequest, every: list[CaseLine]) -> CaseLine | None:
    """The case that an address asks for; else the open one, else the newest. Raises Http404 for one that is not there."""
    asked = request.GET.get("case", "")
    if asked:
        found = next((each for each in every if str(each.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return kept.shown_of(every)


def _user(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user
