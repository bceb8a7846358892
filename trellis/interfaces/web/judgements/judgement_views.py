"""Advisers' judgements: the list, one with its evidence and the school's answer, and the forms of both."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.judgements import forms, judged, loading, reading, signs
from trellis.interfaces.web.schools.loading import run_asked
from trellis.judgements import asking
from trellis.judgements.actions import judgements as actions
from trellis.judgements.queries import judgements as kept
from trellis.schools.standing_aside import StandsAside
from trellis.screening import queries as screening


@require_safe
def judgements(request: HttpRequest, urn: int) -> HttpResponse:
    """Every question of the pack with the answer that counts, and what was answered before."""
    opened = loading.school(request, urn, looked_at="judgements")
    held = kept.judgements_of(opened.school, on=opened.today)
    evidence = screening.evidence_for(opened.result) if opened.result is not None else ()
    context = loading.context(
        opened,
        "judgements",
        asked=judged.questions(held, pack=opened.pack, evidence=evidence, urn=urn, run_id=run_asked(request)),
        earlier=judged.earlier(held, pack=opened.pack),
    )
    return render(request, "judgements/judgements.html", context)


@require_safe
def judgement(request: HttpRequest, urn: int, judgement: int) -> HttpResponse:
    """One judgement with its evidence, and what the school says to it."""
    opened = loading.school(request, urn, looked_at=f"judgement {judgement}")
    held = kept.judgement(judgement, school=opened.school, on=opened.today)
    if held is None:
        raise Http404
    context = loading.context(opened, "judgements", shown=judged.shown(held, pack=opened.pack))
    return render(request, "judgements/judgement.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, urn: int) -> HttpResponse:
    """Answer a question of the pack. Without one in the address the page asks which."""
    opened = loading.to_write(request, urn, Permission.JUDGEMENT_RECORD, looked_at="judgements: record")
    question = asking.question(opened.pack, request.GET.get("question", ""))
    if question is None:
        sent = request.GET if "question" in request.GET else None
        which = forms.AskWhich(sent, questions=asking.questions(opened.pack))
        context = loading.context(opened, "judgements", form=which, problems=problems(which))
        return render(request, "judgements/which.html", context, status=400 if sent is not None else 200)
    form = forms.Judgement(
        request.POST if request.method == "POST" else None,
        question=question,
        initial={
            "judged_on": as_typed(opened.today),
            "expires_on": as_typed(opened.today + forms.LASTS),
        },
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.record(
                    school=opened.school,
                    question=question.id,
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                    **form.cleaned_data,
                )
                return redirect("judgement", urn, made.pk)
            except (actions.CannotJudge, StandsAside) as refusal:
                form.add_error(None, str(refusal))
    told = reading.side_by_side(opened).told if question.id == asking.ACCURATE else ()
    context = loading.context(
        opened,
        "judgements",
        form=form,
        problems=problems(form),
        question=question,
        bears_on=asking.criteria_reading(opened.pack, question.id),
        prompt=signs.prompt(told) if question.id == asking.ACCURATE else "",
    )
    return render(request, "judgements/record.html", context, status=status)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, urn: int, judgement: int) -> HttpResponse:
    """Answer a judgement for the school."""
    opened = loading.to_write(
        request, urn, Permission.LEVEL_ANSWER, looked_at=f"judgement {judgement}: answer"
    )
    held = kept.judgement(judgement, school=opened.school, on=opened.today)
    if held is None:
        raise Http404
    form = forms.Answer(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.respond(
                    held.judgement,
                    said=form.cleaned_data["said"],
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                )
                return redirect("judgement", urn, judgement)
            except actions.CannotRespond as refusal:
                form.add_error(None, str(refusal))
    context = loading.context(
        opened,
        "judgements",
        form=form,
        problems=problems(form),
        shown=judged.shown(held, pack=opened.pack),
    )
    return render(request, "judgements/answer.html", context, status=status)
