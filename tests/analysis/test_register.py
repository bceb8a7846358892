"""Which school a URN is today. Small pictures of schools and links, and the school each number leads to."""

import gzip
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.sheets import read
from trellis.analysis.columns.reading import conform
from trellis.analysis.datasets.gias_establishments import gias_establishments
from trellis.analysis.datasets.gias_links import gias_links
from trellis.analysis.observation import TABLES
from trellis.analysis.places.register import (
    KINDS,
    PHASE_GROUPS,
    RELATIONSHIPS,
    Register,
    phase_group,
    relationship,
)
from trellis.analysis.places.school_type import TYPES

SAMPLES = Path(__file__).parents[1] / "samples"


def schools(*rows: dict[str, object]) -> pl.DataFrame:
    told = [{"name": f"School {row['urn']}", "status_code": "1", "la_code": "898"} | row for row in rows]
    frame = pl.DataFrame(
        told,
        schema={name: TABLES["establishment"][name] for name in {key for row in told for key in row}},
    )
    return conform(frame, "establishment")


def closed(urn: int, **more: object) -> dict[str, object]:
    return {"urn": urn, "status_code": "2", **more}


def links(*rows: tuple[int, int, str] | tuple[int, int, str, date]) -> pl.DataFrame:
    names = ("urn", "link_urn", "link_type", "established")
    frame = pl.DataFrame(
        [dict(zip(names, row, strict=False)) for row in rows],
        schema={name: TABLES["link"][name] for name in names},
    )
    return conform(frame, "link")


NO_LINKS = links()


@pytest.fixture(scope="module")
def sample() -> Register:
    register, _ = read(
        SAMPLES / "gias_establishments" / "edubasealldata.csv", gias_establishments, "edubasealldata"
    )
    linked, _ = read(SAMPLES / "gias_links" / "links_edubasealldata.csv", gias_links, "links_edubasealldata")
    return Register.of(register.tables["establishment"], linked.tables["link"])


# Following links


def test_an_open_school_is_itself_though_a_link_leads_on() -> None:
    register = Register.of(schools({"urn": 1}, {"urn": 2}), links((1, 2, "Successor")))
    assert register.current(1) == 1


def test_a_school_proposed_to_close_is_open_still() -> None:
    register = Register.of(schools({"urn": 1, "status_code": "3"}), NO_LINKS)
    assert register.current(1) == 1


def test_a_chain_is_followed_to_the_open_school_at_its_end() -> None:
    register = Register.of(
        schools(closed(1), closed(2), closed(3), {"urn": 4}),
        links((1, 2, "Successor"), (2, 3, "Successor - merged"), (3, 4, "Result of Amalgamation")),
    )
    assert [register.current(urn) for urn in (1, 2, 3, 4)] == [4, 4, 4, 4]


def test_a_link_told_only_by_the_successor_is_followed() -> None:
    register = Register.of(schools(closed(1), {"urn": 2}), links((2, 1, "Predecessor")))
    assert register.current(1) == 2


def test_a_school_that_only_closed_leads_nowhere() -> None:
    register = Register.of(schools(closed(1), closed(2)), links((1, 2, "Successor")))
    assert register.current(1) is None
    assert register.resolve([1, 2]).tolist() == [0, 0]


def test_two_closed_schools_that_name_each_other_do_not_hold_us_up() -> None:
    register = Register.of(
        schools(closed(1), closed(2)),
        links((1, 2, "Result of Amalgamation"), (2, 1, "Result of Amalgamation")),
    )
    assert register.current(1) is None


def test_a_dead_end_is_left_for_the_next_link() -> None:
    register = Register.of(
        schools(closed(1), closed(2), {"urn": 3}),
        links((1, 2, "Successor", date(2020, 9, 1)), (1, 3, "Successor", date(2010, 9, 1))),
    )
    assert register.current(1) == 3


def test_the_later_of_two_successors_holds() -> None:
    register = Register.of(
        schools(closed(1), {"urn": 2}, {"urn": 3}),
        links((1, 2, "Successor", date(2010, 9, 1)), (1, 3, "Successor", date(2020, 9, 1))),
    )
    assert register.current(1) == 3


