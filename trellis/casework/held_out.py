"""What would be suggested with a challenged value, and with it held out: the two told side by side."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from trellis.analysis.home import Home
from trellis.analysis.judging import evaluation, shelf
from trellis.analysis.judging.framework import Framework, FrameworkProblems
from trellis.analysis.judging.one_school import IN_DISPUTE
from trellis.analysis.judging.shelf import NoSuchPack
from trellis.analysis.store.facts import Facts
from trellis.judgements import feed
from trellis.problem import Refusal
from trellis.schools import data
from trellis.schools.models import School


class CannotHoldOut(Refusal):
    """The value is not one that the pack reads, or there is no data to try it on."""


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """The level suggested with a value and without it; None where no level is suggested."""

    with_value: int | None
    without_value: int | None


def suggested(school: School, *, pack: str, indicator: str, on: date) -> Suggested:
    """Return what the pack suggests of one school today, with an indicator and with it in dispute.

    What people had recorded in Trellis by `on`, which is today, is judged with the data, as in a run.
    Raises CannotHoldOut.
    """
    held = data.warehouse()
    if held is None:
        raise CannotHoldOut(data.REBUILDING)
    try:
        framework = shelf.load(pack, home=Home.from_environment())
    except (NoSuchPack, FrameworkProblems) as error:
        raise CannotHoldOut("The framework pack of this screening can no longer be read.") from error
    if indicator not in framework.columns_read():
        raise CannotHoldOut("That value is not one that the criteria read.")
    facts = held.facts(
        indicators=framework.columns_read(), authority=school.authority_id, urns=[school.pk], sources=False
    )
    if len(facts) != 1:
        raise CannotHoldOut("The school is not in the data that is held now.")
    facts = feed.into(facts, authority=school.authority_id, on=on, urns=[school.pk])
    return Suggested(
        with_value=_level(framework, facts),
        without_value=_level(framework, without(facts, indicator)),
    )


def without(facts: Facts, indicator: str) -> Facts:
    """Return facts in which every school's value of an indicator is in dispute, so that nothing rests on it."""
    disputed = np.full(len(facts), IN_DISPUTE, dtype=np.uint8)
    return replace(facts, statuses={**facts.statuses, indicator: disputed})


def _level(framework: Framework, facts: Facts) -> int | None:
    return int(evaluation.assess(framework, facts).level[0]) or None
