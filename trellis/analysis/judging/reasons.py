"""Why a level is suggested, in a few sentences: for lists of schools, where the whole ledger would be too long."""

from collections.abc import Mapping, Sequence

from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.suggestion import Ground, is_lesser_contextual, is_other


def reasons(
    framework: Framework,
    answers: Mapping[str, int],
    *,
    ground: Ground,
    known: int,
    counted: int,
    enough: bool,
) -> tuple[str, ...]:
    """Return the sentences that lead to a suggestion, the weightiest first."""
    met = [c for c in framework.criteria if answers[c.id] == Answer.MET and c.level > 1]
    said = {c.id: f"{c.id}: {c.sentence}" for c in framework.criteria}
    share = f"{known} of the {counted} criteria that count are known"
    needs = framework.coverage
    needed = f"{needs.minimum_share:.0%}, and at least {needs.minimum_criteria}, must be"
    if ground == Ground.LEVEL_3:
        first = [c for c in met if c.level == 3]
    elif ground == Ground.KEY:
        first = [c for c in met if c.level == 2 and c.key]
    elif ground == Ground.OTHERS:
        first = [c for c in met if is_other(c)]
    elif ground == Ground.CONTEXTUAL:
        first = [c for c in met if is_lesser_contextual(c) or is_other(c)]
    else:
        first = []
    lines = [said[c.id] for c in first]
    if ground == Ground.SELF_IDENTIFIED:
        lines.append("The school says of itself that it is vulnerable.")
    if ground == Ground.OTHERS:
        lines.append(
            f"{len(first)} lesser level 2 criteria are met; {framework.suggestion.others} suggest level 2."
        )
    if ground == Ground.CONTEXTUAL:
        lines.append("Circumstances and practice together suggest level 2.")
    if ground == Ground.SECURE:
        held = [
            f"{c.id} {c.name}"
            for c in framework.criteria
            if c.level == 1 and c.key and answers[c.id] == Answer.MET
        ]
        lines.append(f"Every key level 1 criterion that applies is met: {', '.join(held)}.")
        if missing := unknown_themes(framework, answers):
            lines.append(f"Not known, or not all of it: {', '.join(missing)}.")
    if ground == Ground.SHORT and enough:
        keys = [
            f"{c.id} {c.name}"
            for c in framework.criteria
            if c.level == 1 and c.key and answers[c.id] == Answer.UNKNOWN
        ]
        lines.append(
            f"Insufficient evidence: level 1 cannot be shown while {' and '.join(keys)} "
            f"{'is' if len(keys) == 1 else 'are'} not known."
            if keys
            else "Insufficient evidence: no key level 1 criterion applies, so level 1 cannot be shown."
        )
    elif ground == Ground.SHORT:
        if known >= needs.minimum_criteria and known / max(counted, 1) >= needs.minimum_share - 1e-9:
            lines.append(
                f"Insufficient evidence: {share}, but of too few kinds; "
                f"{needs.minimum_themes} themes must be known, and an inspection is one."
            )
        else:
            lines.append(f"Insufficient evidence: only {share}; {needed}.")
        wanted = [
            c.id for c in framework.criteria if c.coverage == "always" and answers[c.id] == Answer.UNKNOWN
        ]
        if wanted:
            lines.append(f"Not known: {', '.join(wanted)}.")
    if ground == Ground.BETWEEN:
        lines.append(
            "Insufficient evidence for any level: nothing suggests level 2, and level 1 is not shown."
        )
        lines.extend(
            f"{c.id} is {Answer(answers[c.id]).words}: {c.sentence}"
            for c in framework.criteria
            if c.level == 1 and c.key and answers[c.id] in (Answer.NOT_MET, Answer.UNKNOWN)
        )
    lines.extend(f"Also {said[c.id]}" for c in met if c not in first)
    if not enough and ground in (Ground.LEVEL_3, Ground.KEY, Ground.SELF_IDENTIFIED):
        lines.append(f"Little else is known: {share}.")
    return tuple(lines)


# How a list says a theme, where the pack's word for it would not be understood alone.
_THEMES = {"groups": "gaps", "exclusion": "suspensions", "leadership": "leadership grade"}


def unknown_themes(framework: Framework, answers: Mapping[str, int]) -> tuple[str, ...]:
    """Return the themes of published evidence of which something is not known, each once."""
    themes = [
        _THEMES.get(c.theme, c.theme)
        for c in framework.criteria
        if c.coverage == "always" and answers[c.id] == Answer.UNKNOWN
    ]
    return tuple(dict.fromkeys(themes))


def short(framework: Framework, criteria: Sequence[str]) -> str:
    """Return criteria as a line of a table holds them: their ids and names."""
    return "; ".join(f"{c.id} {c.name}" for c in framework.criteria if c.id in criteria)