def test_a_successor_holds_over_a_part_that_was_split_off() -> None:
    register = Register.of(
        schools(closed(1), {"urn": 2}, {"urn": 3}),
        links((1, 2, "Successor - Split School", date(2020, 9, 1)), (1, 3, "Successor", date(2010, 9, 1))),
    )
    assert register.current(1) == 3


def test_a_shared_sixth_form_is_no_successor() -> None:
    register = Register.of(schools(closed(1), {"urn": 2}), links((1, 2, "Sixth Form Centre Link")))
    assert register.current(1) is None


def test_a_split_is_told_as_one(sample: Register) -> None:
    assert sample.ends(900108) == (900109, 900110)
    assert sample.is_ambiguous(900108)
    assert not sample.is_ambiguous(900101)
    for part in (900109, 900110):
        assert [(step.urn, step.kind, step.successor_urn) for step in sample.lineage(part)] == [
            (900108, "split", part)
        ]


def test_what_became_of_a_school_before_it_was_split_keeps_its_own_name() -> None:
    register = Register.of(
        schools(closed(1, type_code="1"), closed(2, type_code="34"), {"urn": 3}, {"urn": 4}),
        links((1, 2, "Successor"), (2, 3, "Successor"), (2, 4, "Successor")),
    )
    assert [(s.urn, s.kind, s.successor_urn) for s in register.lineage(4)] == [
        (1, "converted", 2),
        (2, "split", 4),
    ]
    assert register.is_ambiguous(1)


def test_numbers_never_registered_resolve_to_none(sample: Register) -> None:
    assert sample.resolve([-5, 0, 7, 900_001, 2_000_000_000]).tolist() == [0, 0, 0, 900001, 0]
    assert Register.of(schools(), NO_LINKS).resolve([1]).tolist() == [0]


# By LAESTAB, where no link says


def test_a_closed_school_of_the_same_laestab_is_inferred_and_marked(sample: Register) -> None:
    assert sample.current(900111) == 900112
    assert sample.is_inferred(900111)
    (step,) = sample.lineage(900112)
    assert step.inferred
    assert "taken to be the same school" in step.words


def test_a_link_is_not_marked_as_inferred(sample: Register) -> None:
    assert not sample.is_inferred(900101)


def test_a_laestab_is_followed_through_a_reorganised_authority() -> None:
    register = Register.of(
        schools(
            closed(1, la_code="835", establishment_number=2001),
            {
                "urn": 2,
                "la_code": "838",
                "establishment_number": 2001,
                "previous_la_code": "835",
                "previous_establishment_number": 2001,
            },
        ),
        NO_LINKS,
    )
    assert register.current(1) == 2
    assert register.is_inferred(1)


def test_a_number_given_again_years_later_is_another_school() -> None:
    register = Register.of(
        schools(
            closed(1, establishment_number=2001, closed=date(2005, 8, 31)),
            {"urn": 2, "establishment_number": 2001, "opened": date(2015, 9, 1)},
        ),
        NO_LINKS,
    )
    assert register.current(1) is None


def test_a_number_that_two_open_schools_have_infers_neither() -> None:
    register = Register.of(
        schools(
            closed(1, establishment_number=2001),
            {"urn": 2, "establishment_number": 2001},
            {"urn": 3, "establishment_number": 2001},
        ),
        NO_LINKS,
    )
    assert register.current(1) is None


def test_a_number_not_in_the_register_is_found_by_the_laestab_beside_it(sample: Register) -> None:
    laestabs = [8982001, 8352113, 8982001, 0, 1]
    assert sample.resolve([777, 777, 900002, 777, 777], laestabs).tolist() == [900001, 900113, 900002, 0, 0]
    assert Register.of(schools(), NO_LINKS).resolve([1], [8982001]).tolist() == [0]


# Told as one line


