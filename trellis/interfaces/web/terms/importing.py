"""Term dates from a CSV file, and to one."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.calendars import queries, term_file
from trellis.calendars.actions import terms as actions
from trellis.calendars.actions.terms import CannotSet
from trellis.calendars.models import ClosedDay
from trellis.interfaces.web.terms import loading, presenters
from trellis.interfaces.web.terms.loading import Opened
from trellis.schools.models import School

CONFLICT, WRONG = 409, 400
_SHOWN = 100


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Bring in a file of term dates. With anything wrong in it, nothing of it is kept."""
    found = loading.setting(request)
    if request.method != "POST":
        return _form(request, found)
    file = request.FILES.get("file")
    if file is None:
        return _form(request, found, said=("Choose a CSV file.",), status=WRONG)
    read = term_file.read(file.read(term_file.LARGEST + 1))
    if read.problems:
        return _form(request, found, said=[str(each) for each in read.problems], status=WRONG)
    known = {each.pk: each for each in loading.visible(request, found).filter(pk__in=read.urns)}
    if missing := sorted(read.urns - known.keys()):
        named = ", ".join(map(str, missing[:20]))
        said = f"School URN: no open school of {found.name} has the URN {named}. Nothing was kept."
        return _form(request, found, said=(said,), status=WRONG)
    try:
        actions.bring_in(
            authority_code=found.code,
            years={(_of(urn, known), year): terms for (urn, year), terms in read.years.items()},
            days={_of(urn, known): days for urn, days in read.days.items()},
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except CannotSet as refusal:
        return _form(request, found, said=(str(refusal),), status=CONFLICT)
    return redirect(found.page)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The dates that stand for this year and the next as a file, which the import reads."""
    found = loading.opened(request)
    entered = queries.entered_for(found.code, on=found.today)
    now = queries.academic_year(found.today)
    rows = [
        ("", presenters.terms_for(entered, year, urn=None), _closed(entered.closed_of(urn=None), year))
        for year in (now, now + 1)
    ]
    return HttpResponse(
        "\ufeff" + term_file.write(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="terms-{found.code}.csv"'},
    )


def _closed(rows: Sequence[ClosedDay], year: int) -> list[tuple[date, str, str]]:
    return [(row.day, row.kind, row.what) for row in rows if queries.academic_year(row.day) == year]


def _of(urn: int | None, known: dict[int, School]) -> School | None:
    return known[urn] if urn is not None else None


def _form(
    request: HttpRequest, found: Opened, *, said: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    context = {
        "frame": found.frame,
        "found": found,
        "said": said[:_SHOWN],
        "left": max(0, len(said) - _SHOWN),
        "problems": [{"text": each, "href": "#file"} for each in said[:_SHOWN]],
        "columns": term_file.COLUMNS,
    }
    return render(request, "terms/import.html", context, status=status)
