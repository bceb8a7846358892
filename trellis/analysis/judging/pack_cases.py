"""A pack's truth table: small pictures of schools and the level each must get (`cases.yaml` beside the pack)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.evaluation import assess
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.leaf_evaluation import academic_year
from trellis.analysis.store.facts import Facts
from trellis.problem import Refusal

FILE = "cases.yaml"
VISITS = "ungraded_outcome"
_ANSWERS = {
    "met": Answer.MET,
    "not_met": Answer.NOT_MET,
    "unknown": Answer.UNKNOWN,
    "not_applicable": Answer.NOT_APPLICABLE,
}
_KEYS = {"says", "school", "but", "level", "capacity", "contextually_vulnerable", "ambition", *_ANSWERS}


class CasesProblem(Refusal):
    """A cases.yaml that cannot be read as one."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One school, and what the pack must make of it: `expected` holds answers by criterion and other outcomes."""

    says: str
    school: Mapping[str, Any]
    level: int | None
    answers: Mapping[str, Answer]
    outcomes: Mapping[str, bool]


@dataclass(frozen=True, kw_only=True)
class Cases:
    as_of: date
    cases: tuple[Case, ...]

    def failures(self, framework: Framework) -> list[str]:
        """Return a sentence for everything that does not come out as it must."""
        facts = pictured([case.school for case in self.cases], as_of=self.as_of)
        judged = assess(framework, facts)
        wrong = []
        for i, case in enumerate(self.cases):
            level = int(judged.level[i]) or None
            if level != case.level:
                wrong.append(f"{case.says}: level {_level(level)}, where {_level(case.level)} is right")
            for criterion, answer in case.answers.items():
                given = Answer(int(judged.column(criterion)[i]))
                if given != answer:
                    wrong.append(f"{case.says}: {criterion} is {given.words}, where {answer.words} is right")
            for outcome, right in case.outcomes.items():
                if bool(getattr(judged, outcome)[i] == 1) != right:
                    wrong.append(f"{case.says}: {outcome} is not {right}")
        return wrong


def load(folder: Path, framework: Framework) -> Cases:
    """Return the cases beside a pack. Raises CasesProblem with the first thing that is not as it should be."""
    import yaml

    file = folder / FILE
    try:
        said = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError as error:
        raise CasesProblem(f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise CasesProblem(f"{file} is not YAML: {error}") from error
    ids = {criterion.id for criterion in framework.criteria}
    as_of = said["as_of"]
    made = []
    for case in said["cases"]:
        if unknown := set(case) - _KEYS:
            raise CasesProblem(
                f"{file}: “{case.get('says')}” has keys that mean nothing: {', '.join(unknown)}"
            )
        if case["school"] not in said["schools"]:
            raise CasesProblem(f"{file}: “{case['says']}” is of a school that is not among schools")
        school = _merged(said["schools"][case["school"]], case.get("but", {}))
        answers = {criterion: answer for key, answer in _ANSWERS.items() for criterion in case.get(key, [])}
        if unknown := set(answers) - ids:
            raise CasesProblem(
                f"{file}: “{case['says']}” names no criterion of the pack: {', '.join(unknown)}"
            )
        made.append(
            Case(
                says=case["says"],
                school=_dated(school, academic_year(as_of) - 1),
                level=case["level"],
                answers=answers,
                outcomes={
                    key: case[key]
                    for key in ("capacity", "contextually_vulnerable", "ambition")
                    if key in case
                },
            )
        )
    return Cases(as_of=as_of, cases=tuple(made))


def pictured(
    schools: Iterable[Mapping[str, Any]], *, as_of: date = date(2026, 9, 1), build_id: str = ""
) -> Facts:
    """Return the facts of pictures, as `Facts.of` makes them, with what a picture leaves unsaid.

    A value is of enough pupils where it says nothing of them, and the latest inspection is one that grades: a visit
    without grades is none.
    """
    rows = list(schools)
    facts = Facts.of(
        [
            {
                **row,
                "statistics": {name: _of_enough(said) for name, said in row.get("statistics", {}).items()},
            }
            for row in rows
        ],
        as_of=as_of,
        build_id=build_id,
    )
    graded = [
        {"grades": {area: grade for area, grade in row.get("grades", {}).items() if area != VISITS}}
        for row in rows
    ]
    inspected = Facts.of(graded, as_of=as_of)
    return replace(facts, inspected_under=inspected.inspected_under, inspected_on=inspected.inspected_on)


def _of_enough(said: Any) -> Any:
    if isinstance(said, Mapping):
        return {"small_cohort": 0, **said}
    return {"value": said, "small_cohort": 0} if type(said) in (int, float) else said


def _merged(base: Any, change: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        merged = {key: _merged(value, change[key]) if key in change else value for key, value in base.items()}
        merged.update({key: value for key, value in change.items() if key not in base})
        return {key: value for key, value in merged.items() if value != "gone"}
    return change


def _dated(school: Mapping[str, Any], year: int) -> dict[str, Any]:
    """Give every number the latest year that could be published, where the picture says none."""
    numbers = {
        indicator: {
            "year": year,
            **(said if isinstance(said, Mapping) else {"value": said}),
        }
        for indicator, said in school.get("statistics", {}).items()
    }
    return {**school, "statistics": numbers}


def _level(level: int | None) -> str:
    return "none (insufficient evidence)" if level is None else str(level)
