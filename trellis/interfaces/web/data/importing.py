"""The imports of an authority: all of them, one with what it came to, and what is decided about it."""

from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.intake import held, queries, rooms
from trellis.intake.actions import deciding, receiving
from trellis.intake.models import Batch, Stage
from trellis.interfaces.web.data import import_pages, loading, presenters, views
from trellis.interfaces.web.govuk import errors, publications, words
from trellis.problem import Refusal

REFRESH = 4  # seconds after which a page of an import that is worked on asks again by itself
PAGE = 50


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every import of the authority, the newest first."""
    found = loading.followed(request)
    lines = [import_pages.line(each) for each in queries.imports_of(found.follows)]
    context = {
        "frame": found.frame,
        "lines": lines,
        "several": len(found.follows) > 1,
        "may_import": bool(found.imports),
        "most": queries.LISTED,
    }
    return render(request, "data/imports.html", context)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One import: how far it is, what its files were understood to be, and what can be done with it."""
    found, this = loading.an_import(request, number)
    decides = this.batch.authority_id in found.imports
    tables = queries.tables_of(this.batch)
    changes = queries.changes_of(this.batch)
    first = queries.first_problems(this.batch) if tables else ()
    still = "still" in request.GET
    kept = [change for change in changes if not change.withdrawn]
    context = {
        "frame": found.frame,
        "one": this,
        "stage": this.stage.value,
        "page": import_pages.page(
            this, tables=tables, changes=changes, titles=publications.titles(), rows=decides
        ),
        "progress": import_pages.progress(this) if this.at_work else None,
        "decides": decides,
        "can_confirm": decides and this.stage == Stage.READ,
        "can_drop": decides and this.can_be_dropped,
        "can_go_on": decides and this.undone_by is None and (this.stopped or this.stage == Stage.FAILED),
        "can_undo": decides and bool(kept) and this.undone_by is None and not this.at_work,
        "kept": bool(kept),
        "first_problems": first,
        "problem_count": words.count(sum(table.errors + table.warnings for table in tables), "problem"),
        "still": still,
        "every": REFRESH,
        "older_runs": views.older_runs(found) if this.stage == Stage.DONE else [],
    }
    response = render(request, "data/import.html", context)
    if this.at_work and not still:
        response.headers["Refresh"] = str(REFRESH)
    return response


@require_safe
def problems(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that was wrong with the files of an import."""
    found, this = loading.an_import(request, number)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1
    shown = queries.problems_of(this.batch, first=(max(page, 1) - 1) * PAGE, most=PAGE)
    pages = max(1, -(-shown.total // PAGE))
    if not 1 <= page <= pages:
        page = min(max(page, 1), pages)
        shown = queries.problems_of(this.batch, first=(page - 1) * PAGE, most=PAGE)
    warnings = shown.total - shown.errors
    context = {
        "frame": found.frame,
        "number": number,
        "title": this.batch.title,
        "shown": shown,
        "counted": f"{words.count(shown.errors, 'error')} and {words.count(warnings, 'warning')}",
        "page": page,
        "pages": pages,
    }
    return render(request, "data/problems.html", context)


@require_safe
def problems_file(request: HttpRequest, number: int) -> FileResponse:
    """The same as CSV."""
    _, this = loading.an_import(request, number)
    try:
        file = rooms.room(this.batch.key).problems.open("rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"problems-of-import-{number}.csv",
        content_type="text/csv; charset=utf-8",
    )


_DECISIONS: dict[str, Callable[..., Batch | None]] = {
    "confirm": deciding.confirm,
    "drop": deciding.drop,
    "go-on": deciding.go_on,
    "undo": deciding.undo,
}


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm an import, drop it, go on with it or take it back."""
    loading.officer(request)
    found, this = loading.an_import(request, number)
    if this.batch.authority_id not in found.imports:
        raise Http404
    action = _DECISIONS.get(request.POST.get("decision", ""))
    if action is None:
        return _refused(request, "Choose what to do with this import.", number=number, status=400)
    try:
        made = action(this, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, str(refusal), number=number, status=409)
    return redirect("import", made.pk if made is not None else number)


@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest) -> HttpResponse:
    """Fetch a publication from its publisher."""
    found = loading.officer(request)
    said, status = "", 200
    if request.method == "POST":
        year = request.POST.get("year", "").strip()
        try:
            batch = receiving.fetch(
                authority=_chosen(request, found.imports),
                dataset=request.POST.get("dataset", ""),
                year=_year(year),
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return redirect("import", batch.pk)
        except receiving.CannotFetch as refusal:
            said, status = str(refusal), 400
        except (receiving.AlreadyHere, receiving.TooMany) as refusal:
            said, status = str(refusal), 409
    releases, unreadable = loading.releases(found)
    today = timezone.localdate()
    fresh = {each.dataset.id: each for each in held.freshness(releases, today=today)}
    context = {
        "frame": found.frame,
        "unreadable": unreadable,
        "problems": [{"text": said, "href": "#publications"}] if said else [],
        "lines": [
            presenters.fetch_line(dataset, fresh[dataset.id], today=today)
            for dataset in receiving.fetchable().values()
        ],
    }
    return render(request, "data/fetch.html", context, status=status)


@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Build the figures again from what is held."""
    found = loading.officer(request)
    try:
        batch = deciding.build(
            authority=_chosen(request, found.imports),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, str(refusal), number=None, status=409)
    return redirect("import", batch.pk)


def _year(given: str) -> int | None:
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) == 4):
        raise receiving.CannotFetch("Enter the year that the figures end in, such as 2026 for 2025/26.")
    return int(given)


def _chosen(request: HttpRequest, imports: tuple[str, ...]) -> str:
    """The authority for which somebody acts: the one they name, if it is theirs, or their first."""
    named = request.POST.get("authority", "")
    if named and named not in imports:
        raise Http404
    return named or imports[0]


def _refused(request: HttpRequest, said: str, *, number: int | None, status: int) -> HttpResponse:
    where = f"Import {number}" if number is not None else "The figures"
    return errors.page(request, title=f"{where}: this cannot be done", sentences=(said,), status=status)
