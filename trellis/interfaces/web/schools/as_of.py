"""A school as it stood at the end of a day: the suggestion everybody saw then, the agreed level, and what was published.

The warehouse holds what is known today, so the charts and strengths of another day are not drawn. What was suggested
that day was frozen by its run, values and all, and is shown whole.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from markupsafe import Markup

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.analysis.store.records import Inspection
from trellis.casework.queries import cases
from trellis.casework.queries import levels as agreed
from trellis.casework.queries.days import end_of
from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.schools import about, live_history, presenters
from trellis.interfaces.web.warnings import own as early_warnings
from trellis.schools import data
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Run


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The level in force at the end of the day, and the case that was open. Empty where none was."""

    tag: LevelTag | None
    level: str
    case: str


def run_of(school: School, *, on: date) -> Run | None:
    """The run by which the school was shown at the end of a day."""
    return screening.run_at(school.authority_id, before=end_of(on))


def present(school: School, *, on: date, held: Access) -> Markup:
    """Return the body of the school's page as it stood at the end of a day."""
    run = run_of(school, on=on)
    earlier = screening.run_before(run) if run is not None else None
    frozen = (
        screening.NOTHING_FROZEN if run is None else screening.frozen(run, earlier=earlier, school=school)
    )
    run_id = run.pk if run is not None else None
    page = presenters.present(school, run=run, result=frozen.result, evidence=frozen.evidence, run_id=run_id)
    known, nothing = data.told(lambda: live_history.known(school), otherwise=live_history.NOTHING)
    context: dict[str, Any] = {
        "page": replace(page, notice=""),
        "notice": _notice(run, seen=frozen.result is not None, on=on),
        "school": school,
        "on": words.day(on),
        "as_of": on.isoformat(),
        "query": f"?run={run_id}" if run_id is not None else "",
        "agreed": _agreed(school, run=run, on=on, held=held),
        "about": about.present(
            published_by(known, on=on), school=school, until=on, run_id=run_id, nothing=nothing
        ),
        "warned": early_warnings.present(*screening.early_warnings_of(run, school=school))
        if run is not None and frozen.result is not None
        else None,
    }
    return Markup(render_to_string("schools/school/as_of.html", context))  # noqa: S704  escaped by the template


def published_by(known: live_history.Known, *, on: date) -> live_history.Known:
    """What was known by the end of a day of what is held today: inspections published by it, changes made by it."""
    return replace(
        known,
        inspections=tuple(each for each in known.inspections if (shown := _shown(each)) and shown <= on),
        steps=tuple(each for each in known.steps if each.date is None or each.date <= on),
        standings=(),
        similar=(),
        values={},
    )


def _shown(inspection: Inspection) -> date | None:
    return inspection.published or inspection.known_from


def _notice(run: Run | None, *, seen: bool, on: date) -> str:
    said = f"This is how the school stood at the end of {words.day(on)}."
    if run is None:
        return f"{said} No screening had been run for the authority by then, so no level was suggested."
    made = words.moment(timezone.localtime(run.at))
    if not seen:
        return f"{said} The school was not in the screening that everybody saw then, of {made}."
    return f"{said} The suggestion and its evidence are those of the screening that everybody saw then, of {made}."


def _agreed(school: School, *, run: Run | None, on: date, held: Access) -> Agreed | None:
    """The agreed level and the case of that day; None for who reads neither, and for a school that has no level."""
    reads_level = schools.reaches(held, Permission.LEVEL_READ, school=school)
    reads_case = schools.reaches(held, Permission.CASE_READ, school=school)
    if school.relationship != "maintained" or not (reads_level or reads_case):
        return None
    named = levels.names(run.pack_text) if run is not None else {}
    standing = agreed.standing_of(agreed.cases_of(school, today=on), on=on) if reads_level else None
    case = cases.shown_of(cases.lines_of(school, today=on)) if reads_case else None
    return Agreed(
        tag=levels.tag(standing.level, named=named, raises_concerns=False) if standing is not None else None,
        level=""
        if not reads_level
        else f"In force from {words.day(standing.in_force_from)}."
        if standing is not None
        else "No level had been agreed with this school by then.",
        case=""
        if not reads_case
        else f"Its case: {case.state_words.lower()}."
        if case is not None and case.is_open
        else "No case was open.",
    )
