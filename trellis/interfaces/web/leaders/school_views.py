"""The system leaders of one school, and whether it has capacity to support others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.leaders import loading, presenters
from trellis.leaders.queries import capacity, leaders
from trellis.leaders.queries.capacity import Capacity
from trellis.practice import areas
from trellis.providers.queries import register
from trellis.schools import queries as schools


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """Who leads beyond this school, and what shows its capacity; the marker for whoever reads its level."""
    opened, school = loading.school(request, urn, looked_at="system leaders")
    found = capacity.of_school(school, today=opened.today)
    files = [each for each in leaders.of_school(school, opened.today) if each.is_current]
    provider = register.of_school(school, today=opened.today)
    reads_level = schools.reaches(opened.frame.held, Permission.LEVEL_READ, school=school)
    context = opened.context(
        school=school,
        lines=presenters.lines(files),
        evidence=_evidence(found),
        marker=_marker(found) if reads_level else "",
        overall=reads_level and found.is_overall,
        provider=provider,
        applies=provider is None
        and school.is_open
        and schools.reaches(opened.frame.held, Permission.PROVIDER_APPLY, school=school),
    )
    return render(request, "leaders/school.html", context)


def _evidence(found: Capacity) -> tuple[tuple[str, str], ...]:
    """What shows the capacity of a school, in words."""
    practice = words.count(found.strengths, "verified entry", "verified entries")
    named = ", ".join(areas.names(found.areas))
    held = "\n".join(
        f"{name}: {each.designation.kind_name}"
        + (f", until {words.day(each.until)}" if each.until is not None else "")
        for name, each in found.held
    )
    return (
        (
            "Published good practice",
            f"{practice}, in {words.count(len(found.areas), 'area')}{f': {named}' if named else ''}",
        ),
        ("Designations in force", held or "None"),
    )


def _marker(found: Capacity) -> str:
    """Whether the school has overall capacity, and why, in a sentence."""
    if found.level is None:
        return "Overall capacity is marked for secure schools. No level of this school is in force."
    if found.level != 1:
        return "Overall capacity is marked for secure schools, which have level 1. This school has another level."
    if not found.is_shown:
        return (
            f"This school is secure. It has the marker once good practice in {capacity.MANY_AREAS} areas is published, "
            "or somebody there is designated as a system leader."
        )
    why = []
    if found.has_many_strengths:
        why.append(f"its good practice is published in {len(found.areas)} areas")
    if found.held:
        why.append(
            f"{words.count(len(found.held), 'designation')} of its people is in force"
            if len(found.held) == 1
            else f"{len(found.held)} designations of its people are in force"
        )
    return f"This school is secure, and {' and '.join(why)}. The marker goes when that is so no more."
