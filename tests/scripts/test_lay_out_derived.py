"""The script that lays out published values from other people's arrangements, on an invented folder and the real one."""

import csv
import gzip
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trellis.analysis.files import intake
from trellis.analysis.files.intake import Understood
from trellis.analysis.observation import Status

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "lay_out_derived.py"


def _json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(value, file)


def _csv(path: Path, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")


def _lay_out(data: Path, out: Path) -> dict[str, Understood]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(data), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read = [
        one
        for found in intake.find([out])
        for one in intake.understand(found, imported_on=date(2026, 11, 21))
    ]
    assert not [str(problem) for one in read for problem in one.errors]
    return {Path(one.file).name: one for one in read}


def _inspected(**known: str) -> dict[str, str]:
    return {
        "URN": "990001.0",
        "LAESTAB": "9982001",
        "School name": "Alder Lane School",
        "Ofsted phase": "PRU",
        "Inspection start date": "10/03/2022",
        "Publication date": "28/04/2022",
        "URN at time of latest graded inspection": "990001",
        "Overall effectiveness": "2",
        "Quality of education": "2",
        "Safeguarding is effective?": "Yes",
        **known,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    derived = tmp_path / "data" / "derived"
    for year in (2016, 2017, 2018):
        _csv(
            derived / f"ks2-2015-16_to_2017-18/ks2_perf_{year}.csv.gz",
            "URN,KS2 Pupils,Reading Progress,Overall Meet Std,Writing Score",
            "990001,28,LOWCOV,89%,104",
            "990002,,,,",
        )
        if year > 2016:
            _csv(
                derived / f"ks4-2015-16_to_2017-18/ks4_perf_{year}.csv.gz",
                "URN,KS4 Pupils,Progress 8,Attainment 8",
                "990101,150,-0.1,44.9",
            )
    for year in range(2014, 2019):
        _csv(
            derived / f"finance-2013-14_to_2017-18/financials_{year}.csv.gz",
            "URN,Income,Expenditure,Balance",
            "990001,1000.5,900.5,100",
            "nan,1,1,0",
        )
    _csv(derived / "ks2-2018-19/england_ks2final.csv.gz", "RECTYPE,URN,READPROG", "1,990001,SUPP", "3, ,0.2")
    _csv(
        derived / "secondary-2023-24/england_secondary_schools.csv.gz",
        "URN,ks4_progress8,ks4_p8_lower_ci,ks4_p8_upper_ci,ks4_total_pupils,scap_school_places",
        "990101,-0.2,-0.44,0.04,156,1224",
    )
    _json(
        derived / "ks2-2022-23/ks2-by-urn.json.gz",
        {"990001": {"rwmExp": 76, "readProg": None, "year": "2022/23"}},
    )
    _json(derived / "ks4-2022-23/ks4-by-urn.json.gz", {"990101": {"p8": 0.3, "year": "2022/23"}})
    _json(
        derived / "ks5-2022-23/ks5-by-urn.json.gz", {"990101": {"aps": 31.5, "pupils": 88, "year": "2022/23"}}
    )
    _json(derived / "census-2022-23/census-by-urn.json.gz", {"990001": {"fsm": 21.9, "senSupport": 0}})
    _json(
        derived / "destinations-2022-23/destinations-by-urn.json.gz",
        {"990101": {"ks4": {"sustained": 93, "notSustained": 6}}},
    )
    _json(
        derived / "finance-2024-25/finance-by-urn.json.gz",
        {
            "990001": {"perPupil": 6000, "reserve": -5, "inYear": 4, "year": "2024/25"},
            "990002": {"perPupil": -20, "year": "2024/25"},
        },
    )
    _json(
        derived / "workforce-2023-24/workforce-by-urn.json.gz",
        {"990001": {"ptr": 21, "year": "2023/24"}, "990009": {"ptr": 12, "year": "2016/17"}},
    )
    _json(
        derived / "parentview-2026/parentview-by-urn.json.gz",
        {"990001": {"responses": 18, "q": {"1": {"pos": 94}}}},
    )
    _json(
        derived / "ofsted-2026-05-31/ofsted-by-urn.json.gz",
        {
            "990001": {
                "date": "2026-01-13",
                "name": "Alder Lane School",
                "card": {
                    "areas": {"inclusion": "strong", "leadership": "urgent"},
                    "safeguarding": "not met",
                    "concern": "SM",
                },
            },
            "990002": {
                "date": "2025-10-01",
                "name": "Bramble Lane School",
                "sub": {"education": "Good", "leadership": "Requires improvement"},
            },
            "990003": {"date": "2014-05-06", "name": "Cobble Lane School", "rating": "Good", "sub": {}},
        },
    )
    # Every column the script looks for need not be there: what a list lacks is left blank.
    rows = [
        _inspected(),
        _inspected(URN="990002", **{"School name": "Bramble Lane School", "Ofsted phase": "Primary"}),
        _inspected(
            URN="990003",
            **{
                "School name": "Cobble Lane School",
                "Inspection start date": "06/05/2014",
                "Publication date": "",
            },
        ),
    ]
    held = tmp_path / "data/ofsted/2025-08-31/reencoded/list.csv.gz"
    held.parent.mkdir(parents=True)
    with gzip.open(held, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return tmp_path / "data"


def test_what_is_laid_out_is_read_clean_and_says_that_it_is_another_arrangement(
    data: Path, tmp_path: Path
) -> None:
    read = _lay_out(data, tmp_path / "out")
    ours = [one for name, one in read.items() if not name.startswith("Latest")]
    assert {one.dataset.id for one in ours if one.dataset} == {"other_arrangements"}
    assert all("other arrangement of published values" in one.reading.edition for one in ours if one.reading)
    assert all(one.authority is None for one in ours)
    assert len({one.release_id for one in ours}) == len(ours) == 14


def test_codes_cohorts_and_limits_are_kept_and_silence_is_not_written(data: Path, tmp_path: Path) -> None:
    read = _lay_out(data, tmp_path / "out")

    def rows(name: str, *columns: str, **key: Any) -> list[tuple[Any, ...]]:
        reading = read[name].reading
        assert reading is not None
        return reading.tables["observation"].filter(**key).select(columns).rows()

    assert rows("ks2-2016-to-2018.csv", "measure", "value", "status", "denominator", year=2017) == [
        ("ks2_rwm_expected", 89.0, int(Status.VALUE), 28.0),
        ("ks2_reading_progress", None, int(Status.SUPPRESSED), 28.0),
    ]
    assert rows("ks4-2024.csv", "value", "low", "high", "denominator") == [(-0.2, -0.44, 0.04, 156.0)]
    assert rows("census-2023.csv", "measure", "value") == [("fsm_ever6", 21.9), ("sen_support", 0.0)]
    assert rows("workforce-2024.csv", "urn") == [(990001,)]
    assert rows("finance-2025.csv", "urn", measure="spend_per_pupil") == [(990001,)]
    assert rows("destinations-2022.csv", "year", measure="ks4_destinations_sustained") == [(2022,)]


def test_inspections_are_in_the_header_of_today(data: Path, tmp_path: Path) -> None:
    read = _lay_out(data, tmp_path / "out")
    (name,) = (name for name in read if name.startswith("Latest"))
    assert "synthetic" in name
    reading = read[name].reading
    assert reading is not None
    table = reading.tables["inspection"]
    card = table.filter(urn=990001, kind="report_card")
    assert {("inclusion", "strong_standard"), ("leadership_and_governance", "urgent_improvement")} <= set(
        card.select("area", "grade").rows()
    )
    assert ("safeguarding", "not_met") in set(card.select("area", "grade").rows())
    graded = table.filter(urn=990002, kind="graded")
    assert ("leadership_and_management", "requires_improvement") in set(graded.select("area", "grade").rows())
    assert set(graded["started"]) == {date(2025, 10, 1)}
    # The arrangement tells no category of concern of a graded inspection, so neither does what is made of it
    assert "category_of_concern" not in set(graded["area"])
    assert ("category_of_concern", "special_measures") in set(card.select("area", "grade").rows())
    # An inspection before September 2019 is not in today's list.
    assert table.filter(urn=990003).is_empty()


@pytest.mark.published
def test_the_real_arrangements_give_the_counts_that_are_known_of_them(
    published_data: Path, tmp_path: Path
) -> None:
    read = _lay_out(published_data, tmp_path)
    (inspections,) = (one for name, one in read.items() if name.startswith("Latest"))
    assert inspections.reading is not None
    table = inspections.reading.tables["inspection"].filter(kind="report_card", area="achievement")
    assert dict(table.group_by("grade").len().rows()) == {
        "exceptional": 18,
        "strong_standard": 207,
        "expected_standard": 701,
        "needs_attention": 364,
        "urgent_improvement": 39,
    }
    ks2 = read["ks2-2016-to-2018.csv"].reading
    assert ks2 is not None
    assert ks2.years == (2016, 2017, 2018)
