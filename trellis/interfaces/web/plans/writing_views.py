"""The form of everything that is done with a plan. What was written stays on the page whatever becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.accounts.roles import Permission
from trellis.casework.actions import objectives as writing
from trellis.casework.actions import plan_answers, progress, taking
from trellis.casework.actions.objectives import ChangedMeanwhile
from trellis.casework.actions.progress import Seen
from trellis.casework.actions.taking import CannotTake
from trellis.casework.queries import cases
from trellis.casework.queries.levels import party_of
from trellis.casework.queries.plans import ConditionFile, ObjectiveFile, PlanFile
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.plans import filling, forms, loading, meanwhile, stepping
from trellis.interfaces.web.plans.loading import Opened
from trellis.interfaces.web.plans.meanwhile import Conflict
from trellis.interfaces.web.plans.objective_form import ObjectiveForm
from trellis.problem import Refusal

FORM = ["GET", "POST"]
ABOUT = {
    "drop": ("Drop objective {number}", Permission.PLAN_WRITE, forms.Reasons),
    "support": ("Support for objective {number}", Permission.PLAN_WRITE, forms.Support),
    "done": ("What the school has done on objective {number}", Permission.PLAN_ANSWER, forms.AtSchool),
    "comment": ("Comment on objective {number}", Permission.PLAN_COMMENT, forms.Comment),
}


@require_http_methods(FORM)
def take(request: HttpRequest, urn: int, name: str) -> HttpResponse:
    """The form of one step, of an answer, of a meeting or of a review; and the doing of it."""
    if name not in stepping.NAMES:
        raise Http404
    opened = _opened(request, urn, name, permission=stepping.permission(name))
    now = timezone.now()
    asked = stepping.Asked(
        school=opened.school,
        file=opened.file,
        case=cases.open_of(opened.school, today=timezone.localdate(now)) if name == "begin" else None,
        party=party_of([(post.role.id, post.urn) for post in opened.frame.held.held], urn=urn),
    )
    form = stepping.form_of(name, asked, _sent(request), at=now)

    def act() -> None:
        stepping.take(name, asked, form.cleaned_data, by=opened.user, at=now)

    return _answer(
        request,
        opened,
        form,
        act,
        title=stepping.title(name),
        said=stepping.EXPLAINED.get(name, ""),
        refresh=lambda sent: stepping.form_of(name, asked, _stamped(sent, opened.file), at=now),
        needs_plan=name != "begin",
    )


@require_http_methods(FORM)
def objective(request: HttpRequest, urn: int, number: int | None = None) -> HttpResponse:
    """Write an objective of the draft, or word one anew; `?criterion=` fills in what the screening found of one."""
    opened = _opened(request, urn, "objective", permission=Permission.PLAN_WRITE)
    now = timezone.now()
    held = _objective(opened, number) if number is not None else None
    if opened.file is None:
        return _nothing(request, opened)
    form = _objective_form(
        opened, opened.file, held, _sent(request), at=now, criterion=request.GET.get("criterion", "")
    )
    file = opened.file

    def act() -> None:
        _same_version(file, form)
        writing.write(
            file,
            number=number,
            wording=form.wording,
            seen=form.cleaned_data.get("seen") or 0,
            reasons=form.cleaned_data.get("reasons", ""),
            by=opened.user,
            at=now,
        )

    return _answer(
        request,
        opened,
        form,
        act,
        title=f"Objective {number}" if number is not None else "Write an objective",
        button="Save the objective",
        refresh=lambda sent: _objective_form(opened, file, held, sent, at=now),
        writes=True,
        template="plans/objective.html",
    )


@require_http_methods(FORM)
def about_objective(request: HttpRequest, urn: int, number: int, name: str) -> HttpResponse:
    """Drop an objective, say what support it has, what the school has done on it, or comment on it."""
    if name not in ABOUT:
        raise Http404
    title, permission, kind = ABOUT[name]
    opened = _opened(request, urn, f"objective {number}: {name}", permission=permission)
    now = timezone.now()
    if opened.file is None:
        return _nothing(request, opened)
    file = opened.file
    version = file.holds if name == "done" else file.newest
    held = version.objective(number)
    if held is None:
        raise Http404
    initial: dict[str, Any] = {"version": version.version.number, "seen": held.text.revision}
    if name == "support":
        initial |= {"brokering": held.text.brokering, "support": held.text.support}
    if name == "done":
        initial["seen_on"] = as_typed(timezone.localdate(now))
    form = kind(_sent(request), initial=initial)

    def act() -> None:
        given = form.cleaned_data
        _same_version(file, form, of=version.version.number)
        match name:
            case "drop":
                writing.drop(
                    file, number=number, reasons=given["reasons"], seen=given["seen"], by=opened.user, at=now
                )
            case "support":
                writing.settle_support(
                    file,
                    number=number,
                    brokering=given["brokering"],
                    support=given["support"],
                    seen=given["seen"],
                    by=opened.user,
                    at=now,
                )
            case "comment":
                plan_answers.comment(
                    file,
                    version=version.version.number,
                    objective=number,
                    words=given["words"],
                    by=opened.user,
                    at=now,
                )
            case _:
                done = Seen(
                    number=number, rating=given["rating"], words=given["words"], evidence=given["evidence"]
                )
                progress.record_at_school(file, seen=done, seen_on=given["seen_on"], by=opened.user, at=now)

    return _answer(
        request,
        opened,
        form,
        act,
        title=title.format(number=number),
        said=held.text.what,
        button="Save",
        refresh=lambda sent: kind(sent, initial=initial),
        writes=name == "drop",
    )


@require_http_methods(FORM)
def condition(request: HttpRequest, urn: int, number: int | None = None) -> HttpResponse:
    """Write what must be true before the school steps down a level, or word it anew."""
    opened = _opened(request, urn, "condition for stepping down", permission=Permission.PLAN_WRITE)
    now = timezone.now()
    held = _condition(opened, number) if number is not None else None
    if opened.file is None:
        return _nothing(request, opened)
    file = opened.file
    initial = {
        "version": file.newest.version.number,
        "seen": held.text.revision if held is not None else 0,
        "said": held.text.words if held is not None else "",
    }
    form = forms.Condition(_sent(request), initial=initial)

    def act() -> None:
        _same_version(file, form)
        given = form.cleaned_data
        writing.write_condition(
            file, number=number, said=given["said"], seen=given.get("seen") or 0, by=opened.user, at=now
        )

    return _answer(
        request,
        opened,
        form,
        act,
        title=f"Condition {number} for stepping down"
        if number is not None
        else "Write a condition for stepping down",
        button="Save the condition",
        refresh=lambda sent: forms.Condition(sent, initial=initial),
        writes=True,
    )


@require_http_methods(FORM)
def drop_condition(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """Take a condition for stepping down out of the draft."""
    opened = _opened(request, urn, "condition for stepping down", permission=Permission.PLAN_WRITE)
    now = timezone.now()
    held = _condition(opened, number)
    if opened.file is None:
        return _nothing(request, opened)
    file = opened.file
    initial = {"version": file.newest.version.number, "seen": held.text.revision}
    form = forms.Reasons(_sent(request), initial=initial)

    def act() -> None:
        _same_version(file, form)
        given = form.cleaned_data
        writing.drop_condition(
            file, number=number, reasons=given["reasons"], seen=given["seen"], by=opened.user, at=now
        )

    return _answer(
        request,
        opened,
        form,
        act,
        title=f"Drop condition {number} for stepping down",
        said=held.text.words,
        refresh=lambda sent: forms.Reasons(sent, initial=initial),
        writes=True,
    )


def _answer(
    request: HttpRequest,
    opened: Opened,
    form: forms.PlanForm,
    act: Callable[[], None],
    *,
    title: str,
    refresh: Callable[[QueryDict], django_forms.Form],
    said: str = "",
    button: str = "",
    template: str = "plans/step.html",
    needs_plan: bool = True,
    writes: bool = False,
) -> HttpResponse:
    """Show the form, or do what it asks for and go back to the plan. Where it is refused, the form is shown with why,
    with what somebody else has written meanwhile, and ready to be sent again by somebody who has now seen it.

    `writes` is true of a form that changes what the plan says, which is asked for while it is a draft.
    """
    status, conflict = 200, None
    shown: django_forms.Form = form
    if needs_plan and opened.file is None:
        return _nothing(request, opened)
    if writes and request.method == "GET" and opened.file is not None and opened.file.newest.state != "draft":
        return _nothing(request, opened, step=title, status=200)
    if isinstance(form, ObjectiveForm) and form.asks_for_more:
        form.errors.clear()  # it has not been sent to be saved yet
    elif form.is_valid():
        try:
            act()
            return redirect("plan", opened.school.pk)
        except Refusal as refusal:
            status = 409
            shown, conflict = _refused(request, opened, form, refusal, refresh)
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "form": shown,
        "problems": problems(shown),
        "step": title,
        "button": button or title,
        "said": said,
        "conflict": conflict,
        "stands": f"Version {opened.file.newest.version.number} is now: {opened.file.newest.state_words.lower()}."
        if opened.file is not None
        else "",
    }
    return render(request, template, context, status=status)


def _refused(
    request: HttpRequest,
    opened: Opened,
    form: forms.PlanForm,
    refusal: Refusal,
    refresh: Callable[[QueryDict], django_forms.Form],
) -> tuple[django_forms.Form, Conflict | None]:
    again = request.POST.copy()
    conflict = None
    if isinstance(refusal, ChangedMeanwhile):
        again["seen"] = str(refusal.newest.revision)
        mine = form.wording if isinstance(form, ObjectiveForm) else form.cleaned_data
        conflict = meanwhile.between(refusal.newest, mine)
    shown = refresh(again)
    shown.is_valid()
    shown.add_error(None, str(refusal))
    return shown, conflict


def _nothing(
    request: HttpRequest, opened: Opened, *, step: str = "There is no support plan yet", status: int = 409
) -> HttpResponse:
    """Say that there is no plan, or that it is not a draft, so that there is nothing to fill in."""
    file = opened.file
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "nothing": True,
        "step": step,
        "stands": f"Version {file.newest.version.number} is {file.newest.state_words.lower()}."
        if file is not None
        else "",
        "with_school": file is not None and file.newest.state == "school_comment",
    }
    return render(request, "plans/step.html", context, status=status)


def _opened(request: HttpRequest, urn: int, what: str, *, permission: Permission) -> Opened:
    opened = loading.school(request, urn, looked_at=f"support plan: {what}")
    taking.require(opened.user, permission, school=opened.school, on=timezone.localdate())
    return opened


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _stamped(sent: QueryDict, file: PlanFile | None) -> QueryDict:
    """What was sent, as from somebody who has now seen where the plan stands."""
    for name, value in stepping.seen(file).items():
        sent[name] = str(value)
    return sent


def _same_version(file: PlanFile, form: forms.PlanForm, *, of: int | None = None) -> None:
    """Raise CannotTake where the form was shown for another version than the one it would change."""
    number = of if of is not None else file.newest.version.number
    if form.cleaned_data.get("version") != number:
        raise CannotTake(
            f"Version {number} of the plan is open now, and the page was of another. "
            "What you wrote is still below: open the plan again before you send it."
        )


def _objective(opened: Opened, number: int) -> ObjectiveFile:
    held = opened.file.newest.objective(number) if opened.file is not None else None
    if held is None:
        raise Http404
    return held


def _condition(opened: Opened, number: int) -> ConditionFile:
    held = opened.file.newest.condition(number) if opened.file is not None else None
    if held is None:
        raise Http404
    return held


def _objective_form(
    opened: Opened,
    file: PlanFile,
    held: ObjectiveFile | None,
    sent: QueryDict | None,
    *,
    at: datetime,
    criterion: str = "",
) -> ObjectiveForm:
    return filling.objective_form(opened.school, file, held, sent, at=at, by=opened.user, criterion=criterion)
