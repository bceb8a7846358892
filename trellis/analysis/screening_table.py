"""Assessments as rows: one school each, with its level, coverage and reasons. What `screen` prints and `export` writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trellis.analysis.evaluation import GROUNDS, Assessments
from trellis.analysis.reasons import reasons, short
from trellis.analysis.suggestion import Ground, is_lesser_contextual, is_other

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
            "school_relationship": self.school_relationship,
            "authority": self.authority,
        }


def rows(assessments: Assessments) -> list[Row]:
    """Return a row for every school, in the order of the facts.

    Schools with the same answers have the same reasons, which are worked out once.
    """
    framework, facts = assessments.framework, assessments.facts
    standing = {relationship: framework.standing(relationship) for relationship in set(facts.relationship.tolist())}
    told: dict[bytes, _Told] = {}
    answers = assessments.met.astype("int8", order="C")
    made = []
    for i, (urn, name, phase, relationship, authority, ground, level, coverage, known, counted) in enumerate(
        zip(
            facts.urns.tolist(),
            facts.names.tolist(),
            facts.phase_group.tolist(),
            facts.relationship.tolist(),
            facts.authority.tolist(),
            assessments.ground.tolist(),
            assessments.level.tolist(),
            assessments.coverage.tolist(),
            assessments.known.tolist(),
            assessments.counted.tolist(),
            strict=True,
        )
    ):
        pattern = answers[i].tobytes() + bytes((ground,))
        if pattern not in told:
            told[pattern] = _tell(assessments, i)
        because = told[pattern]
        made.append(
            Row(
                urn=urn,
                name=name,
                phase=phase,
                school_relationship=relationship,
                relationship=standing[relationship],
                authority=authority,
                level=level or None,
                outcome=framework.level(level).name if level else INSUFFICIENT,
                ground=str(GROUNDS[ground]),
                reasons=because.reasons,
                main=because.main,
                coverage=round(coverage, 4),
                known=known,
                counted=counted,
                met=because.met,
                unknown=because.unknown,
                contextually_vulnerable=bool(assessments.contextually_vulnerable[i]),
                capacity_to_support=bool(assessments.capacity[i]),
            )
        )
    return made


def chase(made: Sequence[Row]) -> list[Row]:
    """Return the schools whose evidence is insufficient, those of which least is known first."""
    return sorted((row for row in made if row.level is None), key=lambda row: (row.coverage, row.name))


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
    if chosen is not None:
        main = short(framework, chosen)
    else:
        main = {
            Ground.SELF_IDENTIFIED: "the school's own evaluation",
            Ground.SECURE: "key level 1 criteria met",
            Ground.SHORT: f"not known: {', '.join(unknown)}" if unknown else "too little is known",
            Ground.BETWEEN: "neither secure nor vulnerable by the pack",
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
