"""No cell that leaves Trellis is run as a formula."""

import pytest

from trellis.analysis.output import spreadsheet


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@cmd",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u200b=1",
        "\x00=1",
        "＝1",
        "＋1",
        "＠x",
    ],
)
def test_text_that_some_spreadsheet_runs_gets_an_apostrophe(cell: str) -> None:
    assert spreadsheet.neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Oak Primary", "a=b", "£5", -4, -4.5, True, None, "–"])
def test_what_is_no_formula_is_left_alone(cell: spreadsheet.Cell) -> None:
    assert spreadsheet.neutral(cell) == cell
