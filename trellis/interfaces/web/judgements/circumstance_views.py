"""Circumstances of a school: recorded by the school or by an adviser, with what shows them and their dates."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.analysis.judging.framework import Framework
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.judgements import forms, loading, presenters
from trellis.judgements import feed, kinds
from trellis.judgements.actions import circumstances as actions
from trellis.judgements.queries import circumstances as kept
from trellis.judgements.queries.circumstances import Held


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One circumstance: what shows it, when it is so, who said so, and which criteria read it."""

    id: int
    name: str
    period: str
    is_so: bool
    evidence: str
    by: str
    passed: str
    passed_by: str
    feeds: str


def shown(held: Held, *, pack: Framework | None) -> Shown:
    """Return a circumstance as the pages show it."""
    row, end = held.circumstance, held.end
    return Shown(
        id=row.pk,
        name=kinds.name_of(row.kind),
        period=words.first_up(presenters.period(held)),
        is_so=held.is_so,
        evidence=row.evidence,
        by=f"Recorded by {feed.signature(row.by, row.role)} on {words.moment(row.at)}.",
        passed=end.why if end is not None else "",
        passed_by=f"{feed.signature(end.by, end.role)}, {words.moment(end.at)}" if end is not None else "",
        feeds=feeds(row.kind, pack=pack),
    )


def feeds(kind: str, *, pack: Framework | None) -> str:
    """Say which criteria of the pack in force read a kind of circumstance, or that none does."""
    reading = kinds.reading(pack, kind) if pack is not None else ()
    if not reading:
        return (
            "No criterion of the pack in force reads this, so it changes no suggestion. People read it here."
        )
    return f"Read by {', '.join(f'{c.id} {c.name}' for c in reading)} at the next screening."


@require_safe
def circumstances(request: HttpRequest, urn: int) -> HttpResponse:
    """What is so today, and what has passed."""
    opened = loading.school(request, urn, looked_at="circumstances")
    every = [shown(held, pack=opened.pack) for held in kept.circumstances_of(opened.school, on=opened.today)]
    context = loading.context(
        opened,
        "circumstances",
        so=[each for each in every if each.is_so],
        others=[each for each in every if not each.is_so],
    )
    return render(request, "judgements/circumstances.html", context)


@require_safe
def circumstance(request: HttpRequest, urn: int, circumstance: int) -> HttpResponse:
    """One circumstance."""
    opened = loading.school(request, urn, looked_at=f"circumstance {circumstance}")
    held = kept.circumstance(circumstance, school=opened.school, on=opened.today)
    if held is None:
        raise Http404
    context = loading.context(
        opened,
        "circumstances",
        shown=shown(held, pack=opened.pack),
        may_end=Permission.CONTEXT_RECORD in opened.may and held.is_so,
    )
    return render(request, "judgements/circumstance.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, urn: int) -> HttpResponse:
    """Record a circumstance."""
    opened = loading.to_write(request, urn, Permission.CONTEXT_RECORD, looked_at="circumstances: record")
    form = forms.Circumstance(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.record(
                    school=opened.school,
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                    **form.cleaned_data,
                )
                return redirect("circumstances", urn)
            except actions.CannotRecord as refusal:
                form.add_error(None, str(refusal))
    read = [
        (kind.name, said)
        for kind in kinds.KINDS.values()
        if opened.pack is not None and (said := feeds(kind.id, pack=opened.pack)).startswith("Read by")
    ]
    context = loading.context(opened, "circumstances", form=form, problems=problems(form), read=read)
    return render(request, "judgements/record_circumstance.html", context, status=status)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, urn: int, circumstance: int) -> HttpResponse:
    """Record that a circumstance has passed."""
    opened = loading.to_write(
        request, urn, Permission.CONTEXT_RECORD, looked_at=f"circumstance {circumstance}: end"
    )
    held = kept.circumstance(circumstance, school=opened.school, on=opened.today)
    if held is None:
        raise Http404
    form = forms.CircumstanceEnd(
        request.POST if request.method == "POST" else None, initial={"last_day": as_typed(opened.today)}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.end(
                    held.circumstance,
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                    **form.cleaned_data,
                )
                return redirect("circumstances", urn)
            except actions.CannotRecord as refusal:
                form.add_error(None, str(refusal))
    context = loading.context(
        opened,
        "circumstances",
        form=form,
        problems=problems(form),
        shown=shown(held, pack=opened.pack),
    )
    return render(request, "judgements/end_circumstance.html", context, status=status)
