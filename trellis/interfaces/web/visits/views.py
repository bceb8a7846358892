"""The visits of a school and of a person, one visit with its brief, and the form of each step."""

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk import faults, typed, words
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.schools import loading as schools_loading
from trellis.interfaces.web.visits import briefing, forms, loading, presenters, stepping
from trellis.interfaces.web.visits.loading import Opened
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.screening import queries as screening
from trellis.visits.actions import visits as actions
from trellis.visits.queries import due, in_hand, inspections
from trellis.visits.queries import visits as kept
from trellis.visits.queries.visits import VisitFile
from trellis.visits.workflows.visit import AUTHOR, VISIT
from trellis.workflow import Offer, TransitionRefused

MOST_LISTED = 200


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What is due of the reader, and every visit on which they go."""
    frame = schools_loading.allowed(request, Permission.CASE_READ, here="visits")
    if not frame.held.may(Permission.CASE_READ):
        raise PermissionDenied("Your role does not include visits to schools.")
    user, today = loading.person(request), timezone.localdate()
    visible = schools.visible_to(user, on=today, permission=Permission.CASE_READ, held=frame.held)
    led = kept.led_by(user, visible, today=today)
    context = {
        "frame": frame,
        "due": presenters.due(due.of(user, frame.held, today)),
        "open": [presenters.line(each) for each in reversed(led) if each.is_open],
        "ended": [presenters.line(each) for each in led if not each.is_open][:MOST_LISTED],
        "writes": frame.held.may(Permission.VISIT_WRITE),
    }
    return render(request, "visits/mine.html", context)


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """Every visit to a school, the next first, with what was agreed at the last; and its inspections in short."""
    opened = loading.school(request, urn, looked_at="visits")
    every = kept.of_school(opened.school, today=opened.today)
    coming = [each for each in every if each.state == "booked"]
    embargoed = inspections.reads_embargoed(
        opened.user, opened.frame.held, school=opened.school, on=opened.today
    )
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "coming": [presenters.line(each) for each in reversed(coming)],
        "history": [presenters.line(each) for each in every if each.state != "booked"],
        "agreed": presenters.open_actions(every),
        "inspections": [
            (
                each.inspection.pk,
                each.inspection.get_kind_display(),
                words.day(each.inspection.begins_on),
                inspections.state_told(each, embargoed=embargoed),
            )
            for each in inspections.of_school(opened.school, today=opened.today)
        ],
        "may_book": opened.may(Permission.VISIT_WRITE) and opened.school.is_open,
    }
    return render(request, "visits/school.html", context)


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, urn: int) -> HttpResponse:
    """Book a visit."""
    opened = loading.to_write(request, urn, Permission.VISIT_WRITE, looked_at="visits: book")
    leads = kept.leads(opened.school, on=opened.today)
    goes = str(opened.user.pk) if opened.user in leads else ""
    sent = request.POST if request.method == "POST" else typed.take_back(request)
    form = forms.Book(sent, leads=leads, initial={"lead": goes})
    status = 200
    if request.method != "POST" and sent is not None:
        form.errors.clear()  # brought back after signing in again: it has not been sent yet
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        try:
            made = actions.book(
                school=opened.school,
                purpose=form.cleaned_data["purpose"],
                by=opened.user,
                at=opened.now,
                **form.given(),
            )
            return redirect("visit", urn, made.visit.pk)
        except Refusal as refusal:
            status = 409
            form.add_error(None, str(refusal))
    context = {"frame": opened.frame, "school": opened.school, "form": form, "problems": problems(form)}
    return render(request, "visits/book.html", context, status=status)


@require_safe
def visit(request: HttpRequest, urn: int, visit: int) -> HttpResponse:
    """One visit: where it stands, what comes next, and its note as the reader may read it."""
    opened = loading.school(request, urn, looked_at=f"visit {visit}")
    file = loading.visit_of(opened, visit)
    writes = kept.may_write(opened.user, file, held=opened.frame.held)
    revision = kept.readable(opened.user, file, held=opened.frame.held)
    reads = [each for each in file.revisions if writes or each.stage != "draft"]
    mine = in_hand.of(file, by=opened.user) if writes else None
    nominated = _nominated(opened, file)
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "in_hand": words.moment(mine.at) if mine is not None else "",
        "visit": presenters.line(file),
        "booking": file.booking,
        "stands": presenters.stands(file),
        "note": presenters.shown(revision) if revision is not None else None,
        "answer": presenters.answer(file),
        "answered": file.answer.reasons if file.answer is not None else "",
        "steps": presenters.steps(file),
        "offers": _offers(opened, file, writes=writes),
        "writes_note": writes and file.state in ("held", "draft"),
        "nominated": nominated,
        "nominates": nominated is None and _nominates(opened, file),
        "amends": writes and file.state == "final",
        "revisions": [
            (each.number, each.get_stage_display(), each.by.name, words.moment(each.at))
            for each in reversed(reads)
        ],
    }
    return render(request, "visits/visit.html", context)


def _nominated(opened: Opened, file: VisitFile) -> EntryFile | None:
    """The entry that came of the visit, for whoever may read it."""
    found = entries.nominated_from(file.visit.pk, school=opened.school, today=opened.today)
    return found if found is not None and entries.may_read(found, opened.frame.held) else None


def _nominates(opened: Opened, file: VisitFile) -> bool:
    """Whether the reader may nominate the practice that a note tells of, once the note is no draft."""
    tells = file.shown is not None and bool(file.shown.practice)
    return tells and schools.reaches(opened.frame.held, Permission.PRACTICE_NOMINATE, school=opened.school)


@require_safe
def brief(request: HttpRequest, urn: int, visit: int) -> HttpResponse:
    """What whoever goes reads before: made from what is held here, and the same for the school."""
    opened = loading.school(request, urn, looked_at=f"visit {visit}: brief")
    file = loading.visit_of(opened, visit)
    page = briefing.present(file, run=screening.run_for(opened.school.authority_id))
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "visit": presenters.line(file),
        "booking": file.booking,
        "page": page,
        "printed": words.moment(opened.now),
    }
    return render(request, "visits/brief.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, visit: int, name: str) -> HttpResponse:
    """The form of one step; and the step. What was written stays on the page whatever becomes of it."""
    if name not in stepping.NAMES:
        raise Http404
    opened = loading.to_write(request, urn, stepping.permission(name), looked_at=f"visit {visit}: {name}")
    file = loading.visit_of(opened, visit)
    require_author(opened, file, name=name)
    sent = request.POST if request.method == "POST" else typed.take_back(request)
    form = stepping.form_of(name, file, sent, at=opened.now)
    status = 200
    if request.method != "POST" and sent is not None:
        form.errors.clear()
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        try:
            if form.cleaned_data.get("seen") != stepping.seen(name, file):
                raise CannotTake(
                    f"This visit has moved on since you opened the page: it stands at “{file.state_words}” now. "
                    "Nothing is saved yet: look at where it stands, then send this again if it still holds."
                )
            stepping.take(name, file, form, by=opened.user, at=opened.now)
            return redirect("visit", urn, visit)
        except Refusal as refusal:
            status, said = 409, str(refusal)
        except DatabaseError as error:
            said = faults.sentence(error)
            if not said:
                raise
            status = 503
        again = sent.copy()
        again["seen"] = str(stepping.seen(name, loading.visit_of(opened, visit)))
        form = stepping.form_of(name, file, again, at=opened.now)
        form.is_valid()
        form.add_error(None, said)
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "visit": presenters.line(file),
        "form": form,
        "problems": problems(form),
        "step": stepping.title(name),
        "explained": stepping.explained(name, file),
        "refused": refused(file, name) if request.method == "GET" else "",
    }
    return render(request, "visits/step.html", context, status=status)


def require_author(opened: Opened, file: VisitFile, *, name: str = "") -> None:
    """Raise PermissionDenied for a step of the author's that is not the reader's to take."""
    if name in stepping.OF_THE_SCHOOL:
        return
    if not kept.may_write(opened.user, file, held=opened.frame.held):
        raise PermissionDenied(f"This is for {AUTHOR}. {file.lead.name} goes on this visit.")


def refused(file: VisitFile, name: str) -> str:
    """Why a step cannot be taken now; "" where it can."""
    step = VISIT.by_name[name]
    try:
        VISIT.check(file, name, state=file.state, may={step.permission})
    except TransitionRefused as refusal:
        return str(refusal)
    return ""


def _offers(opened: Opened, file: VisitFile, *, writes: bool) -> tuple[Offer, ...]:
    """The steps that the reader takes from here, each with why not yet: but the one that is taken by writing the note."""
    may = {Permission.VISIT_WRITE} if writes else set()
    found = [
        each for each in VISIT.offers(file, state=file.state, may=may) if each.transition.name != "draft"
    ]
    if opened.may(Permission.VISIT_CHECK):
        found += [
            Offer(transition=each, reason="")
            for each in VISIT.ahead(file.state)
            if each.name in stepping.OF_THE_SCHOOL
        ]
    return tuple(found)
