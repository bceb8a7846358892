"""What a run and the newest figures say of each theme that a school grades itself on. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.analysis.judging import wording
from trellis.analysis.store.records import Standing
from trellis.interfaces.web.govuk import words
from trellis.judgements import mismatch
from trellis.judgements.asking import Theme
from trellis.judgements.mismatch import BEST_QUARTER, WORST_QUARTER, Signs, Way
from trellis.judgements.models import Grade
from trellis.judgements.writing import Content
from trellis.screening.models import Evidence, Met


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One theme: the school's grade and what it rests on, what the evidence says, and whether the two point opposite ways.

    `summary` counts what `evidence` tells, for a page that has no room for it; `verdict` is a word or two, and `points`
    which way the evidence points.
    """

    id: str
    name: str
    grade: str
    rests_on: str
    evidence: tuple[str, ...]
    summary: str
    unknown: str
    is_mismatch: bool
    verdict: str
    points: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Where the school's newest value of an indicator lies among schools of its phase, 100 the best; and in words."""

    indicator: str
    goodness: float
    said: str


def figures(standings: Iterable[Standing]) -> dict[str, Figure]:
    """Return the figures that can be told from the middle: of enough pupils, and better one way than the other."""
    declared, found = wording.indicators(), {}
    for held in standings:
        told = declared.get(held.indicator)
        if told is None or told.polarity == "none" or held.value is None or held.percentile is None:
            continue
        if held.small_cohort:
            continue
        goodness = _goodness(held, told.polarity)
        quarter = (
            ": in the worst quarter of schools of its phase"
            if goodness <= WORST_QUARTER
            else ": in the best quarter of schools of its phase"
            if goodness >= BEST_QUARTER
            else ": in the middle half of schools of its phase"
        )
        when = f" in {wording.year(held.year)}" if held.year is not None else ""
        said = f"{told.name}{when}, {wording.number(held.indicator, held.value)}{quarter}"
        found[held.indicator] = Figure(indicator=held.indicator, goodness=goodness, said=said)
    return found


def _goodness(held: Standing, polarity: str) -> float:
    """Where a value lies, 100 the best. One as the middle school's is in the middle, however many schools share it."""
    own, place = held.value or 0.0, held.percentile or 0.0
    middle = held.national_median
    if middle is not None and own == middle:
        return 50.0
    if polarity == "high":
        return place
    return 100.0 - place if middle is None or own > middle else max(50.0, 100.0 - place)


def beside(
    content: Content,
    *,
    themes: Sequence[Theme],
    evidence: Sequence[Evidence],
    held: Mapping[str, Figure],
) -> tuple[Beside, ...]:
    """Return every theme with the school's grade beside the evidence, mismatches first."""
    by_id = {row.criterion: row for row in evidence}
    told = [_beside(theme, content, by_id, held) for theme in themes]
    return tuple(sorted(told, key=lambda each: not each.is_mismatch))


def _beside(
    theme: Theme, content: Content, evidence: Mapping[str, Evidence], held: Mapping[str, Figure]
) -> Beside:
    rows = [evidence[c.id] for c in theme.criteria if c.id in evidence]
    own = [held[name] for name in theme.indicators if name in held]
    signs = Signs(
        goodness={figure.indicator: figure.goodness for figure in own},
        concerns_met=sum(row.met == Met.MET and row.level > 1 for row in rows),
        secure_met=sum(row.met == Met.MET and row.level == 1 for row in rows),
        secure_not_met=sum(row.met == Met.NOT_MET and row.level == 1 for row in rows),
    )
    part = content.part(theme.id)
    way = mismatch.way_of_evidence(signs)
    differs = bool(part.grade) and mismatch.is_mismatch(part.grade, signs)
    unknown = sum(row.met == Met.UNKNOWN for row in rows)
    return Beside(
        id=theme.id,
        name=theme.name,
        grade=str(Grade(part.grade).label) if part.grade else "Not graded",
        rests_on=part.rests_on,
        evidence=(*(_said(row) for row in rows if _says(row)), *(figure.said for figure in own)),
        summary=_summary(signs),
        unknown=f"{words.count(unknown, 'criterion', 'criteria')} not known" if unknown else "",
        is_mismatch=differs,
        verdict=_verdict(part.grade, way, differs=differs),
        points={
            Way.UP: "The evidence points up",
            Way.DOWN: "The evidence points down",
            Way.NOWHERE: "The evidence points neither way",
        }[way],
        css="trellis-answer--concern" if differs else "trellis-answer--quiet",
    )


def _says(row: Evidence) -> bool:
    return row.met == Met.MET or (row.met == Met.NOT_MET and row.level == 1)


def _said(row: Evidence) -> str:
    return f"{row.criterion}, level {row.level}, {Met(row.met).label.lower()}: {row.sentence}"


def _verdict(grade: str, way: Way, *, differs: bool) -> str:
    if not grade:
        return "Not graded"
    if differs:
        return "Mismatch"
    return "In line" if way != Way.NOWHERE else "Cannot be said"


def _summary(told: Signs) -> str:
    """How many criteria and figures say something of a theme."""
    parts = (
        (told.concerns_met, "criterion of concern met", "criteria of concern met"),
        (told.secure_met, "criterion of a secure school met", "criteria of a secure school met"),
        (told.secure_not_met, "criterion of a secure school not met", "criteria of a secure school not met"),
        (told.worst, "figure in the worst quarter", "figures in the worst quarter"),
        (told.best, "figure in the best quarter", "figures in the best quarter"),
    )
    said = [words.count(number, one, many) for number, one, many in parts if number]
    return words.first_up(", ".join(said)) if said else "Nothing either way"


def mismatches(told: Iterable[Beside]) -> int:
    return sum(each.is_mismatch for each in told)


def graded(told: Iterable[Beside]) -> int:
    return sum(each.grade != "Not graded" for each in told)


def prompt(told: Sequence[Beside]) -> str:
    """The sentence beside the question of whether a self-evaluation is accurate. It prompts; a person answers."""
    count, of = mismatches(told), graded(told)
    if not of:
        return "The school has submitted no self-evaluation, so nothing can be set beside the evidence."
    if not count:
        return f"Of {words.count(of, 'theme')} that the school graded, none points the opposite way to the evidence."
    return (
        f"Of {words.count(of, 'theme')} that the school graded, {count} point{'s' if count == 1 else ''} "
        "the opposite way to the evidence. That answers nothing by itself: look, ask, and judge."
    )
