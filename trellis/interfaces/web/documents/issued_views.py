"""The issued copy of a document, with the proof that it is still that; its files, and those of a draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.queries import levels
from trellis.casework.workflows.level import LEVEL
from trellis.documents import printing, store
from trellis.documents.formats import written
from trellis.interfaces.web.documents import loading, presenters
from trellis.interfaces.web.documents.loading import Opened
from trellis.interfaces.web.govuk import errors, words
from trellis.problem import Refusal


@require_safe
def issued(request: HttpRequest, document: int) -> HttpResponse:
    """When a document was issued, by whom and to whom, and each file with its hash."""
    opened = loading.document(request, document, looked_at="issued copy")
    file = opened.file
    proved = [(each, store.prove(each, authority=file.document.authority_id)) for each in file.files]
    issue = file.issue
    context = {
        "frame": opened.frame,
        "number": document,
        "name": file.document.title,
        "state": file.state_words,
        "reference": printing.reference(file),
        "issue": None
        if issue is None
        else {
            "to": issue.issued_to,
            "by": issue.by.name,
            "approved_by": issue.approved_by.name,
            "when": words.moment(issue.at),
            "revision": issue.revision.number,
        },
        "seen": [
            (step.reasons, f"{step.by}, {words.moment(step.at)}") for step in file.steps if step.name == "see"
        ],
        "files": presenters.files(proved),
        "records": file.document.school_id
        if file.state in ("issued", "seen") and _may_record(opened)
        else None,
        "tampered": any(not proof.is_same for _, proof in proved),
    }
    return render(request, "documents/issued.html", context)


def _may_record(opened: Opened) -> bool:
    """Whether the letter is about a level that waits to be recorded, by whoever reads it."""
    file, school = opened.file, opened.school
    if school is None or file.document.kind != "level-letter" or Permission.DOCUMENT_WRITE not in opened.may:
        return False
    case = levels.open_case(school, today=opened.today)
    return (
        case is not None
        and case.proposal.pk == file.document.about.get("proposal")
        and case.state in LEVEL.by_name["record"].sources
    )


@require_safe
def download(request: HttpRequest, document: int, form: str) -> HttpResponse:
    """One issued file, where it is still what was issued."""
    opened = loading.document(request, document, looked_at=f"issued copy ({form})")
    found = next((each for each in opened.file.files if each.form == form), None)
    if found is None:
        raise Http404
    proof = store.prove(found, authority=opened.file.document.authority_id)
    if not proof.is_same:
        return errors.page(request, title="This file is not given out", sentences=(proof.words,), status=409)
    return _attached(opened, proof.data, form=form, what="issued")


@require_safe
def draft(request: HttpRequest, drafted: int, form: str) -> HttpResponse:
    """A draft on paper, marked as one on every page."""
    opened = loading.document(request, drafted, looked_at=f"draft ({form})")
    if form not in ("pdf", "docx", "html") or opened.file.was_issued:
        raise Http404
    try:
        data = written.write(printing.draft(opened.file), form)
    except Refusal as refusal:
        return errors.page(
            request, title="The draft cannot be put on paper", sentences=(str(refusal),), status=409
        )
    return _attached(opened, data, form=form, what="draft")


def _attached(opened: Opened, data: bytes, *, form: str, what: str) -> HttpResponse:
    row = opened.file.document
    trail.record(
        Verb.EXPORTED,
        by=opened.user,
        at=timezone.now(),
        authority_code=row.authority_id,
        urn=row.school_id,
        subject=f"{opened.file.kind.name} as {form}",
    )
    place = row.school_id if row.school_id is not None else row.authority_id
    # Made of our own words and numbers alone, so that nothing in it can be taken for something else
    name = f"{row.kind}-{place}-{row.pk}-{what}.{form}"
    return HttpResponse(
        data,
        content_type=written.CONTENT_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