def test_a_schools_line_is_told_oldest_first_with_each_change_marked(sample: Register) -> None:
    steps = sample.lineage(900104)
    assert [(s.urn, s.kind, s.successor_urn) for s in steps] == [
        (900102, "converted", 900103),
        (900103, "rebrokered", 900104),
    ]
    assert steps[1].on == date(2019, 4, 1), "an undated link is dated by the new academy's opening"
    assert sample.predecessors(900104) == (900102, 900103)
    assert sample.history(900101) == (
        "Larch Tree Community School (900101) converted to an academy as Larch Tree Academy (900013) on 1 September 2013"
    )


def test_an_infant_and_a_junior_school_amalgamate(sample: Register) -> None:
    assert [(s.urn, s.kind) for s in sample.lineage(900107)] == [
        (900105, "amalgamated"),
        (900106, "amalgamated"),
    ]


def test_schools_that_close_into_one_in_one_year_amalgamated_though_the_link_says_successor() -> None:
    register = Register.of(
        schools(closed(1), closed(2), {"urn": 3}),
        links((1, 3, "Successor", date(2015, 8, 31)), (2, 3, "Successor", date(2015, 9, 1))),
    )
    assert {step.kind for step in register.lineage(3)} == {"amalgamated"}


def test_two_undated_closures_into_one_school_amalgamated_and_a_dated_one_beside_them_did_not() -> None:
    register = Register.of(
        schools(closed(1), closed(2), closed(3), {"urn": 4}),
        links((1, 4, "Successor"), (2, 4, "Successor"), (3, 4, "Successor", date(2019, 9, 1))),
    )
    assert {s.urn: s.kind for s in register.lineage(4)} == {
        1: "amalgamated",
        2: "amalgamated",
        3: "new_urn",
    }


def test_a_school_taken_in_years_after_another_merged() -> None:
    register = Register.of(
        schools(closed(1, type_code="1"), closed(2, type_code="1"), {"urn": 3, "type_code": "34"}),
        links((1, 3, "Successor", date(2012, 9, 1)), (2, 3, "Successor", date(2019, 9, 1))),
    )
    assert [(s.urn, s.kind) for s in register.lineage(3)] == [(1, "converted"), (2, "merged")]


@pytest.mark.parametrize(
    ("link", "before", "after", "kind"),
    [
        ("Successor - merged", {}, {}, "merged"),
        ("Successor - amalgamated", {}, {}, "amalgamated"),
        ("Result of Amalgamation", {}, {}, "amalgamated"),
        ("Successor - Split School", {}, {}, "split"),
        ("Successor", {"type_code": "1"}, {"type_code": "28"}, "converted"),
        ("Successor", {"type_code": None}, {"type_code": "34"}, "converted"),
        ("Successor", {"type_code": None}, {"type_code": "28"}, "converted"),
        (
            "Successor",
            {"type_code": None},
            {"type_code": "35", "open_reason": "Academy Converter"},
            "converted",
        ),
        (
            "Successor",
            {"type_code": "34", "trust_code": "7"},
            {"type_code": "28", "trust_code": "8"},
            "rebrokered",
        ),
        (
            "Successor",
            {"type_code": "34", "trust_code": "7"},
            {"type_code": "34", "trust_code": "7"},
            "new_urn",
        ),
        ("Successor", {"type_code": "1"}, {"type_code": "1"}, "new_urn"),
    ],
)
def test_a_change_is_named_by_its_link_and_by_what_the_schools_are(
    link: str, before: dict[str, object], after: dict[str, object], kind: str
) -> None:
    register = Register.of(schools(closed(1, **before), {"urn": 2, **after}), links((1, 2, link)))
    (step,) = register.lineage(2)
    assert step.kind == kind
    assert f"School 1 (1) {KINDS[kind]}" in step.words


@pytest.mark.parametrize("type_code", ["28", "34"])
def test_a_second_change_of_a_school_whose_type_is_not_held_is_not_another_conversion(type_code: str) -> None:
    register = Register.of(
        schools(closed(1), closed(2), {"urn": 3, "type_code": type_code}),
        links((1, 2, "Successor"), (2, 3, "Successor")),
    )
    assert [step.kind for step in register.lineage(3)] == ["new_urn", "new_urn"]


