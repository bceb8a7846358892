"""Charges: what waits to go to finance, the batches that went, their files, and credits."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Sheet
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.resources import forms, loading
from trellis.problem import Refusal
from trellis.resources import years
from trellis.resources.actions import charges as charging
from trellis.resources.actions import places
from trellis.resources.models import Charge
from trellis.resources.queries import charges as kept
from trellis.schools import sorts

A_PAGE = 40
HEADER = (
    "Batch",
    "Charge",
    "Kind",
    "School",
    "URN",
    "Sort of school",
    "What for",
    "Source",
    "Reference",
    "School year",
    "Day",
    "School pays (£)",
    "Central budget pays (£)",
    "Credits charge",
    "Why",
)


@require_safe
def charges(request: HttpRequest) -> HttpResponse:
    """What waits to go to finance, what was raised of late, and every batch that went."""
    return _shown(request)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Send what waits to finance in a batch of its own."""
    opened = loading.authority(request, needs=loading.KEEP, code=request.POST.get("authority", ""))
    try:
        charging.export(authority=opened.code, by=opened.user, at=timezone.now())
    except Refusal as refusal:
        return _shown(request, refused=str(refusal), code=opened.code)
    return redirect(f"{reverse('charges')}?authority={opened.code}#batches")


@require_POST
def raise_places(request: HttpRequest) -> HttpResponse:
    """Raise the charges of places on courses that were not raised yet."""
    opened = loading.authority(request, needs=loading.KEEP, code=request.POST.get("authority", ""))
    try:
        places.charge_places(authority=opened.code, by=opened.user, at=timezone.now())
    except Refusal as refusal:
        return _shown(request, refused=str(refusal), code=opened.code)
    return redirect(f"{reverse('charges')}?authority={opened.code}#waiting")


@require_safe
def file(request: HttpRequest, charge_batch: int) -> HttpResponse:
    """A batch as CSV. Downloading it again changes nothing: each charge is in one batch alone."""
    opened = loading.authority(request, needs=loading.KEEP)
    batch = kept.batch(charge_batch, authorities=loading.codes_of(opened, loading.KEEP))
    if batch is None:
        raise Http404
    trail.record(
        Verb.EXPORTED,
        by=opened.user,
        at=timezone.now(),
        authority_code=batch.authority_id,
        subject=f"batch {batch.number} of charges as CSV",
    )
    rows = [_row(batch.number, each) for each in kept.of_batch(batch)]
    return as_csv("Charges", HEADER, rows, name=f"charges-{batch.authority_id}-batch-{batch.number}")


@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest, charge: int) -> HttpResponse:
    """The form by which a charge is taken back whole; and the credit."""
    opened = loading.authority(request, needs=loading.KEEP)
    row = kept.one(charge, authorities=loading.codes_of(opened, loading.KEEP))
    if row is None:
        raise Http404
    opened = loading.authority(request, needs=loading.KEEP, code=row.authority_id)

    def done(given: dict[str, Any]) -> str:
        charging.credit(row, why=given["why"], instead=given["instead"], by=opened.user, at=timezone.now())
        return f"{reverse('charges')}?authority={opened.code}"

    return sending.answer(
        request,
        form_of=lambda sent: forms.Credit(sent, initial={"seen": row.pk}),
        seen=row.pk,
        take=done,
        context=opened.context(
            school=row.school,
            step="Credit a charge",
            button="Credit it",
            stands=f"{row.what}: the school pays {years.pounds(row.to_pay)}, and the central budget {years.pounds(row.central)}.",
            explained="The charge stays as it was raised. The credit takes it back whole and goes to finance in the next batch, with what is charged instead.",
            cancel=f"{reverse('charges')}?authority={opened.code}",
            back_text="Back to the charges",
        ),
        template=loading.STEP,
    )


def as_csv(title: str, header: tuple[str, ...], rows: list[tuple[Any, ...]], *, name: str) -> HttpResponse:
    """A table as a file that a spreadsheet opens, in which nothing runs as a formula."""
    text = io.StringIO()
    text.write("\ufeff")  # what makes a spreadsheet read the file as UTF-8
    spreadsheet.write_csv(text, Sheet(name=title, header=header, rows=rows))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _shown(request: HttpRequest, *, refused: str = "", code: str = "") -> HttpResponse:
    opened = loading.authority(request, needs=loading.KEEP, code=code)
    waiting = kept.waiting(opened.code)
    to_pay, central = kept.totals(waiting)
    recent = Paginator(kept.newest(opened.code), A_PAGE).get_page(request.GET.get("page"))
    context = opened.context(
        waiting=waiting.count(),
        to_pay=years.pounds(to_pay),
        central=years.pounds(central),
        page=recent,
        lines=[_line(each) for each in recent.object_list],
        batches=[_batch(each) for each in kept.batches(opened.code)[:50]],
        chosen="",
        problems=[{"text": refused, "href": "#main-content"}] if refused else [],
    )
    return render(request, "resources/charges.html", context, status=409 if refused else 200)


def _batch(row: Any) -> tuple[object, ...]:
    """A batch as the list has it: its number, when it went, by whom, how many charges it has and what schools pay."""
    return (row.pk, row.number, words.moment(row.at), row.by.name, row.size, years.pounds(row.sum or 0))


def _line(row: Charge) -> dict[str, object]:
    export = getattr(row, "export", None)
    return {
        "id": row.pk,
        "school": row.school.name,
        "urn": row.school_id,
        "sort": sorts.SORTS[row.sort],
        "what": f"Credit: {row.what}" if row.credits_id else row.what,
        "why": row.why,
        "to_pay": years.pounds(row.to_pay),
        "central": years.pounds(row.central),
        "batch": f"Batch {export.batch.number}" if export else "Waits",
        "can_credit": row.credits_id is None and not hasattr(row, "credit"),
        "credited": hasattr(row, "credit"),
    }


def _row(batch: int, row: Charge) -> tuple[Any, ...]:
    return (
        batch,
        row.pk,
        "Credit" if row.credits_id else "Charge",
        row.school.name,
        row.school_id,
        sorts.SORTS[row.sort],
        row.what,
        row.source,
        row.reference,
        years.named(row.year),
        timezone.localdate(row.at).isoformat(),
        row.to_pay / 100,
        row.central / 100,
        row.credits_id or "",
        row.why,
    )
