"""Suspensions, workforce, finance and Parent View, each in the shapes it has had."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.returned import messages, understood
from trellis.analysis.observation import Status

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def _observations(name: str) -> pl.DataFrame:
    one = understood(SAMPLES / name, SAMPLES)
    assert one.reading is not None, one.problems
    return one.reading.tables["observation"]


class TestSuspensions:
    HEADER = (
        "time_period,time_identifier,geographic_level,school_urn,old_la_code,education_phase,"
        "headcount,perm_excl,perm_excl_rate,suspension,susp_rate,one_plus_susp,one_plus_susp_rate\n"
    )

    @pytest.mark.parametrize(
        "name", ["suspensions/exc_school_2023-24.csv", "suspensions/exc_school_short_2023-24.csv"]
    )
    def test_a_rate_has_its_count_and_headcount_in_both_spellings(self, name: str) -> None:
        row = _observations(name).filter(measure="suspension_rate", year=2024, urn=990001).to_dicts()[0]
        assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"], abs=0.006)
        assert row["known_from"] == date(2025, 7, 1)

    def test_suppressed_and_unavailable_cells_keep_their_reasons(self) -> None:
        table = _observations("suspensions/exc_school_2023-24.csv").filter(year=2024)
        assert table.filter(urn=990010, measure="suspension_rate")["status"].to_list() == [
            Status.NOT_PUBLISHED
        ]
        assert table.filter(urn=990009, measure="permanent_exclusion_rate")["status"].to_list() == [
            Status.SUPPRESSED
        ]

    def test_areas_are_kept_by_level_and_kind_of_school(self) -> None:
        one = understood(SAMPLES / "suspensions/exc_school_2023-24.csv", SAMPLES)
        assert one.reading is not None
        areas = one.reading.tables["area_observation"].filter(measure="suspension_rate", year=2024)
        assert {
            ("national", "ENG", "all"),
            ("region", "South West", "secondary"),
            ("la", "998", "primary"),
        } <= set(areas.select("area_level", "area_code", "school_group").rows())

    def test_rows_of_one_term_are_left_out_with_a_warning(self, tmp_path: Path) -> None:
        row = ",School,990001,998,State-funded primary,200,0,0.00,4,2.00,3,1.50\n"
        text = self.HEADER + f"202324,Academic year{row}" + f"202324,Autumn term{row}"
        one = understood(text, tmp_path)
        assert one.reading is not None
        assert "1 rows are about single terms" in str(one.warnings[0])
        assert one.reading.tables["observation"].filter(measure="suspensions").height == 1

    def test_a_school_twice_in_a_year_is_an_error(self, tmp_path: Path) -> None:
        row = "202324,Academic year,School,990001,998,State-funded primary,200,0,0.00,4,2.00,3,1.50\n"
        assert messages(understood(self.HEADER + row + row, tmp_path)) == [
            "file.csv:row 3: repeats an earlier row of the same school and year (990001, 2024)"
        ]

    def test_a_period_that_is_no_year_is_an_error(self, tmp_path: Path) -> None:
        row = "soon,Academic year,School,990001,998,State-funded primary,200,0,0.00,4,2.00,3,1.50\n"
        assert "“soon” is not a period such as 202324" in messages(understood(self.HEADER + row, tmp_path))[0]

    def test_rows_of_one_group_of_pupils_are_left_out(self, tmp_path: Path) -> None:
        row = "202324,Academic year,School,990001,998,State-funded primary,200,0,0.00,4,2.00,3,1.50"
        text = self.HEADER.strip() + f",breakdown\n{row},Total\n{row},Boys\n"
        one = understood(text, tmp_path)
        assert one.reading is not None, one.problems
        assert one.reading.tables["observation"].filter(measure="suspensions").height == 1

    def test_a_file_of_single_terms_alone_is_refused(self, tmp_path: Path) -> None:
        row = "202324,Autumn term,School,990001,998,State-funded primary,200,0,0.00,4,2.00,3,1.50\n"
        assert messages(understood(self.HEADER + row, tmp_path)) == [
            "file.csv: the file holds no row of a whole academic year"
        ]


class TestWorkforce:
    def test_each_subject_is_a_part_of_its_own_so_that_none_supersedes_another(self) -> None:
        parts = set()
        for path in sorted((SAMPLES / "workforce").iterdir()):
            one = understood(path, SAMPLES)
            assert one.reading is not None, one.problems
            parts.add(one.reading.part)
        assert len(parts) == len(list((SAMPLES / "workforce").iterdir()))

    def test_turnover_is_the_share_of_teachers_who_left(self) -> None:
        table = _observations("workforce/workforce_turnover.csv")
        row = table.filter(urn=990001, year=2024).to_dicts()[0]
        assert row["measure"] == "teacher_turnover"
        assert row["value"] == pytest.approx(20.0)
        assert (row["numerator"], row["denominator"]) == (4.0, 20.0)

    def test_a_school_that_did_not_submit_has_no_number(self) -> None:
        table = _observations("workforce/england_swf_2018-2019.csv").filter(urn=990006)
        assert set(table["status"]) == {int(Status.NOT_HELD)}

    def test_the_table_of_older_years_needs_its_year_told(self, tmp_path: Path) -> None:
        assert "--year" in messages(understood("URN,RATPUPTEA\n990001,21.5\n", tmp_path))[0]


class TestFinance:
    @pytest.mark.parametrize(
        ("name", "year"),
        [
            ("CFR_2023-24_Full_Data_Workbook.csv", 2024),
            ("CFR_2021-22_Full_Data_Workbook.csv", 2022),
            ("AAR_2023-24_download.csv", 2024),
        ],
    )
    def test_a_workbook_gives_four_totals_and_the_spending_for_each_pupil(self, name: str, year: int) -> None:
        table = _observations(f"finance/{name}").filter(year=year)
        one = table.filter(urn=table["urn"][0])
        values = dict(one.select("measure", "value").rows())
        assert values["in_year_balance"] == values["income"] - values["expenditure"]
        pupils = one["denominator"][0]
        assert values["spend_per_pupil"] == round(values["expenditure"] / pupils)
        assert "revenue_reserve" in values

    def test_maintained_schools_and_academies_stand_beside_each_other(self) -> None:
        parts = set()
        for name in ("CFR_2023-24_Full_Data_Workbook.csv", "AAR_2023-24_download.csv"):
            one = understood(SAMPLES / "finance" / name, SAMPLES)
            assert one.reading is not None
            parts.add(one.reading.part)
        assert parts == {"maintained-2024", "academies-2024"}

    def test_the_performance_table_prints_spending_for_each_pupil(self) -> None:
        table = _observations("finance/england_cfr_2018-2019.csv")
        assert set(table["measure"]) == {"spend_per_pupil"}
        assert table.filter(urn=990005)["status"].to_list() == [Status.NOT_HELD]

    def test_a_workbook_needs_its_year_told(self, tmp_path: Path) -> None:
        text = (SAMPLES / "finance/AAR_2023-24_download.csv").read_text(encoding="utf-8")
        assert "--year" in messages(understood(text, tmp_path, name="download.csv"))[0]
        assert understood(text, tmp_path, name="download.csv", year=2024).ready

    def test_part_of_a_year_gives_no_spending_for_each_pupil(self, tmp_path: Path) -> None:
        text = (
            "URN,IndividualPupilsFTE,Period covered by return,Total Income: I01 to I18 minus E30,"
            "Total Expenditure:E01 to E29 and E31 to E32,In-year Balance,Revenue Reserve: B01 + B02 + B06\n"
            "990001,100,12,600000,590000,10000,5000\n990002,100,7,300000,290000,10000,5000\n"
        )
        one = understood(text, tmp_path, year=2025)
        assert one.reading is not None, one.problems
        assert not one.problems
        table = one.reading.tables["observation"]
        assert table.filter(measure="spend_per_pupil").select("urn", "value").rows() == [(990001, 5900.0)]
        assert table.filter(measure="expenditure").height == 2

    def test_totals_under_a_name_not_known_are_told(self, tmp_path: Path) -> None:
        text = "URN,No pupils,All income,Revenue Reserve: B01 + B02 + B06\n990001,100,600000,5000\n"
        one = understood(text, tmp_path, year=2025)
        assert one.ready
        assert len(one.warnings) == 3


class TestParentView:
    CSV = "parent_view/Parent_View_School_Level_Data_as_at_6_April_2020.csv"
    WORKBOOK = "parent_view/Parent_View_Management_Information_as_at_7_April_2025.csv"

    def test_agree_and_strongly_agree_are_added(self) -> None:
        frame = pl.read_csv(SAMPLES / self.CSV, infer_schema=False)
        said = [
            int(frame[f"Q1. My child is happy at this school. {answer}"][0].removesuffix("%"))
            for answer in ("Strongly Agree", "Agree")
        ]
        row = _observations(self.CSV).filter(measure="parent_view_happy", urn=990001).to_dicts()[0]
        assert row["value"] == sum(said)
        assert row["denominator"] == float(frame["Submissions"][0])

    def test_a_workbook_of_fractions_reads_as_shares_of_a_hundred(self) -> None:
        table = _observations(self.WORKBOOK)
        assert table["value"].max() > 50  # type: ignore[operator]
        assert table["value"].max() <= 100  # type: ignore[operator]

    def test_the_date_in_the_name_tells_the_year_and_when_it_was_known(self) -> None:
        table = _observations(self.WORKBOOK)
        assert set(table["year"]) == {2025}
        assert set(table["known_from"]) == {date(2025, 6, 1)}

    def test_a_list_of_september_is_of_the_year_just_ended(self, tmp_path: Path) -> None:
        text = (SAMPLES / self.CSV).read_text(encoding="utf-8")
        one = understood(text, tmp_path, name="Parent_View_as_at_2_September_2024.csv")
        assert one.reading is not None
        assert one.reading.years == (2024,)
        assert one.reading.edition == "as at 2 September 2024"

    def test_a_list_without_a_date_needs_its_year_told(self, tmp_path: Path) -> None:
        text = (SAMPLES / self.CSV).read_text(encoding="utf-8")
        assert "--year" in messages(understood(text, tmp_path, name="parents.csv"))[0]
        one = understood(text, tmp_path, name="parents.csv", year=2020)
        assert one.reading is not None
        assert (one.reading.edition, one.reading.part) == ("2019/20", "2020")


class TestOtherArrangements:
    HEADER = "URN,Measure,Year,Value,Denominator,Low,High,Published,Arranged from\n"

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (["990001,ks2_rwm_expcted,2023,60,,,,2023-12-01,KS2"], "did you mean ks2_rwm_expected?"),
            (["990001,eal,2023,160,,,,2023-12-01,KS2"], "“160” cannot be true of this measure"),
            (
                ["990001,eal,2023,16,,,,2023-12-01,KS2", "990002,eal,2023,16,,,,2023-12-01,Census"],
                "two publications are mixed: Census, KS2",
            ),
            (["990001,eal,2023,,,,,2023-12-01,KS2"], "holds no value"),
            (
                ["990001,eal,2023,1,,,,2023-12-01,KS2", "990001,eal,2023,2,,,,2023-12-01,KS2"],
                "repeats an earlier row of the same school, measure and year",
            ),
        ],
    )
    def test_what_cannot_be_is_told(self, rows: list[str], said: str, tmp_path: Path) -> None:
        one = understood(self.HEADER + "\n".join(rows) + "\n", tmp_path)
        assert said in "\n".join(messages(one))

    def test_several_years_are_named_by_the_first_and_last(self, tmp_path: Path) -> None:
        rows = "".join(f"990001,eal,{year},16,,,,{year}-12-01,Census\n" for year in (2021, 2022, 2023))
        one = understood(self.HEADER + rows, tmp_path)
        assert one.reading is not None
        assert one.reading.edition == "Census, 2020/21 to 2022/23 (other arrangement of published values)"
        assert one.reading.part == "census-2021-2022-2023"
