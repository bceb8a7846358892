"""One document as it stands, and the form of each step that it takes."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.documents import queries
from trellis.documents.wording import OddWording
from trellis.documents.workflows.document import DOCUMENT
from trellis.interfaces.web.documents import loading, presenters, stepping
from trellis.interfaces.web.govuk.forms import problems
from trellis.problem import Refusal


@require_safe
def document(request: HttpRequest, document: int) -> HttpResponse:
    """What the document says, each part with its source; where it stands, and what comes next."""
    opened = loading.document(request, document, looked_at="document")
    file, odd = opened.file, ""
    works = bool(opened.may & {Permission.DOCUMENT_WRITE, Permission.DOCUMENT_APPROVE})
    if works:
        try:
            file = queries.compared(file, today=opened.today)
        except OddWording as refusal:
            odd = str(refusal)
    page = presenters.present(
        file,
        may=opened.may,
        reader=opened.user,
        edits=opened.edits,
        follows=opened.frame.held.may(Permission.LEVEL_READ, authority=file.document.authority_id),
    )
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "evidence": opened.sees_evidence,
        "page": page,
        "edits": opened.edits,
        "odd": odd,
        "works": works,
    }
    return render(request, "documents/document.html", context)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, document: int, name: str) -> HttpResponse:
    """The form of one step; and the step. What was written stays on the page when the step is refused."""
    name = name.replace("-", "_")
    if name not in stepping.KINDS:
        raise Http404
    opened = loading.document(request, document, looked_at=stepping.title(name).lower())
    file = opened.file
    if DOCUMENT.by_name[name].permission not in opened.may:
        raise PermissionDenied(f"This step is for {DOCUMENT.by_name[name].actors}.")
    form = stepping.form_of(name, file, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            stepping.take(name, file, form.cleaned_data, by=opened.user, at=opened.now)
            return redirect("issued_document" if name == "issue" else "document", document)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
            # Sent again it is knowingly of what stands now
            sent = request.POST.copy()
            sent["seen"], sent["revision"] = str(file.steps[-1].number), str(file.newest.number)
            said, form = form.errors, stepping.form_of(name, file, sent)
            form.is_valid()
            for each in said.get("__all__", ()):
                form.add_error(None, str(each))
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "title": f"{stepping.title(name)}: {file.document.title}",
        "said": stepping.KINDS[name].said,
        "button": stepping.title(name),
        "number": document,
        "form": form,
        "problems": problems(form),
        "theirs": "",
    }
    return render(request, "documents/form.html", context, status=status)
