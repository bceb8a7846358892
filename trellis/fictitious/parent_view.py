"""Ofsted Parent View: what parents say, question by question."""

from datetime import date
from pathlib import Path

from trellis.fictitious import writing
from trellis.fictitious.census import counted
from trellis.fictitious.resources import QUESTIONS
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell

_ANSWERS = ("Strongly Agree", "Agree", "Disagree", "Strongly Disagree", "Don't Know")
AS_AT = date(2026, 6, 30)


def header() -> tuple[str, ...]:
    columns = ["URN", "School name", "Local authority", "Ofsted phase", "Submissions"]
    for i, question in enumerate(QUESTIONS[:-1], start=1):
        asked = question if question.endswith("?") else question + "."
        answers = ("Yes", "No") if question.endswith("?") else _ANSWERS
        columns += [f"Q{i}. {asked.rstrip('.')}. {answer}" for answer in answers]
    columns += [f"Q14. {QUESTIONS[-1]}. {answer}" for answer in ("Yes", "No")]
    return tuple(columns)


def write(truth: Truth, folder: Path) -> list[Path]:
    """Answers of the year to 30 June 2026, of schools with ten or more submissions."""
    columns = header()
    rows: list[list[Cell]] = []
    year = 2025
    for site, life in counted(truth, 2026):
        submissions = truth.count("submissions", site, year)
        if submissions < 10 or not site.state_funded:
            continue
        row: list[Cell] = [
            life.urn,
            life.name,
            site.authority.name,
            site.group.removeprefix("State-funded ").capitalize(),
            submissions,
        ]
        for i, question in enumerate(QUESTIONS):
            agreed = truth.count(f"agree_{i}", site, year)
            if question.endswith("?") or i == len(QUESTIONS) - 1:
                row += [
                    writing.percent(agreed, submissions),
                    writing.percent(submissions - agreed, submissions),
                ]
                continue
            strongly = round(agreed * (0.42 + 0.2 * agreed / submissions))
            unsure = (submissions - agreed) // 5
            against = submissions - agreed - unsure
            parts = (strongly, agreed - strongly, against - against // 3, against // 3, unsure)
            row += [writing.percent(part, submissions) for part in parts]
        rows.append(row)
    path = folder / "parent-view" / f"Parent_View_school_level_as_at_{AS_AT.day}_June_2026.csv"
    return [writing.write(path, columns, rows, writing.OFSTED)]
