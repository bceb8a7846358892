"""`trellis template`: listing the returns and writing one."""

from pathlib import Path

import pytest

from trellis.interfaces.commands.main import main


def test_without_a_name_every_return_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template"]) == 0
    told = capsys.readouterr().out
    for name in ("local_indicators", "local_governance", "local_judgements", "local_section175"):
        assert name in told


def test_every_return_is_listed_with_a_line_of_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    from trellis import catalogue
    from trellis.analysis import datasets
    from trellis.analysis.columns.returns import Return

    assert main(["template"]) == 0
    lines = capsys.readouterr().out.splitlines()
    known = catalogue.collect(datasets, Return)
    assert len(known) == 8
    for name, each in known.items():
        place = next(i for i, line in enumerate(lines) if line.startswith(f"{name} "))
        assert lines[place + 1].strip() == each.purpose
        assert len(each.purpose) < 110


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "ods"])
def test_a_template_is_written_where_it_is_asked_for(suffix: str, tmp_path: Path) -> None:
    assert main(["template", "governance", "--format", suffix, "--out", str(tmp_path)]) == 0
    assert (tmp_path / f"local_governance.{suffix}").stat().st_size > 50
    assert main(["template", "local-targets", "--out", str(tmp_path / f"mine.{suffix}")]) == 0
    assert (tmp_path / f"mine.{suffix}").is_file()


def test_an_unknown_return_is_refused_with_the_ones_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "gossip"]) == 2
    assert "local_governance" in capsys.readouterr().err


def test_a_format_that_the_name_denies_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "targets", "--format", "csv", "--out", str(tmp_path / "a.xlsx")]) == 2
    assert "--format says csv" in capsys.readouterr().err
    assert main(["template", "targets", "--out", str(tmp_path / "a.docx")]) == 2
    assert main(["template", "targets", "--out", str(tmp_path / "none" / "a.csv")]) == 2
