"""What kind of school an establishment is, and how it stands to the authority."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.registers import schools
from trellis.analysis.places.register import (
    PHASE_GROUPS,
    RELATIONSHIPS,
    phase_group,
    relationship,
)
from trellis.analysis.places.school_type import TYPES


def kind_of(
    type_code: str | None, phase: str | None = "0", low: int | None = None, high: int | None = None
) -> str | None:
    return phase_group(
        schools({"urn": 1, "type_code": type_code, "phase_code": phase, "low_age": low, "high_age": high})
    )[0]


@pytest.mark.parametrize(
    ("type_code", "phase", "low", "high", "group"),
    [
        ("1", "1", 2, 5, "nursery"),
        ("1", "2", 4, 11, "primary"),
        ("3", "3", 8, 12, "primary"),
        ("34", "4", 11, 18, "secondary"),
        ("5", "5", 9, 13, "secondary"),
        ("35", "7", 4, 18, "all_through"),
        ("34", "4", 3, 18, "all_through"),
        ("39", "6", 16, 19, "sixteen_plus"),
        ("6", "4", 11, 18, "secondary"),
        ("40", "4", 14, 19, "secondary"),
        ("7", "0", 4, 19, "special"),
        ("8", "0", 4, 19, "special"),
        ("44", "0", 4, 19, "special"),
        ("14", "0", 5, 16, "alternative"),
        ("42", "0", 5, 16, "alternative"),
        ("15", "1", 3, 5, "nursery"),
        ("11", "0", 3, 18, "independent"),
        ("10", "0", 7, 16, "independent"),
        ("28", "0", 4, 11, "primary"),
        ("28", None, 7, 11, "primary"),
        ("28", None, 11, 16, "secondary"),
        ("28", None, 9, 13, "secondary"),
        ("28", None, 3, 5, "nursery"),
        ("28", None, 16, 19, "sixteen_plus"),
        ("28", None, None, None, None),
        (None, "2", None, None, "primary"),
        ("29", "0", None, None, None),
        ("47", "0", None, None, None),
        ("99", "4", 11, 16, "secondary"),
    ],
)
def test_the_phase_group_comes_from_type_then_phase_then_ages(
    type_code: str | None, phase: str | None, low: int | None, high: int | None, group: str | None
) -> None:
    assert kind_of(type_code, phase, low, high) == group


@pytest.mark.parametrize(
    ("type_code", "group_code", "told"),
    [
        ("1", "4", "maintained"),
        ("12", "5", "maintained"),
        ("14", "4", "maintained"),
        ("34", "10", "academy"),
        ("35", "11", "academy"),
        ("57", "10", "academy"),
        ("11", "3", "independent"),
        ("6", "3", "academy"),  # a city technology college: the state funds it
        ("8", "5", "other"),
        ("18", "1", "other"),
        ("99", "10", "academy"),
        ("99", "4", "maintained"),
        ("99", "77", "other"),
        (None, None, "other"),
    ],
)
def test_the_relationship_comes_from_type_then_type_group(
    type_code: str | None, group_code: str | None, told: str
) -> None:
    frame = schools({"urn": 1, "type_code": type_code, "type_group_code": group_code})
    assert relationship(frame)[0] == told


@pytest.mark.parametrize("type_code", sorted(TYPES))
def test_every_type_has_a_relationship_and_a_group_of_the_lists(type_code: str) -> None:
    assert relationship(schools({"urn": 1, "type_code": type_code}))[0] in RELATIONSHIPS
    assert kind_of(type_code, "2", 4, 11) in (*PHASE_GROUPS, None)


@pytest.mark.published
def test_every_type_in_use_in_april_2025_is_known(published_data: Path) -> None:
    path = (
        published_data / "derived" / "gias-2025-04-22" / "edubasealldata20250422-establishment-types.csv.gz"
    )
    with gzip.open(path) as file:
        table = pl.read_csv(file.read(), infer_schema=False)
    assert set(table["type-of-establishment-code"]) <= TYPES.keys()
    by_group = dict(table.select("type-of-establishment-code", "establishment-type-group-code").iter_rows())
    for code, group in by_group.items():
        told = TYPES[code][0]
        # A city technology college is of the group of independent schools, and stands as an academy does
        assert (told == "academy") == (group in ("10", "11") or code == "6"), code
        assert group != "4" or told == "maintained", code
