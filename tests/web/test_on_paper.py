"""What is only to be chosen on the screen is not printed, and no column of a table loses its heading by it."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "trellis" / "interfaces" / "web"
HIDES = [each for each in sorted(WEB.rglob("*.html")) if "trellis-not-on-paper" in each.read_text()]


def test_the_stylesheet_hides_on_paper_and_nowhere_else_what_is_marked_so() -> None:
    sheet = (WEB / "govuk" / "static" / "trellis.css").read_text()
    rules = re.findall(r"[^{}]*\.trellis-not-on-paper[^{}]*\{([^}]*)\}", sheet)
    assert rules == ["display:none !important"]
    before = sheet[: sheet.index(".trellis-not-on-paper")]
    assert before.rindex("@media print") > before.rindex("}}")


@pytest.mark.parametrize("template", HIDES, ids=lambda each: each.stem)
def test_a_column_that_is_not_printed_is_without_heading_and_cells_alike(template: Path) -> None:
    told = template.read_text()
    heads = re.findall(r"<th\b[^>]*trellis-not-on-paper", told)
    cells = re.findall(r"<td\b[^>]*trellis-not-on-paper", told)
    assert len(heads) == len(cells)
    assert len(re.findall(r">For you</th>", told)) == len(heads)
