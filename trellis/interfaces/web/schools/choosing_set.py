"""Choosing the schools that a school is set beside: looked at first, then kept with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trellis.interfaces.web.schools import loading, own_set
from trellis.problem import Refusal
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.schools.actions import own_sets
from trellis.schools.models import ChosenSet, School

NAMES = dict(ChosenSet.Side.choices)


@dataclass(frozen=True, kw_only=True)
class Read:
    """What the warehouse tells of a set: its schools, those found by words, and the school against both sets."""

    members: tuple[own_set.Member, ...] = ()
    found: tuple[own_set.Member, ...] = ()
    known: dict[int, bool] | None = None
    against: tuple[own_set.Against, ...] = ()
    system: tuple[int, ...] = ()
    refused: str = ""


@require_http_methods(["GET", "POST"])
def choose_set(request: HttpRequest, urn: int) -> HttpResponse:
    """Show a set beside the system's, and keep it. What is looked at stands in the address; only keeping it is a POST."""
    opened = loading.school(request, urn, looked_at="schools to set it beside")
    sets = schools.chosen_sets(opened.school)
    side = schools.side_of(
        request.user,  # type: ignore[arg-type]
        school=opened.school,
        on=timezone.localdate(),
        held=opened.frame.held,
    )
    given = request.POST if request.method == "POST" else request.GET
    asked, bad = own_set.read_urns([*given.getlist("urn"), given.get("more", "")])
    shown = _from_set(given.get("set", ""), sets)
    q = given.get("q", "")[:100].replace("\0", "")
    start = not (asked or "w" in given or q)

    def read() -> Read:
        return _read(opened.school, asked=asked, start=shown or sets_of(sets, side) if start else None, q=q)

    told, nothing = data.told(read, otherwise=Read())
    problem = told.refused
    if bad:
        problem = f"Not a URN: {', '.join(bad)}. A URN is a number of six digits. {problem}".strip()
    if request.method == "POST" and not nothing:
        try:
            if bad:
                raise own_sets.CannotChoose(problem)
            if "take_back" in request.POST:
                own_sets.take_back(
                    school=opened.school,
                    reason=request.POST.get("reason", ""),
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            else:
                own_sets.choose(
                    school=opened.school,
                    urns=asked,
                    known=told.known or {},
                    reason=request.POST.get("reason", ""),
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            return HttpResponseRedirect(reverse("similar", args=[urn]) + "#chosen")
        except Refusal as refusal:
            problem = str(refusal)
    where = "#reason" if "reason" in problem or problem.startswith("Say why") else "#chosen-schools"
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "query": "",
        "told": told,
        "nothing": nothing,
        "may": side is not None,
        "side": NAMES.get(side or "", ""),
        "has_set": side is not None and schools.set_of_side(sets, side) is not None,
        "q": q,
        "reason": request.POST.get("reason", ""),
        "never": own_set.NEVER,
        "fewest": own_sets.FEWEST,
        "most": own_sets.MOST,
        "problems": [{"text": problem, "href": where}] if problem else None,
    }
    return render(request, "schools/own_set.html", context, status=400 if problem else 200)


def sets_of(sets: Sequence[ChosenSet], side: str | None) -> tuple[int, ...]:
    """The schools of the set that holds for a side; none where there is none."""
    held = schools.set_of_side(sets, side) if side is not None else None
    return tuple(held.urns) if held is not None else ()


def _from_set(asked: str, sets: Sequence[ChosenSet]) -> tuple[int, ...]:
    """The schools of a set kept for this school, where the address names one. Raises Http404 for another's."""
    if not asked:
        return ()
    found = next((each for each in sets if str(each.pk) == asked), None)
    if found is None:
        raise Http404
    return tuple(found.urns)


def _read(school: School, *, asked: Sequence[int], start: Sequence[int] | None, q: str) -> Read:
    """Return a set as it is asked for; with `start` those, or where it is empty the system's."""
    held = data.warehouse()
    if held is None:
        return Read()
    system = tuple(other.urn for other in held.similar(school.urn))
    wanted = tuple(asked) if start is None else tuple(start) or system
    registered = held.schools_of(wanted)
    known = {each.urn: each.open for each in registered}
    found = held.find_schools(q, phase_group=school.phase_group) if q else []
    refused = ""
    against: tuple[own_set.Against, ...] = ()
    try:
        chosen = own_sets.checked(wanted, own=school.urn, known=known)
    except own_sets.CannotChoose as refusal:
        refused = str(refusal) if wanted or start is not None else ""
        # While schools are still being gathered, too few is nothing to be told off for
        usable = all(known.get(urn) for urn in wanted) and school.urn not in wanted
        refused = "" if usable and len(wanted) < own_sets.FEWEST else refused
    else:
        standings = held.standings(school.urn)
        names = own_set.compared(standings)
        if names:
            against = own_set.against(standings, names, held.compare(school.urn, chosen, names))
    return Read(
        members=own_set.members(registered, phase=school.phase_group),
        found=own_set.members(
            [each for each in found if each.urn not in wanted and each.urn != school.urn],
            phase=school.phase_group,
        ),
        known=known,
        against=against,
        system=system,
        refused=refused,
    )
