"""A school's task group, one meeting of it, and the form of each thing that is done with either."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import NoTermSetUp
from trellis.casework.actions import meeting_papers, meetings, taking
from trellis.casework.actions.meeting_papers import ChangedMeanwhile
from trellis.casework.models import ActionItem
from trellis.casework.queries.groups import MeetingFile
from trellis.casework.workflows.meeting import MEETING
from trellis.interfaces.web.govuk import errors
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.groups import changing, forms, loading, presenters, stepping
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools.models import School


@require_safe
def group(request: HttpRequest, urn: int) -> HttpResponse:
    """Who belongs to the task group, its meetings, and what they have asked for."""
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    opened = loading.school(request, urn, looked_at="task group", on=on)
    file = opened.file
    chairs = schools.reaches(opened.frame.held, Permission.GROUP_CHAIR, school=opened.school)
    page = None
    if file is not None and file.group is not None:
        page = presenters.present_group(
            file, file.group, on=on, this_term=_term(opened.school, on=on or today), chairs=chairs
        )
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "page": page,
        "file": file,
        "chairs": chairs and on is None and file is not None and file.is_open,
        "finishes": _finishes(opened),
    }
    return render(request, "groups/group.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, urn: int, name: str) -> HttpResponse:
    """The form that sets the group up, changes who belongs, or calls a meeting."""
    if name not in changing.KINDS:
        raise Http404
    opened = loading.school(request, urn, looked_at=f"task group: {name}")
    now, user = timezone.now(), _user(request)
    taking.require(user, Permission.GROUP_CHAIR, school=opened.school, on=timezone.localdate(now))
    file = opened.file
    if file is None:
        return errors.page(
            request,
            title="There is no case to set up a task group for",
            sentences=("A task group belongs to the case of a school at risk. Identify the school first.",),
            status=409,
        )
    form = changing.form_of(name, file, request.POST if request.method == "POST" else None, at=now)
    status = 200
    if form.is_valid():
        try:
            changing.take(name, file, form.cleaned_data, by=user, at=now)
            return redirect("task_group", urn)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "form": form,
        "problems": problems(form),
        "title": changing.KINDS[name],
        "said": (),
        "back": {"text": "Back to the task group", "href": _at("task_group", urn)},
    }
    return render(request, "groups/step.html", context, status=status)


@require_safe
def meeting(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """One meeting: its papers, who came, what it judged and asked for, and where it stands."""
    opened, one = loading.meeting(request, urn, number)
    file = opened.file
    assert file is not None  # noqa: S101  # a meeting was found in it
    today = timezone.localdate()
    also = (Permission.GROUP_PAPER, Permission.GROUP_CHAIR, Permission.OUTCOMES_SEEN)
    may = (
        frozenset()
        if opened.as_guest
        else taking.may(
            _user(request), MEETING, school=opened.school, on=today, held=opened.frame.held, also=also
        )
    )
    waits = one.state in ("scheduled", "papers_issued")
    page = presenters.present_meeting(
        file,
        one,
        offers=MEETING.offers(one, state=one.state, may=may),
        may=may,
        papers_due=meetings.papers_due(file, one) if waits else None,
    )
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "page": page,
        "number": number,
        "as_guest": opened.as_guest,
        "finishes": _finishes(opened),
    }
    return render(request, "groups/meeting.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, number: int, name: str) -> HttpResponse:
    """The form of one thing that is done with a meeting; and doing it. What was written stays when it is refused."""
    if name not in stepping.KINDS:
        raise Http404
    kind = stepping.KINDS[name]
    opened, one = loading.meeting(request, urn, number)
    file = opened.file
    assert file is not None  # noqa: S101  # a meeting was found in it
    now, user = timezone.now(), _user(request)
    if opened.as_guest:
        raise PermissionDenied("Guests read the papers of a meeting. Its members write them.")
    taking.require(user, kind.permission, school=opened.school, on=timezone.localdate(now))
    form = stepping.form_of(name, file, one, request.POST if request.method == "POST" else None, at=now)
    status, theirs = 200, ""
    if form.is_valid():
        try:
            stepping.take(name, file, one, form.cleaned_data, by=user, at=now)
            return redirect("meeting", urn, number)
        except ChangedMeanwhile as changed:
            theirs = changed.theirs
            # Sent again as it stands it goes over theirs, knowingly
            sent = request.POST.copy()
            sent["seen"] = str(changed.revision)
            form = stepping.form_of(name, file, one, sent, at=now)
            form.add_error(None, str(changed))
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "form": form,
        "problems": problems(form),
        "title": kind.title,
        "theirs": theirs,
        "said": _beside(name, one),
        "back": {"text": "Back to the meeting", "href": _at("meeting", urn, number)},
    }
    return render(request, "groups/step.html", context, status=status)


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, urn: int, item: int) -> HttpResponse:
    """Say what became of something that a meeting asked for."""
    opened = loading.school(request, urn, looked_at="task group: what was asked for")
    file = opened.file
    asked = _open_item(opened, item)
    if not _finishes(opened):
        raise PermissionDenied(
            "The school says what it has done, and so may the advisers who write the papers."
        )
    if asked is None or file is None:
        return errors.page(
            request,
            title="This is done, or was never asked for",
            sentences=("Somebody may have said already that it is done: look at the task group.",),
            status=409,
        )
    now = timezone.now()
    today = timezone.localdate(now)
    form = forms.Finish(
        request.POST if request.method == "POST" else None, initial={"done_on": as_typed(today)}
    )
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            meeting_papers.finish(
                file, item=asked, words=given["words"], done_on=given["done_on"], by=_user(request), at=now
            )
            return redirect("task_group", urn)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "form": form,
        "problems": problems(form),
        "title": "Say that it is done",
        "said": (f"{asked.owner}: {asked.what}",),
        "back": {"text": "Back to the task group", "href": _at("task_group", urn)},
    }
    return render(request, "groups/step.html", context, status=status)


def _beside(name: str, one: MeetingFile) -> tuple[str, ...]:
    """What somebody wants to see beside a form."""
    match name:
        case "hold" if one.quorum_missing:
            return (f"Not here, as far as is noted: the {' and the '.join(one.quorum_missing)}.",)
        case "agree" if one.minutes is not None:
            return (one.minutes.text,)
        case "agenda":
            return (
                "The agenda has an item for each objective of the plan. Making it again replaces nothing that was issued.",
            )
        case _:
            return ()


def _open_item(opened: loading.Opened, pk: int) -> ActionItem | None:
    if opened.file is None or opened.file.group is None:
        return None
    return next((each for each in opened.file.group.open_items if each.pk == pk), None)


def _finishes(opened: loading.Opened) -> bool:
    held = opened.frame.held
    return not opened.as_guest and any(
        schools.reaches(held, permission, school=opened.school)
        for permission in (Permission.PLAN_ANSWER, Permission.GROUP_PAPER)
    )


def _term(school: School, *, on: date) -> str:
    try:
        return calendars.of_school(school, on=on).term_of(on).name
    except NoTermSetUp:
        return ""


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  # nobody else comes past the middleware
    return user


def _at(name: str, *told: object) -> str:
    from django.urls import reverse

    return reverse(name, args=told)
