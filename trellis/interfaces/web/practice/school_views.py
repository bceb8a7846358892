"""The good practice of one school, what the data suggest there, and the form by which practice is nominated."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.casework.actions import taking
from trellis.interfaces.web.govuk import sending, words
from trellis.interfaces.web.practice import entry_presenters, forms, loading, presenters
from trellis.interfaces.web.practice.filters import Filters
from trellis.interfaces.web.practice.loading import Opened
from trellis.interfaces.web.practice.places import NOTHING
from trellis.interfaces.web.schools import live_history, strengths
from trellis.interfaces.web.schools.live_history import Known
from trellis.interfaces.web.schools.strengths import Strength
from trellis.practice import areas
from trellis.practice.actions import nominations
from trellis.practice.models import PHASES
from trellis.practice.queries import contact, entries
from trellis.schools import data
from trellis.schools.models import School
from trellis.search.directory import find
from trellis.visits.models import Consent, Visit
from trellis.visits.queries import visits


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """What a nomination begins with: words that are filled in, and where they came from."""

    initial: dict[str, Any] = field(default_factory=dict)
    visit: Visit | None = None
    indicator: str = ""
    said: str = ""


@require_safe
def of_school(request: HttpRequest, urn: int) -> HttpResponse:
    """What a school has in the directory; for those who work on it what is on its way, and what the data suggest."""
    opened, school = loading.school(request, urn, looked_at="good practice")
    works = opened.works_on(school)
    every = entries.of_school(school, today=opened.today)
    current = [each for each in every if each.is_current and school.is_open]
    load = contact.load([urn], today=opened.today)
    asked = contact.of_school(school, today=opened.today) if works else []
    context = opened.context(
        school=school,
        query="",
        opens=opened.may(Permission.LEVEL_READ, school=school),
        lines=presenters.lines(find(current, ""), Filters(), NOTHING, load),
        load=presenters.load_words(load.get(urn, 0)),
        works=works,
        nominates=school.is_open and opened.may(Permission.PRACTICE_NOMINATE, school=school),
        waiting=presenters.waiting([each for each in every if each not in current]) if works else (),
        suggested=_suggested(opened, school) if works and school.is_open else (),
        requests=entry_presenters.requests(
            asked, answers=opened.may(Permission.PRACTICE_CONSENT, school=school)
        ),
    )
    return render(request, "practice/school.html", context)


@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest, urn: int) -> HttpResponse:
    """The form of a nomination, with the words of a visit’s note or of a figure where it comes from one; and the nomination."""
    opened, school = loading.school(request, urn, looked_at="good practice: nominate")
    taking.require(opened.user, Permission.PRACTICE_NOMINATE, school=school, on=opened.today)
    begun = _begun(request, opened, school)
    is_head = opened.may(Permission.PRACTICE_CONSENT, school=school)

    def done(given: dict[str, Any]) -> str:
        made = nominations.nominate(
            school=school,
            words=forms.words_of(given),
            why=given["why"],
            visit=begun.visit,
            indicator=begun.indicator,
            by=opened.user,
            at=timezone.now(),
        )
        return reverse("good_practice", args=[made.entry.pk])

    context = opened.context(
        school=school,
        step="Nominate good practice",
        button="Nominate",
        stands=begun.said,
        explained=(
            "As you answer for the school, it consents by this once the words say all that a visitor needs. An adviser then verifies it."
            if is_head
            else "The headteacher is asked for the school’s consent, and may change the words or decline. Somebody else then verifies it."
        ),
        cancel=reverse("school_practice", args=[urn]),
        back_text="Back to the school’s good practice",
    )
    return sending.answer(
        request,
        form_of=lambda sent: forms.Nomination(sent, initial={**begun.initial, "seen": urn}),
        seen=urn,
        take=done,
        context=context,
        template=loading.STEP,
    )


def _begun(request: HttpRequest, opened: Opened, school: School) -> _Begun:
    """Where a nomination comes from. Raises Http404 for a visit that the reader may not read, or a figure that is no strength."""
    phase = {"phases": [school.phase_group] if school.phase_group in PHASES else []}
    if asked := request.GET.get("visit", ""):
        return _from_visit(opened, school, asked, phase)
    if asked := request.GET.get("figure", ""):
        strength = next((each for each in _suggested(opened, school) if each.id == asked), None)
        if strength is None:
            raise Http404
        return _Begun(
            initial={
                **phase,
                "shows": strength.sentence,
                "areas": list(areas.matching(strength.name)),
                "why": f"The data suggest it: {strength.name}.",
            },
            indicator=strength.id,
            said=f"The data suggest a strength: {strength.name}. Say what the school does that shows in it.",
        )
    return _Begun(initial=phase)


def _from_visit(opened: Opened, school: School, asked: str, phase: dict[str, Any]) -> _Begun:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404
    file = visits.one(int(asked), school=school, today=opened.today)
    note = file.shown if file is not None else None
    if (
        file is None
        or note is None
        or not opened.may(Permission.CASE_READ, school=school)
        or not note.practice
    ):
        raise Http404
    if entries.nominated_from(file.visit.pk, school=school, today=opened.today) is not None:
        said = "Something was nominated from this visit already: nominate only what is another practice. "
    else:
        said = ""
    asked_of = Consent(note.consent).label if note.consent else "Not asked yet"
    return _Begun(
        initial={
            **phase,
            "title": note.practice_area[:120],
            "what": note.practice,
            "areas": list(areas.matching(note.practice_area)),
            "why": f"Seen on the visit of {words.day(file.day)}.",
        },
        visit=file.visit,
        said=f"{said}From the note of the visit of {words.day(file.day)}. May it be shared: {asked_of.lower()}.",
    )


def _suggested(opened: Opened, school: School) -> tuple[Strength, ...]:
    """The strengths that the data suggest and that nobody has nominated yet."""
    known, _ = data.told(lambda: live_history.known(school), otherwise=live_history.NOTHING)
    told = entries.nominated_figures(school, today=opened.today)
    return tuple(each for each in _strengths(known, school) if each.id not in told)


def _strengths(known: Known, school: School) -> tuple[Strength, ...]:
    return strengths.present(
        known.standings,
        urn=school.urn,
        similar=known.similar,
        values=known.values,
        where=lambda standing: live_history.source_of(standing, urn=school.urn),
    )
