"""Which school a URN is today. Small pictures of schools and links, and the school each number leads to."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.registers import closed, links, schools
from tests.analysis.sheets import read
from trellis.analysis.datasets.gias_establishments import gias_establishments
from trellis.analysis.datasets.gias_links import gias_links
from trellis.analysis.places.register import (
    KINDS,
    Register,
)

SAMPLES = Path(__file__).parents[1] / "samples"


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
