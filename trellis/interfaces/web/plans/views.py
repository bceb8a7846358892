"""A support plan: the version that holds, each version by itself, what changed between two, and the plan on paper."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.brokering import standing
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.queries import cases, criteria
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.plans import PlanFile, VersionFile
from trellis.casework.workflows.plan import PLAN
from trellis.interfaces.web.govuk import errors, words
from trellis.interfaces.web.govuk.dates import OddDay, day_asked
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.plans import comparing, filling, loading, presenters, recorded, targets
from trellis.interfaces.web.plans.loading import Opened
from trellis.schools import queries as schools
from trellis.screening import queries as screening


@require_safe
def plan(request: HttpRequest, urn: int) -> HttpResponse:
    """Where the plan stands, what it says, what is said of it, and what comes next."""
    today = timezone.localdate()
    try:
        on = day_asked(request, today=today)
    except OddDay as refusal:
        return errors.page(request, title="That day cannot be shown", sentences=(str(refusal),), status=400)
    opened = loading.school(request, urn, looked_at="support plan", on=on)
    file = opened.file
    found = _found(opened, file) if file is not None else {}
    context = _context(opened) | {
        "page": _page(opened, file, found) if file is not None else None,
        "older": [
            (
                each.plan.pk,
                f"Begun {words.day(timezone.localdate(each.plan.at))}: {each.newest.state_words.lower()}",
            )
            for each in opened.plans
            if each is not file
        ],
    }
    if file is None:
        context["case"] = _open_case(opened)
    else:
        # Whoever reads the plan alone reads neither notes of visit nor who met when
        reads_case = schools.reaches(opened.frame.held, Permission.CASE_READ, school=opened.school)
        context["record"] = (
            recorded.present(_case_of(opened, file), urn=urn, found=found, links=_reads_support(opened))
            if reads_case
            else None
        )
        met = criteria.met(opened.school) if on is None and _writes(opened, file) else ()
        context["unanswered"] = filling.unanswered(met, file)
        if _reads_support(opened):
            context["supports"] = recorded.supports_of(
                supports.of_objectives(
                    [each.objective.pk for each in file.holds.objectives], today=file.today
                )
            )
    return render(request, "plans/plan.html", context)


@require_safe
def version(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """One version, as it stands or ended."""
    opened, file, found = _version(request, urn, number, looked_at=f"support plan, version {number}")
    context = _context(opened) | {
        "version": _shown(opened, file, found),
        "last": file.newest.version.number,
    }
    return render(request, "plans/version.html", context)


@require_safe
def changes(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """What changed between the version before and this one."""
    opened, file, found = _version(request, urn, number, looked_at=f"changes of version {number}")
    before = file.version(number - 1)
    if before is None:
        raise Http404
    context = _context(opened) | {
        "changes": comparing.present(before, found),
        "last": file.newest.version.number,
    }
    return render(request, "plans/changes.html", context)


@require_safe
def paper(request: HttpRequest, urn: int, number: int) -> HttpResponse:
    """One version as a document to print, with room for each party to sign."""
    opened, file, found = _version(request, urn, number, looked_at=f"support plan on paper, version {number}")
    context = _context(opened) | {
        "version": _shown(opened, file, found, on_paper=True),
        "printed": words.moment(timezone.now()),
    }
    return render(request, "plans/paper.html", context)


def _version(
    request: HttpRequest, urn: int, number: int, *, looked_at: str
) -> tuple[Opened, PlanFile, VersionFile]:
    opened = loading.school(request, urn, looked_at=looked_at)
    file = opened.file
    found = file.version(number) if file is not None else None
    if file is None or found is None:
        raise Http404
    return opened, file, found


def _shown(
    opened: Opened, file: PlanFile, found: VersionFile, *, on_paper: bool = False
) -> presenters.VersionShown:
    """One version. How far support is, is of now: what came before says what it said."""
    is_of_now = found.version.pk in (file.holds.version.pk, file.newest.version.pk)
    stands = _stands(opened, _found(opened, file), on_paper=on_paper) if is_of_now else {}
    return presenters.version(file, found, years={}, named=_criteria_names(opened), stands=stands)


def _found(opened: Opened, file: PlanFile) -> dict[int, tuple[SupportFile, ...]]:
    """The support that was looked for from the objectives of the plan as it stands, by their primary keys."""
    asked = {each.objective.pk for held in (file.holds, file.newest) for each in held.objectives}
    return standing.by_objective(supports.of_objectives(asked, today=file.today))


def _stands(
    opened: Opened, found: Mapping[int, tuple[SupportFile, ...]], *, on_paper: bool = False
) -> dict[int, str]:
    """How far it is, in words: by whom, only for whoever reads the support itself."""
    named = _reads_support(opened)
    return {pk: standing.sentence(files, named=named, on_paper=on_paper) for pk, files in found.items()}


def _reads_support(opened: Opened) -> bool:
    return schools.reaches(opened.frame.held, Permission.SUPPORT_READ, school=opened.school)


def _page(
    opened: Opened, file: PlanFile, found: Mapping[int, tuple[SupportFile, ...]]
) -> presenters.PlanPage:
    newest, looking_back = file.newest, opened.on is not None
    offers = () if looking_back else PLAN.offers(newest, state=newest.state, may=opened.may)
    wanted = frozenset(each.text.indicator for each in file.holds.objectives if each.text.indicator)
    return presenters.present(
        file,
        offers=offers,
        # What the warehouse holds is today's, so a day before has its targets in words alone
        years=targets.held(opened.school, wanted) if not looking_back else {},
        named=_criteria_names(opened),
        on=opened.on,
        answers=Permission.PLAN_ANSWER in opened.may,
        stands=_stands(opened, found),
    )


def _criteria_names(opened: Opened) -> Mapping[str, str]:
    run = screening.run_for(opened.school.authority_id)
    listed = run.pack_text.get("criteria", ()) if run is not None else ()
    return {each["id"]: each.get("name", "") for each in listed}


def _case_of(opened: Opened, file: PlanFile) -> CaseFile | None:
    return cases.one(file.plan.case_id, schools=schools.just(opened.school), today=file.today)


def _open_case(opened: Opened) -> str:
    """Where the open case stands, in words, for a school that has no plan yet; "" where there is none."""
    case = cases.open_of(opened.school, today=opened.on or timezone.localdate())
    return case.state if case is not None else ""


def _writes(opened: Opened, file: PlanFile) -> bool:
    return Permission.PLAN_WRITE in opened.may and file.newest.state == "draft"


def _context(opened: Opened) -> dict[str, object]:
    file = opened.file
    today = opened.on is None
    may = opened.may if today else frozenset()
    newest = file.newest.state if file is not None else ""
    in_action = file is not None and not file.is_closed and file.holds.state in ("active", "reviewed")
    return {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "case_page": recorded.address("case", opened.school.pk)
        if schools.reaches(opened.frame.held, Permission.CASE_READ, school=opened.school)
        else "",
        "as_of": as_typed(opened.on or timezone.localdate()),
        "writes": Permission.PLAN_WRITE in may and newest == "draft",
        "settles": Permission.PLAN_WRITE in may and newest in ("draft", "agreed", "issued", "active"),
        "records": Permission.PLAN_WRITE in may and in_action,
        "school_records": Permission.PLAN_ANSWER in may and in_action,
        "comments": Permission.PLAN_COMMENT in may and file is not None,
        "answers": Permission.PLAN_ANSWER in may and newest == "school_comment",
        "finds": today
        and file is not None
        and not file.is_closed
        and schools.reaches(opened.frame.held, Permission.SUPPORT_REQUEST, school=opened.school),
        "begins": Permission.PLAN_WRITE in may,
    }
