"""Soft intelligence: read by those who may, each reading kept; and what everybody else is told, which is how much there is."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.judgements import forms, heard, loading
from trellis.interfaces.web.judgements.loading import Opened
from trellis.judgements import asking
from trellis.judgements.actions import intelligence as actions
from trellis.judgements.models import Entry
from trellis.judgements.queries import intelligence as kept
from trellis.schools import queries as schools
from trellis.schools.standing_aside import StandsAside


@require_safe
def intelligence(request: HttpRequest, urn: int) -> HttpResponse:
    """The entries, for those who may read what is restricted; for all others how many there are and what about."""
    opened = loading.school(request, urn, looked_at="soft intelligence")
    repeat = asking.repeat(opened.pack)
    aside = (
        schools.stands_aside(request.user, opened.school, opened.today, held=opened.frame.held)  # type: ignore[arg-type]
        if Permission.RESTRICTED_READ in opened.may
        else ""
    )
    if aside or Permission.RESTRICTED_READ not in opened.may:
        held = kept.held_about(opened.school, on=opened.today)
        context = loading.context(
            opened,
            "intelligence",
            held=held,
            total=sum(number for _, number in held),
            repeat=repeat,
            aside=aside,
        )
        return render(request, "judgements/held.html", context)
    rows = _rows(request, opened)
    reviews = kept.reviews_of(opened.school, on=opened.today)
    context = loading.context(
        opened,
        "intelligence",
        entries=heard.entries(rows),
        reviews=heard.reviews(reviews),
        due=kept.due_of(rows, reviews, repeat=repeat, on=opened.today),
        repeat=repeat,
    )
    return render(request, "judgements/intelligence.html", context)


def _rows(request: HttpRequest, opened: Opened) -> tuple[Entry, ...]:
    try:
        return actions.read(school=opened.school, by=request.user, at=opened.now)  # type: ignore[arg-type]
    except StandsAside as refusal:
        raise PermissionDenied(str(refusal)) from refusal


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, urn: int) -> HttpResponse:
    """Log what was said of a school."""
    opened = loading.to_write(request, urn, Permission.INTELLIGENCE_LOG, looked_at="soft intelligence: log")
    form = forms.Log(
        request.POST if request.method == "POST" else None, initial={"heard_on": as_typed(opened.today)}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.log(
                    school=opened.school,
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                    **form.cleaned_data,
                )
                return redirect("intelligence", urn)
            except actions.CannotLog as refusal:
                form.add_error(None, str(refusal))
    context = loading.context(opened, "intelligence", form=form, problems=problems(form))
    return render(request, "judgements/log.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bear_out(request: HttpRequest, urn: int, entry: int) -> HttpResponse:
    """Record that an entry has been borne out. The page shows the entry, and so is a reading of it."""
    opened = loading.to_write(
        request, urn, Permission.INTELLIGENCE_LOG, looked_at=f"soft intelligence {entry}"
    )
    found = kept.entry(entry, school=opened.school)
    if found is None:
        raise Http404
    rows = _rows(request, opened)
    form = forms.BearOut(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.corroborate(
                    found,
                    how=form.cleaned_data["how"],
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                )
                return redirect("intelligence", urn)
            except actions.CannotLog as refusal:
                form.add_error(None, str(refusal))
    shown = next(each for each in heard.entries(rows) if each.id == entry)
    context = loading.context(opened, "intelligence", form=form, problems=problems(form), entry=shown)
    return render(request, "judgements/bear_out.html", context, status=status)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, urn: int) -> HttpResponse:
    """Look at what has mounted up, and record what is to be done."""
    opened = loading.to_write(
        request, urn, Permission.JUDGEMENT_RECORD, looked_at="soft intelligence: review"
    )
    rows = kept.corroborated(_rows(request, opened))
    form = forms.Review(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.review(
                    school=opened.school,
                    seen=_ids(request.POST.getlist("seen")),
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                    **form.cleaned_data,
                )
                return redirect("intelligence", urn)
            except (actions.CannotReview, StandsAside) as refusal:
                form.add_error(None, str(refusal))
    context = loading.context(
        opened,
        "intelligence",
        form=form,
        problems=problems(form),
        entries=heard.entries(rows),
        due=kept.due_of(
            rows,
            kept.reviews_of(opened.school, on=opened.today),
            repeat=asking.repeat(opened.pack),
            on=opened.today,
        ),
    )
    return render(request, "judgements/review.html", context, status=status)


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """The schools that the reader is asked to look at, of those they advise."""
    frame = layout.frame(request, here="schools")
    if not frame.held.may(Permission.JUDGEMENT_RECORD):
        raise PermissionDenied("Soft intelligence is reviewed by advisers and senior advisers.")
    today = timezone.localdate()
    mine = schools.visible_to(
        request.user,  # type: ignore[arg-type]
        on=today,
        permission=Permission.JUDGEMENT_RECORD,
        held=frame.held,
    )
    context = {"frame": frame, "due": kept.reviews_due(mine, on=today)}
    return render(request, "judgements/due.html", context)


def _ids(sent: list[str]) -> tuple[int, ...]:
    return tuple(int(each) for each in sent if each.isascii() and each.isdecimal() and len(each) < 15)
