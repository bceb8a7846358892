"""Every fictitious file is known by its header to the real importers, and read without an error."""

from collections import Counter

from trellis import catalogue


def test_every_file_is_recognised_and_read_without_an_error(understood):
    for one in understood:
        assert one.dataset is not None, f"{one.file}: {one.reason}"
        assert not one.errors, f"{one.file}: {one.errors[:3]}"
        assert one.reading is not None
        assert one.rows > 0


def test_every_publication_that_holds_schools_is_among_them(understood):
    from trellis.analysis import datasets
    from trellis.analysis.dataset import Dataset

    met = {one.dataset.id for one in understood if one.dataset}
    declared = set(catalogue.collect(datasets, Dataset))
    # The attendance dashboard is of areas, and other people's arrangements are no publications.
    assert declared - met <= {"attendance", "other_arrangements"} | {
        name for name in declared if name.startswith("other_")
    }


def test_every_shape_of_the_register_and_of_inspections_is_among_them(understood):
    shapes = Counter((one.dataset.id, one.shape.id) for one in understood if one.dataset and one.shape)
    assert shapes["gias_establishments", "edubasealldata"] == 2
    for shape in ("full_inspections", "graded_inspections", "report_cards"):
        assert shapes["ofsted_outcomes", shape] >= 1
    assert shapes["ks4", "provisional-short"] == 1
    for shape in ("performance-table", "statistics"):
        assert shapes["absence", shape] >= 1
        assert shapes["school_census", shape] >= 1


def test_the_authority_s_own_returns_are_read_as_its_own(understood):
    for one in understood:
        assert one.dataset is not None
        assert (one.authority == "799") == one.dataset.local, one.file


def test_the_provisional_results_are_superseded_by_the_final_ones(understood):
    ranks = {
        one.shape.id: (one.reading.part, one.reading.rank)
        for one in understood
        if one.dataset
        and one.dataset.id == "ks4"
        and one.reading
        and one.reading.part == "2019"
        and one.shape
    }
    assert ranks["performance-table"][1] > ranks["provisional-short"][1]


def test_there_are_six_years_of_results_with_the_gap_where_none_were_published(understood):
    years: dict[str, set[int]] = {"ks2": set(), "ks4": set()}
    for one in understood:
        if one.dataset and one.dataset.id in years and one.reading:
            years[one.dataset.id].update(one.reading.tables["observation"]["year"].unique().to_list())
    assert years["ks2"] == {2017, 2018, 2019, 2023, 2024, 2025}
    assert years["ks4"] == {2017, 2018, 2019, 2022, 2023, 2024, 2025}
