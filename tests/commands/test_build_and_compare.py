"""`trellis build` and `trellis compare`, run as a person runs them."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.analysis.small_nation import Nation
from tests.analysis.whole_nation import CLOSED, OWN, PRIMARY, whole_nation
from trellis.interfaces.commands.main import main


@pytest.fixture
def nation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nation:
    made = whole_nation(tmp_path)
    monkeypatch.setenv("TRELLIS_HOME", str(made.home.root))
    monkeypatch.setenv("COLUMNS", "200")
    return made


def test_a_build_says_what_it_made(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    said = capsys.readouterr().out
    assert "46 open schools (47 with closed ones)" in said
    assert "Overall absence" in said
    assert "Seconds: " in said


def test_a_build_tells_a_program_as_json(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--json", "--similar", "5"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["open_schools"] == 46
    assert {each["id"] for each in told["indicators"]} >= {"absence_overall", "ks2_rwm_expected"}
    main(["compare", str(OWN), "--json"])
    assert len(json.loads(capsys.readouterr().out)["set"]) == 5


def test_a_build_ends_with_what_to_do_next_and_how_many_schools_have_a_value(
    nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["Primary", "schools"] and " of " in line for line in said)
    assert said[-2].startswith("Next: `trellis screen --authority CODE`")
    assert main(["build", "--json"]) == 0
    phases = json.loads(capsys.readouterr().out)["phases"]
    assert sum(each["schools"] for each in phases.values()) == 46
    assert 0 < phases["primary"]["with_a_value"] <= phases["primary"]["schools"]


def test_a_build_as_of_a_day_goes_to_its_own_file(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--as-of", "2021-01-01"]) == 0
    assert "as of 1 January 2021" in capsys.readouterr().out
    assert [p.name for p in nation.home.warehouse.glob("*.duckdb")] == ["asof-2021-01-01.duckdb"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "--as-of", "soon"], "is not a date"),
        (["build", "--as-of", "2999-01-01"], "in the future"),
        (["build", "--as-of", "1999-01-01"], "before 2005"),
        (["build", "--similar", "0"], "Ask for 1 to 200"),
        (["compare", "1"], "no school with the URN 1"),
        (["compare", str(CLOSED)], "is closed"),
        (["compare", *map(str, PRIMARY[:7])], "Name up to 6"),
        (["compare", str(OWN), "--with", "abc"], "is not a URN"),
        (["compare", str(OWN), "--theme", "weather"], "The themes are"),
        (["compare", "100201"], "no similar schools"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    nation: Nation, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    main(["build"])
    capsys.readouterr()
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_comparing_before_a_build_says_to_build(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(OWN)]) == 2
    assert "trellis build" in capsys.readouterr().err


def test_schools_side_by_side(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build"])
    capsys.readouterr()
    assert main(["compare", str(OWN), str(PRIMARY[1]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["urn"] for each in told["schools"]] == [OWN, PRIMARY[1]]
    rows = {row["indicator"]: row["schools"] for row in told["indicators"]}
    assert rows["absence_overall"][0]["value"] == pytest.approx(3.0)
    assert rows["ks2_rwm_expected"][0] == {
        **rows["ks2_rwm_expected"][0],
        "status": "suppressed by the publisher",
        "value": None,
    }
    assert "ks4_attainment8" not in rows
    assert "governor_vacancies" not in rows


def test_an_authoritys_own_returns_are_used_when_it_is_named(
    nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build"])
    capsys.readouterr()
    main(["compare", str(OWN), str(PRIMARY[1]), "--authority", "901", "--json"])
    rows = {row["indicator"]: row for row in json.loads(capsys.readouterr().out)["indicators"]}
    assert rows["ks2_rwm_expected"]["schools"][0]["value"] == 20.0
    assert rows["governor_vacancies"]["schools"][0]["value"] == 3.0
    assert rows["governor_vacancies"]["year"] == 2026


def test_a_school_beside_its_similar_schools_and_a_set_of_ones_own(
    nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build"])
    capsys.readouterr()
    assert main(["compare", str(OWN)]) == 0
    assert "30 of them" in capsys.readouterr().out
    chosen = ",".join(map(str, PRIMARY[1:4]))
    assert main(["compare", str(OWN), "--with", chosen, "--json"]) == 0
    rows = {row["indicator"]: row for row in json.loads(capsys.readouterr().out)["indicators"]}
    assert rows["absence_overall"]["set_median"] == pytest.approx(3.2)
    assert rows["absence_overall"]["set_with_a_value"] == 3


def test_piped_each_row_is_one_line_however_long_the_schools_names(
    nation: Nation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["build"])
    monkeypatch.delenv("COLUMNS")
    capsys.readouterr()
    urns = [str(urn) for urn in PRIMARY[:6]]
    assert main(["compare", *urns]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert all(f"({urn})" in heading for urn in urns)
    assert all(row[0] != " " for row in rows)
    absence = next(row for row in rows if row.startswith("Overall absence"))
    assert "3.0%" in absence
    assert "/" in absence.split("absence", 1)[1].split()[0], "the year is written 2018/19"


def test_years_of_finance_are_financial_ones() -> None:
    from types import SimpleNamespace

    from trellis.interfaces.commands import compare

    assert compare._period(SimpleNamespace(theme="finance"), 2025) == "2024-25 financial"  # type: ignore[arg-type]
    assert compare._period(SimpleNamespace(theme="attendance"), 2025) == "2024/25"  # type: ignore[arg-type]
    assert compare._period(SimpleNamespace(theme="attendance"), None) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("others", [[str(PRIMARY[1])], [], ["--why", str(PRIMARY[1])]])
def test_a_comparison_as_csv_has_numbers_and_one_heading(
    nation: Nation, capsys: pytest.CaptureFixture[str], others: list[str]
) -> None:
    main(["build"])
    capsys.readouterr()
    assert main(["compare", str(OWN), *others, "--csv"]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    if "--why" not in others:
        absence = next(row for row in rows if row[0] == "absence_overall")
        assert float(absence[4]) == pytest.approx(3.0)
        assert absence[2] == "percent"


def test_why_a_school_is_similar(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build"])
    capsys.readouterr()
    main(["compare", str(OWN), "--json"])
    nearest = json.loads(capsys.readouterr().out)["set"][0]["urn"]
    assert main(["compare", str(OWN), "--why", str(nearest)]) == 0
    assert f"School {nearest} is number 1" in capsys.readouterr().out
    assert main(["compare", str(OWN), "--why", "100101", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rank"] is None
    assert sum(each["share"] for each in told["features"]) == pytest.approx(1.0)
