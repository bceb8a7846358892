"""What people make of a school in short, and what an adviser and the school look at before a visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.interfaces.web.judgements import leading, loading, presenters, reading, signs
from trellis.interfaces.web.schools.loading import run_asked
from trellis.judgements.queries import circumstances, intelligence, judgements, self_evaluations


@require_safe
def people(request: HttpRequest, urn: int) -> HttpResponse:
    """Everything that people recorded about a school, a line for each kind, and its leadership and governance."""
    opened = loading.school(request, urn, looked_at="judged by people")
    both = reading.side_by_side(opened)
    page = presenters.in_short(
        newest=both.revision,
        draft=self_evaluations.newest(opened.school, on=opened.today, drafts=True)
        if opened.is_of_the_school
        else None,
        judged=judgements.judgements_of(opened.school, on=opened.today),
        so=circumstances.circumstances_of(opened.school, on=opened.today),
        held=intelligence.held_about(opened.school, on=opened.today),
        told=both.told,
    )
    lead = leading.panel(
        both.evidence,
        pack=opened.run.pack_text if opened.run is not None else {},
        urn=urn,
        run_id=run_asked(request),
    )
    return render(
        request, "judgements/people.html", loading.context(opened, "judged_by_people", lines=page, lead=lead)
    )


@require_safe
def before_the_visit(request: HttpRequest, urn: int) -> HttpResponse:
    """The school's view of itself beside the evidence, the same page for the adviser and for the school."""
    opened = loading.school(request, urn, looked_at="before the visit")
    both = reading.side_by_side(opened)
    page = presenters.before(
        both.revision,
        told=both.told,
        judged=judgements.judgements_of(opened.school, on=opened.today),
        so=circumstances.circumstances_of(opened.school, on=opened.today),
        pack=opened.pack,
        run=opened.run,
        on=opened.today,
    )
    context = loading.context(
        opened,
        "before_the_visit",
        page=page,
        told=both.told,
        prompt=signs.prompt(both.told),
        nothing=both.nothing,
    )
    return render(request, "judgements/before.html", context)
