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


@pytest.mark.parametrize("kind", spreadsheet.FORMATS)
def test_what_stood_there_before_stands_when_writing_fails(kind: str, tmp_path, monkeypatch) -> None:
    target = tmp_path / f"schools.{kind}"
    target.write_text("what stood there before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        spreadsheet.write(target, [spreadsheet.Sheet(name="Schools", header=["URN"], rows=[[1]])], kind=kind)
    assert target.read_text() == "what stood there before"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
