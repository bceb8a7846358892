"""What the form of an objective shows first: what it says now, or what the screening found of a criterion."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework import wording
from trellis.casework.queries import criteria
from trellis.casework.queries.criteria import MetCriterion
from trellis.casework.queries.plans import ObjectiveFile, PlanFile
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.plans.objective_form import ObjectiveForm, initial_of, rows_of
from trellis.schools.models import School


def objective_form(
    school: School,
    file: PlanFile,
    held: ObjectiveFile | None,
    sent: Mapping[str, Any] | None,
    *,
    at: datetime,
    by: User,
    criterion: str = "",
) -> ObjectiveForm:
    """Return the form of an objective, or of a new one (None), filled in as it was sent."""
    met = criteria.met(school)
    says = wording.of(held.text) if held is not None else None
    initial: dict[str, Any] = {
        "version": file.newest.version.number,
        "seen": held.text.revision if held is not None else 0,
        "owner_authority": by.name,
    }
    if says is not None:
        initial |= initial_of(says)
    else:
        initial |= _from_criterion(next((each for each in met if each.id == criterion), None))
    known = {value.indicator: value.name for each in met for value in each.values}
    if says is not None and says.indicator:
        known.setdefault(says.indicator, says.indicator)
    return ObjectiveForm(
        sent,
        met=met,
        kept=says.criteria if says is not None else (),
        indicators=sorted(known.items(), key=lambda pair: pair[1]),
        begun=timezone.localdate(file.plan.at),
        today=timezone.localdate(at),
        is_new=held is None,
        rows=rows_of(says),
        initial=initial,
    )


def unanswered(met: Sequence[MetCriterion], file: PlanFile) -> tuple[MetCriterion, ...]:
    """The criteria that the school meets and that no objective of the newest version answers."""
    answered = {each for objective in file.newest.objectives for each in objective.text.criteria}
    return tuple(each for each in met if each.id not in answered)


def _from_criterion(chosen: MetCriterion | None) -> dict[str, Any]:
    """What is known of a criterion: its value with its source, which the writer may change."""
    if chosen is None:
        return {}
    facts = [f"{each.name}{f' ({each.when})' if each.when else ''}: {each.shown}." for each in chosen.values]
    source = f"From the screening of data to {words.day(chosen.as_of)}, criterion {chosen.id}."
    return {
        "area": words.first_up(chosen.theme.replace("_", " ")),
        "criteria": [chosen.id],
        "baseline": " ".join([chosen.sentence, *facts, source]),
        "indicator": chosen.values[0].indicator if chosen.values else "",
        "articles": ", ".join(map(str, chosen.articles)),
    }
