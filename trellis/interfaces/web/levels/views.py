"""Where a school's level stands, and the form of each step."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions import levels as actions
from trellis.casework.actions import taking
from trellis.casework.queries import levels as kept
from trellis.casework.queries.levels import LevelCase
from trellis.casework.workflows.level import LEVEL
from trellis.interfaces.web.govuk import errors, levels, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.judgements import reading
from trellis.interfaces.web.levels import presenters, stepping
from trellis.interfaces.web.schools import loading
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.workflow import Offer


@require_safe
def level(request: HttpRequest, urn: int) -> HttpResponse:
    """The level in force, what is under way, what comes next and who decides."""
    opened = loading.school(request, urn, looked_at="level", permission=Permission.LEVEL_READ)
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    may = actions.may(request.user, school=opened.school, on=today, held=opened.frame.held)  # type: ignore[arg-type]
    cases = kept.cases_of(opened.school, today=on or today)
    named = levels.names(opened.run.pack_text) if opened.run is not None else {}
    aside = _stands_aside(request, opened.school, may=may, on=today, held=opened.frame.held)
    page = presenters.present(
        cases,
        named=named,
        offers={
            case.proposal.pk: _offers(case, may=may, aside=aside, on=today, user=request.user)  # type: ignore[arg-type]
            for case in cases
            if on is None
        },
        standing=kept.standing_of(cases, on=on or today),
        on=on,
        answers=on is None and Permission.LEVEL_ANSWER in may,
    )
    maintained = opened.school.relationship == "maintained"
    reads_evidence = schools.reaches(opened.frame.held, Permission.EVIDENCE_READ, school=opened.school)
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "page": page,
        "self_evaluation": reading.beside_level(opened.school, result=opened.result, on=today)
        if page.under_way is not None and on is None and reads_evidence
        else None,
        "maintained": maintained,
        "evidence": reads_evidence,
        "reviews": [
            (each.term, each.words, f"{each.by.name}, {words.moment(each.at)}")
            for each in kept.reviews_of(opened.school, today=on or today)
        ],
        "may": may,
        "aside": aside,
        "may_propose": maintained
        and opened.school.is_open
        and on is None
        and "level_propose" in may
        and not aside
        and page.under_way is None,
    }
    return render(request, "levels/level.html", context)


def _stands_aside(
    request: HttpRequest, school: School, *, may: frozenset[str], on: date, held: Access
) -> str:
    """Why the reader stands aside from every step that their role takes; "" where they need not, or take none."""
    if not may - {Permission.LEVEL_ANSWER}:
        return ""
    return schools.stands_aside(request.user, school, on, held=held)  # type: ignore[arg-type]


def _offers(case: LevelCase, *, may: frozenset[str], aside: str, on: date, user: User) -> tuple[Offer, ...]:
    """The steps that are the reader's to take; where they stand aside each says so, and who else could."""
    offers = LEVEL.offers(case, state=case.state, may=may)
    if not aside:
        return offers
    return tuple(
        replace(
            offer,
            reason="You stand aside. "
            + standing_aside.in_your_place(
                Permission(offer.transition.permission), school=case.proposal.school, on=on, besides=user
            ),
        )
        for offer in offers
    )


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, urn: int, name: str) -> HttpResponse:
    """The form of one step; and the step. What was written stays on the page when the step is refused."""
    name = "settle" if name == "determine" else name.replace("-", "_")
    if name not in stepping.NAMES:
        raise Http404
    opened = loading.school(request, urn, looked_at=f"level: {name}")
    now = timezone.now()
    today = timezone.localdate(now)
    user = request.user
    taking.require(user, stepping.permission(name), school=opened.school, on=today)  # type: ignore[arg-type]
    asked = stepping.Asked(
        school=opened.school,
        case=kept.open_case(opened.school, today=today),
        result=opened.result,
        evidence=screening.evidence_for(opened.result) if opened.result is not None else (),
        own_adviser=kept.is_own_adviser(user, urn=urn, on=today),  # type: ignore[arg-type]
        party=kept.party_of([(post.role.id, post.urn) for post in opened.frame.held.held], urn=urn),
    )
    form = stepping.form_of(name, asked, request.POST if request.method == "POST" else None, at=now)
    status = 200
    if form.is_valid():
        try:
            stepping.take(name, asked, form.cleaned_data, by=user, at=now)  # type: ignore[arg-type]
            return redirect("level", urn)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 400
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "form": form,
        "problems": problems(form),
        "self_evaluation": reading.beside_level(opened.school, result=opened.result, on=today)
        if name in ("propose", "answer", "settle")
        else None,
        "step": stepping.title(name),
        "case": asked.case,
        "state": LEVEL.states[asked.case.state] if asked.case is not None else "",
        "nothing_under_way": asked.case is None and name not in ("propose", "review"),
        "aside": ""
        if name in ("answer", "challenge", "review")
        else _aside(opened.school, name, user=user, on=today),  # type: ignore[arg-type]
    }
    return render(request, "levels/step.html", context, status=status)


def _aside(school: School, name: str, *, user: User, on: date) -> str:
    """Why the reader stands aside from a step, and who else could take it; "" where they need not."""
    why = schools.stands_aside(user, school, on)
    if not why:
        return ""
    return (
        f"{why} {standing_aside.in_your_place(stepping.permission(name), school=school, on=on, besides=user)}"
    )
