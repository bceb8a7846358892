"""What has changed of one school since the run before: its level, and the criteria answered otherwise. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.schools.chasing import criteria_of
from trellis.screening.models import Evidence, Met, Result, Run
from trellis.screening.queries import Before

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Since:
    """One sentence, and the criteria that were answered otherwise."""

    sentence: str
    answers: tuple[str, ...]
    more: str


def present(before: Before | None, *, run: Run, result: Result, evidence: Sequence[Evidence]) -> Since | None:
    """Return what changed; None where no run came before. Runs of two packs are not set beside each other by criterion."""
    if before is None:
        return None
    when = f"the run before, of {words.moment(before.run.at)}"
    if before.run.pack_hash != run.pack_hash:
        return Since(
            sentence=f"In {when}, another pack was used, so what changed cannot be told from the school alone.",
            answers=(),
            more="",
        )
    was, now = (
        levels.tag(
            one.level,
            named=levels.names(run.pack_text),
            raises_concerns=one.relationship != "maintained",
            ground=one.ground,
        ).words
        for one in (before.standing, result)
    )
    criteria = criteria_of(run.pack_text)
    turned = [
        f"{row.criterion} {criteria.get(row.criterion, {}).get('name', '')}: was {_said(before.answers[row.criterion])},"
        f" is {_said(row.met)}"
        for row in evidence
        if before.answers.get(row.criterion, row.met) != row.met
    ]
    if was != now:
        said = f"In {when}, it was “{was}”."
    elif turned:
        said = f"The same as in {when}, though {words.count(len(turned), 'criterion', 'criteria')} changed."
    else:
        said = f"Nothing: every answer is as in {when}."
    left = len(turned) - SHOWN
    return Since(
        sentence=said,
        answers=tuple(turned[:SHOWN]),
        more=f"And {words.count(left, 'other')}." if left > 0 else "",
    )


def _said(met: int) -> str:
    return str(Met(met).label).lower()
