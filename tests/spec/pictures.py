"""Small pictures of schools, and what an example of the language is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

AS_OF = date(2026, 11, 21)


@dataclass(frozen=True)
class Example:
    """A test as a pack writes it, and schools, each with a short name, its picture and the right answer."""

    title: str
    says: str
    test: str
    schools: tuple[tuple[str, dict[str, Any], str], ...]


@dataclass(frozen=True)
class Chapter:
    title: str
    says: str
    examples: tuple[Example, ...]


def held(**numbers: Any) -> dict[str, Any]:
    """A school with one indicator, reading, writing and maths at key stage 2, in 2025/26."""
    return {"statistics": {"ks2_rwm_expected": {"year": 2026, **numbers}}}


def grades(framework: str = "report_card", **given: str) -> dict[str, Any]:
    return {
        "grades": {
            area: {"grade": grade, "framework": framework, "date": date(2026, 3, 10)}
            for area, grade in given.items()
        }
    }


def graded(
    began: date | None, overall: str = "good", predecessor: bool = False, visit: str = ""
) -> dict[str, Any]:
    """A school with an overall grade of a day, and perhaps a visit without grades in May 2022."""
    given = {"grade": overall, "framework": "eif", "date": began, "predecessor": predecessor}
    visited = {"grade": visit, "framework": "eif", "date": date(2022, 5, 10)}
    return {"grades": {"overall": given, **({"ungraded_outcome": visited} if visit else {})}}


def facts(rwm: Any = None, absence: Any = None) -> dict[str, Any]:
    """A school with two indicators, either of which may be missing."""
    known = {"ks2_rwm_expected": rwm, "absence_overall": absence}
    return {"statistics": {k: {"year": 2026, "value": v} for k, v in known.items() if v is not None}}
