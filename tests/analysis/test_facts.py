"""Facts made from plain dicts: what tests and what-ifs are judged on."""

from datetime import date

import numpy as np
import pytest

from trellis.analysis.observation import Status
from trellis.analysis.store.facts import Facts, NotLoaded

FACTS = Facts.of(
    [
        {
            "urn": 100001,
            "statistics": {
                "absence_overall": {"value": 5.1, "national_median": 4.0},
                "ks4_progress8": Status.NOT_PUBLISHED,
                "roll": 0,
            },
            "grades": {
                "overall": {"grade": "good", "framework": "section5", "date": date(2018, 1, 1)},
                "leadership_and_management": {
                    "grade": "inadequate",
                    "date": date(2022, 1, 1),
                    "predecessor": True,
                },
            },
            "judgements": {"teaching": {"answer": "weak", "date": date(2026, 1, 1)}},
            "events": {"warning_notice": date(2026, 2, 1)},
        },
        {
            "urn": 100002,
            "phase_group": "secondary",
            "statistics": {"absence_overall": {"national_median": 5.0}},
        },
    ],
    as_of=date(2026, 9, 1),
)


def test_a_number_is_a_value_and_a_status_alone_is_a_year_without_one() -> None:
    assert FACTS.statistic("absence_overall")[0] == 5.1
    assert FACTS.status("absence_overall").tolist() == [Status.VALUE, Status.NOT_HELD]
    assert FACTS.statistic("absence_overall", "national_median").tolist() == [4.0, 5.0]
    assert FACTS.status("ks4_progress8").tolist() == [Status.NOT_PUBLISHED, Status.NOT_HELD]
    assert np.isnan(FACTS.statistic("ks4_progress8")).all()


def test_a_value_of_nought_is_a_value() -> None:
    """Nought and Status.VALUE are the same integer."""
    assert FACTS.status("roll")[0] == Status.VALUE
    assert FACTS.statistic("roll")[0] == 0.0


def test_what_was_not_said_is_none() -> None:
    assert FACTS.grade("inclusion").tolist() == ["", ""]
    assert np.isnat(FACTS.grade_date("inclusion")).all()
    assert FACTS.judgement("safety").tolist() == ["", ""]
    assert np.isnat(FACTS.event("academy_order")).all()
    assert FACTS.status("eal").tolist() == [Status.NOT_HELD] * 2
    assert FACTS.provenance("absence_overall") is None


def test_the_latest_framework_is_that_of_the_newest_grade() -> None:
    assert FACTS.latest_framework().tolist() == ["eif", ""]
    assert FACTS.latest_inspection()[0] == np.datetime64("2022-01-01")
    assert FACTS.is_predecessor("leadership_and_management").tolist() == [True, False]


def test_one_school_is_a_slice() -> None:
    one = FACTS.one(100002)
    assert len(one) == 1
    assert one.phase_group.tolist() == ["secondary"]
    assert one.statistic("absence_overall", "national_median").tolist() == [5.0]
    assert one.grade("overall").tolist() == [""]
    with pytest.raises(KeyError, match="100003 is not among these 2 schools"):
        FACTS.one(100003)


def test_schools_can_be_taken_in_any_order() -> None:
    both = FACTS.take(np.array([1, 0]))
    assert both.urns.tolist() == [100002, 100001]
    assert both.event("warning_notice")[1] == np.datetime64("2026-02-01")
    assert both.judgement("teaching").tolist() == ["", "weak"]


def test_a_statistic_that_there_is_not_is_refused() -> None:
    with pytest.raises(NotLoaded, match="not a statistic"):
        FACTS.statistic("absence_overall", "colour")
    with pytest.raises(NotLoaded, match="not a statistic"):
        Facts.of([{"statistics": {"absence_overall": {"colour": 1}}}])


def test_a_grade_of_one_of_several_schools_that_became_this_one_is_not_plainly_its_own() -> None:
    graded = {"grade": "good", "predecessor": True}
    facts = Facts.of(
        [
            {"grades": {"overall": graded}},
            {"grades": {"overall": {**graded, "simple": False}}},
            {"grades": {"overall": "good"}},
        ]
    )
    assert facts.simple_succession("overall").tolist() == [True, False, True]
    assert facts.one(100002).simple_succession("overall").tolist() == [False]
    assert facts.simple_succession("leadership_and_management").tolist() == [True, True, True]