def test_a_school_of_a_type_not_held_that_two_were_joined_in_converts() -> None:
    register = Register.of(
        schools(closed(1), closed(2), closed(3), {"urn": 4, "type_code": "34"}),
        links((1, 3, "Successor"), (2, 3, "Successor"), (3, 4, "Successor")),
    )
    assert [step.kind for step in register.lineage(4)] == ["amalgamated", "amalgamated", "converted"]


@pytest.mark.parametrize(
    ("old", "new", "on"),
    [
        ("835", "838", date(2019, 4, 1)),
        ("837", "839", date(2019, 4, 1)),
        ("928", "941", date(2021, 4, 1)),
        ("909", "943", date(2023, 4, 1)),
        ("101", "201", None),
    ],
)
def test_a_move_to_a_new_authority_code_is_a_step_that_keeps_the_number(
    old: str, new: str, on: date | None
) -> None:
    register = Register.of(schools({"urn": 1, "la_code": new, "previous_la_code": old}), NO_LINKS)
    (step,) = register.lineage(1)
    assert (step.kind, step.urn, step.successor_urn, step.on) == ("recoded", 1, 1, on)
    assert f"from {old} to {new}" in step.words
    assert register.predecessors(1) == ()


def test_all_lines_are_one_table(sample: Register) -> None:
    table = sample.lineages()
    assert set(table.filter(urn=900104)["predecessor_urn"]) == {900102, 900103}
    assert table.filter(predecessor_urn=900108).select("urn", "ambiguous").rows() == [
        (900109, True),
        (900110, True),
    ]
    assert table.filter(relation="recoded")["urn"].to_list() == [900113]


def test_a_school_that_has_always_been_itself_has_no_history(sample: Register) -> None:
    assert sample.history(900001) == ""


# The slow, obvious twin


def slow_current(urn: int, open_urns: set[int], onward: dict[int, list[int]]) -> int | None:
    """Try every path that visits no school twice, in the order of the links, and take the first that ends open."""

    def ends(path: tuple[int, ...]) -> Iterable[int]:
        if path[-1] in open_urns:
            yield path[-1]
            return
        for following in onward.get(path[-1], []):
            if following not in path:
                yield from ends((*path, following))

    return next(iter(ends((urn,))), None)


@settings(deadline=None)
@given(
    edges=st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=12, unique=True),
    open_urns=st.sets(st.integers(1, 7), max_size=3),
)
def test_following_links_agrees_with_trying_every_path(
    edges: list[tuple[int, int]], open_urns: set[int]
) -> None:
    register = Register.of(
        schools(*({"urn": urn, "status_code": "1" if urn in open_urns else "2"} for urn in range(1, 8))),
        links(*((a, b, "Successor") for a, b in edges)),
    )
    onward: dict[int, list[int]] = {}
    for a, b in sorted(edges):
        if a != b:
            onward.setdefault(a, []).append(b)
    expected = [slow_current(urn, open_urns, onward) for urn in range(1, 8)]
    assert [register.current(urn) for urn in range(1, 8)] == expected
    assert register.resolve(np.arange(1, 8)).tolist() == [urn or 0 for urn in expected]
    for urn, found in zip(range(1, 8), expected, strict=True):
        assert (found is None) == (register.ends(urn) == ())
        assert found is None or found in register.ends(urn)
        assert register.is_ambiguous(urn) == (len(register.ends(urn)) > 1)
        for end in register.ends(urn):
            assert end == urn or urn in register.predecessors(end)


# What kind of school


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


# On the published files


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
def test_three_hundred_thousand_numbers_resolve_in_a_fifth_of_a_second(
    published: tuple[pl.DataFrame, pl.DataFrame], absence_urns: np.ndarray
) -> None:
    many = np.resize(absence_urns, 300_000)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        Register.of(*published).resolve(many)
        best = min(best, time.process_time() - start)
    assert best < 0.4  # 0.2 s of two cores


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
        assert (told == "academy") == (group in ("10", "11")), code
        assert group != "4" or told == "maintained", code


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
