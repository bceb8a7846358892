"""The school's self-evaluation: read by both, written by the school alone, commented on by advisers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.judgements import evaluated, forms, loading
from trellis.interfaces.web.judgements.loading import Opened
from trellis.judgements import days, writing
from trellis.judgements.actions import self_evaluations as actions
from trellis.judgements.models import Revision
from trellis.judgements.queries import self_evaluations as kept


@require_safe
def newest(request: HttpRequest, urn: int) -> HttpResponse:
    """The newest self-evaluation that the reader may see, with every revision before it."""
    opened = loading.school(request, urn, looked_at="self-evaluation")
    every = kept.revisions(opened.school, on=opened.today, drafts=opened.is_of_the_school)
    return _shown(request, opened, every, every[0] if every else None)


@require_safe
def revision(request: HttpRequest, urn: int, year: int, revision: int) -> HttpResponse:
    """One revision as it was written, and what it changed."""
    opened = loading.school(request, urn, looked_at=f"self-evaluation {year}, revision {revision}")
    every = kept.revisions(opened.school, on=opened.today, drafts=opened.is_of_the_school)
    found = next((each for each in every if (each.year, each.number) == (year, revision)), None)
    if found is None:
        raise Http404
    return _shown(request, opened, every, found)


def _shown(
    request: HttpRequest, opened: Opened, every: list[Revision], chosen: Revision | None
) -> HttpResponse:
    page = evaluated.present(chosen, every=every, themes=opened.themes)
    context = loading.context(opened, "self_evaluation", page=page, of_the_school=opened.is_of_the_school)
    return render(request, "judgements/self_evaluation.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, urn: int) -> HttpResponse:
    """Write the self-evaluation, and save it as a draft or submit it. Whoever is overtaken is shown the difference."""
    opened = loading.to_write(
        request, urn, Permission.SELF_EVALUATION_WRITE, looked_at="self-evaluation: write"
    )
    year = days.academic_year(opened.today)
    last = kept.newest(opened.school, on=opened.today, drafts=True)
    seen = last.number if last is not None and last.year == year else 0
    sent = request.POST if request.method == "POST" else None
    form = forms.SelfEvaluation(sent, themes=opened.themes, content=writing.content_of(last))
    differences: tuple[writing.Difference, ...] = ()
    overtaken, status = "", 200
    if sent is not None:
        seen, status = _number(sent.get("seen", "")), 400
        if form.is_valid():
            content = form.content()
            try:
                actions.write(
                    school=opened.school,
                    seen=seen,
                    content=content,
                    submit=sent.get("state") == "submitted",
                    by=request.user,  # type: ignore[arg-type]
                    at=opened.now,
                )
                return redirect("self_evaluation", urn)
            except actions.CannotWrite as refusal:
                form.refuse(refusal.problems)
            except actions.Overtaken as refusal:
                status, overtaken, seen = 409, str(refusal), refusal.newest.number
                differences = writing.differences(
                    writing.content_of(refusal.newest),
                    content,
                    themes=[(theme.id, theme.name) for theme in opened.themes],
                )
    context = loading.context(
        opened,
        "self_evaluation",
        form=form,
        themes=evaluated.asked(opened.themes, form),
        year=year,
        seen=seen,
        carried=last is not None and last.year != year,
        differences=differences,
        overtaken=overtaken,
        problems=[*problems(form), *([{"text": overtaken, "href": "#differences"}] if overtaken else [])],
    )
    return render(request, "judgements/write.html", context, status=status)


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, urn: int) -> HttpResponse:
    """Comment on the newest self-evaluation that the school submitted."""
    opened = loading.to_write(
        request, urn, Permission.SELF_EVALUATION_COMMENT, looked_at="self-evaluation: comment"
    )
    found = kept.newest(opened.school, on=opened.today)
    graded = {row["theme"] for row in found.grades} if found is not None else set()
    form = forms.Comment(
        request.POST if request.method == "POST" else None,
        themes=[(theme.id, theme.name) for theme in opened.themes if theme.id in graded],
    )
    status = 200
    if request.method == "POST":
        status = 400
        if found is None:
            form.add_error(None, "The school has submitted nothing yet, so there is nothing to comment on.")
        elif form.is_valid():
            try:
                actions.comment(found, by=request.user, at=opened.now, **form.cleaned_data)  # type: ignore[arg-type]
                return redirect("self_evaluation", urn)
            except actions.CannotComment as refusal:
                form.add_error(None, str(refusal))
    context = loading.context(opened, "self_evaluation", form=form, found=found, problems=problems(form))
    return render(request, "judgements/comment.html", context, status=status)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else -1
