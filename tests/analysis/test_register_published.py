"""On the published register: how many schools of earlier years are reached, how fast, and what they are."""

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.analysis.sheets import read
from trellis.analysis.columns.reading import conform
from trellis.analysis.datasets.gias_establishments import gias_establishments
from trellis.analysis.datasets.gias_links import gias_links
from trellis.analysis.places.register import (
    Register,
    phase_group,
)


@pytest.fixture(scope="module")
def published(published_data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    register, _ = read(
        published_data / "reconstructed" / "edubasealldata20250901.csv.gz",
        gias_establishments,
        "edubasealldata",
    )
    linked, _ = read(
        published_data / "gias" / "2025-04-22" / "links_edubasealldata20250422.csv.gz",
        gias_links,
        "links_edubasealldata",
    )
    return register.tables["establishment"], linked.tables["link"]


@pytest.fixture(scope="module")
def absence_urns(published_data: Path) -> np.ndarray:
    with gzip.open(published_data / "performance-tables" / "2018-2019" / "england_abs.csv.gz") as file:
        table = pl.read_csv(file.read(), infer_schema=False)
    return table["URN"].cast(pl.Int32, strict=False).drop_nulls().to_numpy()


@pytest.mark.published
def test_absence_of_2018_19_reaches_an_open_school_for_98_9_per_cent_or_more(
    published: tuple[pl.DataFrame, pl.DataFrame], absence_urns: np.ndarray
) -> None:
    register = Register.of(*published)
    reached = register.resolve(absence_urns)
    assert len(absence_urns) > 21_000
    assert (reached > 0).mean() >= 0.989
    assert set(reached.tolist()) - {0} <= register.open_urns


@pytest.mark.published
def test_absence_of_2018_19_reaches_a_school_ofsted_lists_in_2025_for_98_9_per_cent(
    published: tuple[pl.DataFrame, pl.DataFrame], absence_urns: np.ndarray, published_data: Path
) -> None:
    listed = pl.read_parquet(
        published_data / "ofsted" / "2025-08-31" / "ofsted.parquet", columns=["URN", "LAESTAB"]
    )
    numbered = listed.drop_nulls().cast(pl.Int32)
    register = Register.of(
        conform(
            numbered.select(
                urn="URN",
                la_code=(pl.col("LAESTAB") // 10_000).cast(pl.String),
                establishment_number=pl.col("LAESTAB") % 10_000,
                status_code=pl.lit("1"),
            ),
            "establishment",
        ),
        published[1],
    )
    share = (register.resolve(absence_urns) > 0).mean()
    assert np.isin(absence_urns, list(register.open_urns)).mean() == pytest.approx(0.842, abs=0.001)
    assert share >= 0.9885


@pytest.mark.published
def test_open_schools_of_the_register_fall_into_groups_of_the_expected_size(
    published: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    held = published[0].filter(status_code="1")
    counts = dict(phase_group(held).value_counts().iter_rows())
    assert 16_000 < counts["primary"] < 17_500
    assert 3_000 < counts["secondary"] < 3_500
    assert 150 < counts["all_through"] < 250
    assert 1_000 < counts["special"] < 1_200
    assert 300 < counts["alternative"] < 400
    assert counts.get(None, 0) < 20
