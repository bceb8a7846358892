"""The inspections of a school, one inspection with its checklist, and the form of each step.

What is under embargo is asked for apart from all else, for those alone who may read it, and each reading is kept.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk import typed
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.visits import forms, inspected, loading
from trellis.interfaces.web.visits.loading import Opened
from trellis.problem import Refusal
from trellis.visits.actions import inspections as actions
from trellis.visits.actions.inspections import CannotRecord
from trellis.visits.outcome import Said
from trellis.visits.queries import inspections as kept
from trellis.visits.queries import visits
from trellis.visits.queries.inspections import Embargoed, InspectionFile
from trellis.visits.workflows.inspection import INSPECTION
from trellis.workflow import TransitionRefused

NAMES = frozenset({"assign", "attend", "provisional", "publish", "enter-again", "close", "withdraw"})
BEWARE = {
    "provisional": "Under embargo: named roles alone read it until the outcome is published, and each reading is kept.",
    "publish": (
        "What was told under embargo is filled in to begin with, where there is any. Hold every grade and word against the report: "
        "the school reads what you save."
    ),
}
TITLES = {"enter-again": "Correct the outcome as it was entered"}


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """Every inspection of a school that the authority was told of."""
    opened = loading.school(request, urn, looked_at="inspections")
    every = kept.of_school(opened.school, today=opened.today)
    reads = _reads(opened)
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "inspections": [inspected.line(each, embargoed=reads) for each in every],
        "may_notify": opened.may(Permission.VISIT_WRITE) and opened.school.is_open,
    }
    return render(request, "visits/inspections.html", context)


@require_safe
def inspection(request: HttpRequest, urn: int, inspection: int) -> HttpResponse:
    """One inspection: where it stands, its outcome once it is published, and the checklist of what follows."""
    opened = loading.school(request, urn, looked_at=f"inspection {inspection}")
    file = loading.inspection_of(opened, inspection)
    hidden = _embargoed(opened, file)
    works = opened.may(Permission.INSPECTION_WORK)
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "page": inspected.present(file, embargoed=_reads(opened), hidden=hidden),
        "offers": INSPECTION.offers(file, state=file.state, may={Permission.INSPECTION_WORK})
        if works
        else (),
        "works": works,
        "may_enter_again": works and file.outcome is not None,
    }
    return render(request, "visits/inspection.html", context)


@require_http_methods(["GET", "POST"])
def notify(request: HttpRequest, urn: int) -> HttpResponse:
    """Record that an inspection was notified."""
    opened = loading.to_write(request, urn, Permission.VISIT_WRITE, looked_at="inspections: notify")
    today = forms.typed(opened.today)
    sent = request.POST if request.method == "POST" else typed.take_back(request)
    form = forms.Notify(sent, initial={"notified_on": today, "begins_on": ""})
    status = 200
    if request.method != "POST" and sent is not None:
        form.errors.clear()
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        given = {name: form.cleaned_data[name] for name in ("kind", "notified_on", "begins_on")}
        try:
            made = actions.notify(school=opened.school, by=opened.user, at=opened.now, **given)
            return redirect("inspection", urn, made.inspection.pk)
        except Refusal as refusal:
            status = 409
            form.add_error(None, str(refusal))
    return _form(request, opened, None, form, title="Record that an inspection was notified", status=status)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, inspection: int, name: str) -> HttpResponse:
    """The form of one step; and the step. What was written stays on the page whatever becomes of it."""
    if name not in NAMES:
        raise Http404
    opened = loading.to_write(
        request, urn, Permission.INSPECTION_WORK, looked_at=f"inspection {inspection}: {name}"
    )
    file = loading.inspection_of(opened, inspection)
    sent = request.POST if request.method == "POST" else typed.take_back(request)
    form = _form_of(name, opened, file, sent)
    status = 200
    if request.method != "POST" and sent is not None:
        form.errors.clear()
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        try:
            _check_seen(form, file)
            _take(name, opened, file, form)
            return redirect("inspection", urn, inspection)
        except CannotRecord as refusal:
            status = 400
            if isinstance(form, forms.OutcomeForm):
                form.refuse(refusal.problems)
        except Refusal as refusal:
            status = 409
            now = loading.inspection_of(opened, inspection)
            again = sent.copy()
            again["seen"] = str(_seen(now))
            form = _form_of(name, opened, now, again)
            form.is_valid()
            form.add_error(None, str(refusal))
    title = TITLES.get(name) or INSPECTION.by_name[name].label
    refused = _refused(name, file) if request.method == "GET" else ""
    return _form(
        request,
        opened,
        file,
        form,
        title=title,
        refused=refused,
        beware=BEWARE.get(name, ""),
        status=status,
    )


@require_http_methods(["GET", "POST"])
def next_step(request: HttpRequest, urn: int, inspection: int, number: int) -> HttpResponse:
    """Mark a next step as done, or as not needed."""
    opened = loading.to_write(
        request, urn, Permission.INSPECTION_WORK, looked_at=f"inspection {inspection}: next step {number}"
    )
    file = loading.inspection_of(opened, inspection)
    found = next((each for each in file.next_steps if each.step.number == number), None)
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else typed.take_back(request)
    form = forms.NextStepForm(sent, initial={"done_on": forms.typed(opened.today), "seen": _seen(file)})
    status = 200
    if request.method != "POST" and sent is not None:
        form.errors.clear()
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        given = form.cleaned_data
        try:
            actions.do(
                file,
                number=number,
                needed=given["needed"] == "yes",
                done_on=given["done_on"],
                words=given["words"],
                by=opened.user,
                at=opened.now,
            )
            return redirect("inspection", urn, inspection)
        except Refusal as refusal:
            status = 409
            form.add_error(None, str(refusal))
    said = f"{found.done.by.name} has marked this next step already." if found.done is not None else ""
    return _form(
        request,
        opened,
        file,
        form,
        title=found.step.what,
        refused=said if request.method == "GET" else "",
        status=status,
    )


def _reads(opened: Opened) -> bool:
    return kept.reads_embargoed(opened.user, opened.frame.held, school=opened.school, on=opened.today)


def _embargoed(opened: Opened, file: InspectionFile) -> Embargoed:
    return kept.embargoed(file, by=opened.user, held=opened.frame.held, at=opened.now)


def _seen(file: InspectionFile) -> int:
    return file.steps[-1].number


def _check_seen(form: StepForm, file: InspectionFile) -> None:
    if form.cleaned_data.get("seen") != _seen(file):
        raise CannotTake(
            "This inspection has moved on since you opened the page. Nothing is saved yet: look at where it stands, then send "
            "this again if it still holds."
        )


def _refused(name: str, file: InspectionFile) -> str:
    if name == "enter-again":
        return "" if file.outcome is not None else "No outcome has been entered yet."
    try:
        INSPECTION.check(file, name, state=file.state, may={Permission.INSPECTION_WORK})
    except TransitionRefused as refusal:
        return str(refusal)
    return ""


def _form_of(name: str, opened: Opened, file: InspectionFile, sent: Mapping[str, Any] | None) -> StepForm:
    initial: dict[str, Any] = {"seen": _seen(file)}
    match name:
        case "assign":
            people = [
                user
                for user in visits.who_may(Permission.INSPECTION_WORK, school=opened.school, on=opened.today)
                if file.representative is None or user.pk != file.representative.pk
            ]
            return forms.Assign(sent, people=people, again=file.representative is not None, initial=initial)
        case "attend":
            return forms.Attend(sent, initial=initial)
        case "provisional":
            return forms.OutcomeForm(sent, said=_last_told(opened, file), initial=initial)
        case "publish":
            day = {"published_on": forms.typed(opened.today)}
            return forms.Publish(sent, said=_last_told(opened, file), initial={**initial, **day})
        case "enter-again":
            last = file.outcome
            held = (
                {"published_on": forms.typed(last.published_on), "link": last.link}
                if last is not None
                else {}
            )
            said = (
                Said(framework=last.framework, grades=last.grades, summary=last.summary)
                if last is not None
                else None
            )
            return forms.EnterAgain(sent, said=said, initial={**initial, **held})
        case "withdraw":
            return forms.Reasons(sent, initial=initial)
        case _:
            return StepForm(sent, initial=initial)


def _last_told(opened: Opened, file: InspectionFile) -> Said | None:
    """The provisional outcome, for a form to begin with, where the reader may read it."""
    told = _embargoed(opened, file).provisional
    if not told:
        return None
    return Said(framework=told[-1].framework, grades=told[-1].grades, summary=told[-1].summary)


def _take(name: str, opened: Opened, file: InspectionFile, form: StepForm) -> None:
    given = form.cleaned_data
    who: dict[str, Any] = {"by": opened.user, "at": opened.now}
    if isinstance(form, forms.EnterAgain):
        actions.enter_again(file, said=form.said(), **_published(given), reasons=given["reasons"], **who)
    elif isinstance(form, forms.Publish):
        actions.publish(file, said=form.said(), **_published(given), **who)
    elif isinstance(form, forms.OutcomeForm):
        actions.provisional(file, said=form.said(), **who)
    elif isinstance(form, forms.Assign):
        chosen = form.people[given["representative"]]
        actions.assign(file, representative=chosen, reasons=given.get("reasons", ""), **who)
    elif isinstance(form, forms.Attend):
        actions.attend(file, attended=given["attended"] == "yes", notes=given["notes"], **who)
    elif isinstance(form, forms.Reasons):
        actions.withdraw(file, reasons=given["reasons"], **who)
    else:
        actions.close(file, **who)


def _published(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"published_on": given["published_on"], "link": given["link"]}


def _form(
    request: HttpRequest,
    opened: Opened,
    file: InspectionFile | None,
    form: StepForm,
    *,
    title: str,
    refused: str = "",
    beware: str = "",
    status: int,
) -> HttpResponse:
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "inspection": file.inspection.pk if file is not None else None,
        "form": form,
        "problems": problems(form),
        "step": title,
        "refused": refused,
        "beware": beware,
    }
    return render(request, "visits/inspection_step.html", context, status=status)
