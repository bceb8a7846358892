"""Early warnings on the page of one school, the same for the school and for its authority. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.warnings.filters import KINDS
from trellis.interfaces.web.warnings.presenters import Shown, looked_at, shown
from trellis.screening.models import EarlyWarning, EarlyWarningList, Trend

NOT_WORKED_OUT = (
    "Where the school has been going was not worked out in this run, which is of before Trellis did so."
)


@dataclass(frozen=True, kw_only=True)
class OwnWarnings:
    """The section of one school: what moves for the worse, the surest first, and what else was looked at."""

    sentence: str
    looked_at: str
    drawn: tuple[Shown, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]


def present(listed: EarlyWarningList | None, rows: Sequence[EarlyWarning]) -> OwnWarnings:
    """Return the section of a school. `listed` is None for a run that is older than early warnings."""
    if listed is None:
        return OwnWarnings(sentence=NOT_WORKED_OUT, looked_at="", drawn=(), others=())
    by_kind: Mapping[str, list[EarlyWarning]] = {
        kind: [row for row in rows if row.kind == kind] for kind in KINDS
    }
    calls, counted, short = (
        len(by_kind[kind]) for kind in (Trend.CALL.value, Trend.COUNTED.value, Trend.SHORT.value)
    )
    said = (
        f"{first_of(calls)} worth a call." if calls else "No trend of this school is marked as worth a call."
    )
    if len(rows) == short:
        said = "No trend of this school could be looked at."
    if counted:
        said += f" {words.count(counted, 'trend')} for the worse {'is' if counted == 1 else 'are'} counted by the pack already."
    if not rows:
        said += " That is not a sign that all is well."
    if short:
        said += f" Of {words.count(short, 'indicator')} there is too little to say, which is not a sign that all is well."
    return OwnWarnings(
        sentence=said,
        looked_at=looked_at(listed),
        drawn=tuple(shown(row, listed.indicators[row.indicator]) for row in by_kind[Trend.CALL.value]),
        others=tuple(
            (f"{text} ({len(by_kind[kind])})", tuple(row.sentence for row in by_kind[kind]))
            for kind, text in KINDS.items()
            if kind != Trend.CALL.value and by_kind[kind]
        ),
    )


def first_of(calls: int) -> str:
    """Return how many trends, with their verb, for the start of a sentence."""
    return "One trend is" if calls == 1 else f"{calls} trends are"
