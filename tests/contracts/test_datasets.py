"""Every publication: reads its samples clean, in every shape it declares, and says what it says consistently."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset, Shape, header_key
from trellis.analysis.files import intake
from trellis.analysis.files.intake import Found, Understood
from trellis.analysis.observation import TABLES, Status

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DATASETS = catalogue.collect(datasets, Dataset)
SHAPES = [(dataset, shape) for dataset in DATASETS.values() for shape in dataset.shapes]
AUTHORITY = "998"  # no authority of England has this code


def _samples(dataset: Dataset) -> list[Path]:
    folder = SAMPLES / dataset.id
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


@cache
def _understood(dataset_id: str) -> list[Understood]:
    dataset = DATASETS[dataset_id]
    return [
        one
        for path in _samples(dataset)
        for one in intake.understand(
            Found(file=str(path.relative_to(SAMPLES)), paths=(path,)),
            imported_on=date(2026, 11, 1),
            authority=AUTHORITY if dataset.local else None,
            known=DATASETS,
        )
    ]


@pytest.fixture(scope="module", params=DATASETS.values(), ids=lambda dataset: dataset.id)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    return request.param


@pytest.fixture(scope="module")
def understood(dataset: Dataset) -> list[Understood]:
    return _understood(dataset.id)


def test_there_are_publications_to_read() -> None:
    assert DATASETS


def test_a_publication_says_who_issues_it_and_where(dataset: Dataset) -> None:
    assert dataset.title
    assert dataset.publisher
    assert dataset.licence
    assert dataset.local or dataset.page.startswith("https://"), f"{dataset.id} says no page of its publisher"
    assert dataset.shapes, f"{dataset.id} declares no shape"


def test_shape_ids_are_unique_within_a_publication(dataset: Dataset) -> None:
    ids = [shape.id for shape in dataset.shapes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("dataset", "shape"), SHAPES, ids=[f"{d.id}:{s.id}" for d, s in SHAPES])
class TestShape:
    def test_it_reads_the_columns_it_is_known_by_or_leaves_them_alone(
        self, dataset: Dataset, shape: Shape
    ) -> None:
        assert shape.marks, "a shape with no marks would be found in every file"
        assert not {header_key(m) for m in shape.marks} & {header_key(w) for w in shape.without}
        optional = {header_key(name) for name in shape.optional}
        both = sorted({header_key(mark) for mark in shape.marks} & optional)
        needless = [name for name in both if name not in {header_key(r) for r in shape.reads}]
        assert not needless, f"{needless} cannot be optional: the shape is known by them"

    def test_it_has_a_sample(self, dataset: Dataset, shape: Shape) -> None:
        found = {one.shape.id for one in _understood(dataset.id) if one.shape and one.dataset == dataset}
        assert shape.id in found, (
            f"put a few invented rows in the publisher's shape in tests/samples/{dataset.id}/ "
            f"whose header is recognised as the shape “{shape.id}” (found so far: {sorted(found) or 'none'})"
        )


def test_every_sample_is_recognised_as_its_own_publication(
    dataset: Dataset, understood: list[Understood]
) -> None:
    assert understood, f"tests/samples/{dataset.id}/ has no sample"
    others = [
        f"{one.file}: {one.dataset.id if one.dataset else one.reason}"
        for one in understood
        if one.dataset is None or one.dataset.id != dataset.id
    ]
    assert not others


def test_every_sample_reads_clean(dataset: Dataset, understood: list[Understood]) -> None:
    assert not [str(problem) for one in understood for problem in one.errors]
    assert all(one.ready for one in understood)


def test_tables_have_the_columns_and_types_declared_for_their_kind(
    dataset: Dataset, understood: list[Understood]
) -> None:
    for one in understood:
        assert one.reading is not None
        for kind, table in one.reading.tables.items():
            assert dict(table.schema) == TABLES[kind], one.file


def test_a_sample_says_something(dataset: Dataset, understood: list[Understood]) -> None:
    for one in understood:
        assert one.reading is not None
        assert any(table.height for table in one.reading.tables.values()), one.file
        assert one.reading.edition
        assert one.reading.part
        assert one.known_from is not None


def test_a_value_is_there_exactly_when_its_status_says_so(
    dataset: Dataset, understood: list[Understood]
) -> None:
    for one in understood:
        assert one.reading is not None
        for kind in ("observation", "area_observation"):
            table = one.reading.tables.get(kind)
            if table is None:
                continue
            held = table["status"] == int(Status.VALUE)
            disputed = table["status"] == int(Status.IN_DISPUTE)
            assert (table["value"].is_not_null() == (held | disputed & table["value"].is_not_null())).all(), (
                one.file
            )
            assert set(table["status"].unique()) <= {int(status) for status in Status}
            assert table["row"].null_count() == 0
            assert table["known_from"].null_count() == 0


def test_a_school_has_one_value_of_a_measure_in_a_year(
    dataset: Dataset, understood: list[Understood]
) -> None:
    for one in understood:
        assert one.reading is not None
        table = one.reading.tables.get("observation")
        if table is not None:
            key = ["urn", "measure", "year"]
            assert table.select(key).is_duplicated().sum() == 0, one.file


def test_rows_point_into_the_file(dataset: Dataset, understood: list[Understood]) -> None:
    for one in understood:
        assert one.reading is not None
        for table in one.reading.tables.values():
            if table.height:
                assert table["row"].min() > one.header_row
