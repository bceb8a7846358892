"""Making a document, and changing what it says paragraph by paragraph."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.documents import queries, rights
from trellis.documents.actions import writing
from trellis.documents.actions.writing import ChangedMeanwhile
from trellis.documents.kind import Kind
from trellis.documents.wording import OddWording
from trellis.interfaces.web.documents import forms, loading, presenters
from trellis.interfaces.web.documents.loading import Opened
from trellis.interfaces.web.govuk import errors, layout
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.schools import loading as school_loading
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School


@require_http_methods(["GET", "POST"])
def make_of_school(request: HttpRequest, urn: int, kind: str) -> HttpResponse:
    """Choose what a document about a school is made of, and draft it."""
    declared = loading.kind(kind, about="school")
    opened = school_loading.school(
        request, urn, looked_at=f"documents: make {declared.name.lower()}", permission=Permission.LEVEL_READ
    )
    return _make(
        request, declared, frame=opened.frame, authority=opened.school.authority, school=opened.school
    )


@require_http_methods(["GET", "POST"])
def make_of_authority(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose what a report of the authority is made of, and draft it."""
    declared = loading.kind(kind, about="authority")
    frame = layout.frame(request, here="outcomes")
    codes = sorted(
        code
        for code in frame.held.authorities(declared.drafts)
        if rights.holds(frame.held, declared.drafts, authority=code, school=None)
    )
    if not codes:
        raise PermissionDenied("Your role does not draft this kind of document.")
    asked = request.GET.get("authority", "") or codes[0]
    if asked not in codes:
        raise Http404
    authority = schools.authorities_of(frame.held).get(code=asked)
    return _make(request, declared, frame=frame, authority=authority, school=None)


def _make(
    request: HttpRequest, kind: Kind, *, frame: Frame, authority: Authority, school: School | None
) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    user: User = request.user  # type: ignore[assignment]
    held = rights.may(user, kind, authority=authority.code, school=school, on=today, held=frame.held)
    if Permission.DOCUMENT_WRITE not in held:
        raise PermissionDenied("Your role does not draft this kind of document here.")
    choices = queries.choices(kind, authority=authority, school=school, today=today)
    form = forms.About(request.POST if request.method == "POST" else None, choices=choices)
    begun = [
        found
        for each in choices
        if (found := queries.is_begun(kind, authority=authority.code, school=school, about=dict(each.about)))
    ]
    status = 200
    if form.is_valid():
        chosen = choices[int(form.cleaned_data["about"])]
        try:
            made = writing.make(kind, authority=authority, school=school, about=chosen.about, by=user, at=now)
            return redirect("document", made.document.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": frame,
        "school": school,
        "kind": kind,
        "first": "" if choices else kind.none,
        "begun": [presenters.line(each) for each in begun],
        "form": form,
        "problems": problems(form),
    }
    return render(request, "documents/make.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, document: int, key: str) -> HttpResponse:
    """Write over one paragraph; what the records say stands beside it."""
    opened = _to_write(request, document)
    held = opened.file.block(key)
    if held is None or not held.may_be_edited:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = forms.Paragraph(sent, initial={"seen": opened.file.newest.number, "words": held.words})
    status, theirs = 200, ""
    if form.is_valid():
        try:
            writing.edit(
                opened.file,
                key=key,
                words=form.cleaned_data["words"],
                seen=form.cleaned_data["seen"] or 0,
                by=opened.user,
                at=opened.now,
            )
            return _back_to(document, key)
        except ChangedMeanwhile as changed:
            theirs = changed.theirs
            form = _again(request, form, forms.Paragraph, str(changed), revision=changed.revision)
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = _context(opened, form, title="Edit a paragraph", button="Save") | {
        "theirs": theirs,
        "beneath": held.beneath if held.edited else "",
        "key": key,
        "own": held.origin == "people",
        "restores": held.edited or held.origin == "people",
    }
    return render(request, "documents/form.html", context, status=status)


@require_POST
def restore(request: HttpRequest, document: int, key: str) -> HttpResponse:
    """Let a paragraph say again what the records say; or take out one that people added."""
    opened = _to_write(request, document)
    seen = request.POST.get("seen", "")
    try:
        writing.restore(
            opened.file, key=key, seen=int(seen) if seen.isdecimal() else 0, by=opened.user, at=opened.now
        )
    except Refusal as refusal:
        return errors.page(
            request, title="The paragraph stays as it was", sentences=(str(refusal),), status=409
        )
    return redirect("document", document)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, document: int) -> HttpResponse:
    """Add a paragraph of one's own."""
    opened = _to_write(request, document)
    places = presenters.places(opened.file)
    initial = {"seen": opened.file.newest.number, "after": places[-1][0] if places else ""}
    form = forms.Added(request.POST if request.method == "POST" else None, places=places, initial=initial)
    status = 200
    if form.is_valid():
        try:
            writing.add(
                opened.file,
                after=form.cleaned_data["after"],
                words=form.cleaned_data["words"],
                seen=form.cleaned_data["seen"] or 0,
                by=opened.user,
                at=opened.now,
            )
            return redirect("document", document)
        except ChangedMeanwhile as changed:
            sent = request.POST.copy()
            sent["seen"] = str(changed.revision)
            form = forms.Added(sent, places=places, initial=initial)
            form.add_error(None, str(changed))
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    return render(
        request,
        "documents/form.html",
        _context(opened, form, title="Add a paragraph", button="Add"),
        status=status,
    )


