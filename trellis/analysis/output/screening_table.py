"""Assessments as rows: one school each, with its level, coverage and reasons. What `screen` prints and `export` writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.evaluation import GROUNDS, Assessments
from trellis.analysis.judging.reasons import reasons, short, unknown_themes
from trellis.analysis.judging.suggestion import Ground, is_lesser_contextual, is_other

INSUFFICIENT = "insufficient evidence"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One school of a screening. `level` is None where the evidence is insufficient."""

    urn: int
    name: str
    phase: str
    school_relationship: str
    relationship: str
    authority: str
    level: int | None
    outcome: str
    ground: str
    reasons: tuple[str, ...]
    main: str
    coverage: float
    known: int
    counted: int
    met: tuple[str, ...]
    unknown: tuple[str, ...]
    contextually_vulnerable: bool
    capacity_to_support: bool
    ambition: str

    def as_dict(self) -> dict[str, Any]:
        """Return the row as `trellis screen --json` gives it."""
        return {
            "urn": self.urn,
            "name": self.name,
            "phase": self.phase,
            "relationship": self.relationship,
            "level": self.level,
            "reasons": list(self.reasons),
            "coverage": self.coverage,
            "outcome": self.outcome,
            "ground": self.ground,
            "known": self.known,
            "counted": self.counted,
            "met": list(self.met),
            "unknown": list(self.unknown),
            "contextually_vulnerable": self.contextually_vulnerable,
            "capacity_to_support": self.capacity_to_support,
            "ambition": self.ambition,
            "school_relationship": self.school_relationship,
            "authority": self.authority,
        }


def as_json(assessments: Assessments, *, at_once: int = 500) -> Iterator[str]:
    """Yield the pieces of `json.dumps([row.as_dict() for row in rows(assessments)])`, several times as quickly.

    Nearly all of a row is the same for every school with the same answers, and is written out once. The test holds it
    equal to the slow way. A piece has `at_once` schools: to ask the machine for new memory for all England's text
    costs as much as to make it.
    """
    from json import dumps
    from json.encoder import encode_basestring as quoted

    facts, framework = assessments.facts, assessments.framework
    capacity = assessments.capacity.tolist()
    words = {answer.value: answer.words for answer in Answer}
    ambition = [words[answer] for answer in assessments.ambition.tolist()]
    standing = {r: quoted(framework.standing(r)) for r in set(facts.relationship.tolist())}
    pieces: dict[bytes, str] = {}
    made: list[str] = []
    before = "["
    for pattern, i, urn, name, phase, relationship, authority in zip(
        _patterns(assessments),
        range(len(facts)),
        facts.urns.tolist(),
        facts.names.tolist(),
        facts.phase_group.tolist(),
        facts.relationship.tolist(),
        facts.authority.tolist(),
        strict=True,
    ):
        if pattern not in pieces:
            row = _row(assessments, i, _tell(assessments, i)).as_dict()
            middle = {key: row[key] for key in list(row)[4:14]}
            pieces[pattern] = dumps(middle, ensure_ascii=False, separators=(",", ":"))[1:-1]
        made.append(
            f'{{"urn":{urn},"name":{quoted(name)},"phase":"{phase}","relationship":{standing[relationship]},'
            f'{pieces[pattern]},"capacity_to_support":{"true" if capacity[i] else "false"},'
            f'"ambition":"{ambition[i]}",'
            f'"school_relationship":"{relationship}","authority":"{authority}"}}'
        )
        if len(made) == at_once:
            yield before + ",".join(made)
            before = ","
            made.clear()
    yield (before if made or before == "[" else "") + ",".join(made) + "]"


def rows(assessments: Assessments) -> list[Row]:
    """Return a row for every school, in the order of the facts.

    Schools with the same answers have the same reasons, which are worked out once.
    """
    told: dict[bytes, _Told] = {}
    made = []
    for i, pattern in enumerate(_patterns(assessments)):
        if pattern not in told:
            told[pattern] = _tell(assessments, i)
        made.append(_row(assessments, i, told[pattern]))
    return made


def chase(made: Sequence[Row]) -> list[Row]:
    """Return the schools whose evidence is insufficient, those of which least is known first."""
    return sorted((row for row in made if row.level is None), key=lambda row: (row.coverage, row.name))


def _patterns(assessments: Assessments) -> list[bytes]:
    """Return, for each school, bytes that are equal where every answer and the ground are."""
    import numpy as np

    both = np.column_stack([assessments.met.view(np.uint8), assessments.ground])
    return [row.tobytes() for row in np.ascontiguousarray(both)]


def _row(assessments: Assessments, i: int, told: "_Told") -> Row:
    framework, facts = assessments.framework, assessments.facts
    level = int(assessments.level[i])
    return Row(
        urn=int(facts.urns[i]),
        name=str(facts.names[i]),
        phase=str(facts.phase_group[i]),
        school_relationship=str(facts.relationship[i]),
        relationship=framework.standing(str(facts.relationship[i])),
        authority=str(facts.authority[i]),
        level=level or None,
        outcome=framework.level(level).name if level else INSUFFICIENT,
        ground=str(GROUNDS[int(assessments.ground[i])]),
        reasons=told.reasons,
        main=told.main,
        coverage=round(float(assessments.coverage[i]), 4),
        known=int(assessments.known[i]),
        counted=int(assessments.counted[i]),
        met=told.met,
        unknown=told.unknown,
        contextually_vulnerable=bool(assessments.contextually_vulnerable[i]),
        capacity_to_support=bool(assessments.capacity[i]),
        ambition=Answer(int(assessments.ambition[i])).words,
    )


@dataclass(frozen=True)
class _Told:
    reasons: tuple[str, ...]
    main: str
    met: tuple[str, ...]
    unknown: tuple[str, ...]


def _tell(assessments: Assessments, i: int) -> _Told:
    framework = assessments.framework
    answers = {c.id: int(assessments.met[i, j]) for j, c in enumerate(framework.criteria)}
    ground = GROUNDS[int(assessments.ground[i])]
    met = [c for c in framework.criteria if answers[c.id] == 1]
    unknown = tuple(c.id for c in framework.criteria if answers[c.id] == -1 and c.coverage == "always")
    chosen = {
        Ground.LEVEL_3: [c.id for c in met if c.level == 3],
        Ground.KEY: [c.id for c in met if c.level == 2 and c.key],
        Ground.OTHERS: [c.id for c in met if is_other(c)],
        Ground.CONTEXTUAL: [c.id for c in met if is_lesser_contextual(c) or is_other(c)],
    }.get(ground)
    unshown = [c.id for c in framework.criteria if c.level == 1 and c.key and answers[c.id] in (0, -1)]
    if chosen is not None:
        main = short(framework, chosen)
    else:
        main = {
            Ground.SELF_IDENTIFIED: "the school's own evaluation",
            Ground.SECURE: "key level 1 criteria met"
            + (
                f"; not known: {', '.join(missing)}"
                if (missing := unknown_themes(framework, answers))
                else ""
            ),
            Ground.SHORT: f"not known: {', '.join(unknown)}" if unknown else "too little is known",
            Ground.BETWEEN: f"level 1 is not shown: {', '.join(unshown)}",
        }[ground]
    return _Told(
        reasons=reasons(
            framework,
            answers,
            ground=ground,
            known=int(assessments.known[i]),
            counted=int(assessments.counted[i]),
            enough=bool(assessments.enough[i]),
        ),
        main=main,
        met=tuple(c.id for c in met),
        unknown=unknown,
    )