@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest, document: int) -> HttpResponse:
    """What the records have come to say since; and refreshing the figures."""
    opened = _to_write(request, document)
    form = StepForm(
        request.POST if request.method == "POST" else None, initial={"seen": opened.file.newest.number}
    )
    status = 200
    try:
        file = queries.compared(opened.file, today=opened.today)
        if form.is_valid():
            writing.refresh(opened.file, seen=form.cleaned_data["seen"] or 0, by=opened.user, at=opened.now)
            return redirect("document", document)
    except OddWording as refusal:
        return errors.page(
            request, title="The figures cannot be refreshed", sentences=(str(refusal),), status=409
        )
    except Refusal as refusal:
        form = StepForm({"seen": str(opened.file.newest.number)})
        form.add_error(None, str(refusal))
        status = 409
    context = {
        "frame": opened.frame,
        "number": document,
        "name": opened.file.document.title,
        "differences": file.differences,
        "form": form,
        "problems": problems(form),
    }
    return render(request, "documents/changes.html", context, status=status)


def _to_write(request: HttpRequest, document: int) -> Opened:
    opened = loading.document(request, document, looked_at="edit")
    if Permission.DOCUMENT_WRITE not in opened.may:
        raise PermissionDenied("Your role does not draft this kind of document here.")
    return opened


def _again(
    request: HttpRequest, form: forms.Paragraph, made: type[forms.Paragraph], said: str, *, revision: int
) -> forms.Paragraph:
    """The form as it was sent, knowing of the revision that somebody else saved: sent again, it goes over that one."""
    sent = request.POST.copy()
    sent["seen"] = str(revision)
    form = made(sent)
    form.add_error(None, said)
    return form


def _back_to(document: int, key: str) -> HttpResponse:
    answer = redirect("document", document)
    answer["Location"] += f"#{key}"
    return answer


def _context(opened: Opened, form: StepForm, *, title: str, button: str) -> dict[str, object]:
    return {
        "frame": opened.frame,
        "title": f"{title}: {opened.file.document.title}",
        "said": ""
        if opened.edits
        else f"This document is {opened.file.state_words.lower()}, so it is not edited now.",
        "button": button,
        "number": opened.file.document.pk,
        "seen": opened.file.newest.number,
        "form": form,
        "problems": problems(form),
        "theirs": "",
    }
