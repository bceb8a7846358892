"""The pictures of what came of support: no two units on one axis, and each number of a picture in its table."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.brokering import acting
from trellis.brokering import impact
from trellis.brokering.impact import Impact
from trellis.brokering.queries import outcomes
from trellis.interfaces.web.brokering import pictures
from trellis.schools import data

STILL = ((5.0, 5.0), (6.0, 6.0), (7.0, 7.0), (8.0, 8.0), (9.0, 9.0))
PERCENT, SCORE = "percentage points", "points"


def told(
    *changes: float, called: str = "Absence", unit: str = PERCENT, provider: str = "1", **more: Any
) -> Impact:
    return impact.of(supports(*changes, called=called, unit=unit, provider=provider, **more))


def supports(
    *changes: float, called: str, unit: str, provider: str = "1", low: bool = True
) -> list[impact.Support]:
    return [
        impact.Support(
            provider=provider,
            areas=(),
            urn=number,
            indicator=called,
            called=called,
            unit=unit,
            higher_is_better=not low,
            before=7.0,
            after=7.0 + change,
            compared=STILL,
        )
        for number, change in enumerate(changes)
    ]


FELL = (-0.1, -0.3, -0.4, -0.5, -0.7)


def test_percentage_points_and_points_of_two_scores_have_a_picture_each() -> None:
    found = pictures.by_unit(
        [
            ("North", told(*FELL)),
            ("South", told(*FELL, called="Persistent absence")),
            ("North", told(3, 6, 4, 8, 5, called="Attainment 8", unit=SCORE, low=False)),
            ("North", told(0.1, 0.2, -0.1, 0.2, 0.3, called="Progress 8", unit=SCORE, low=False)),
        ]
    )
    assert [each.title for each in found] == [
        "Attainment 8, in points",
        "Percentage points",
        "Progress 8, in points",
    ]
    assert [[bar.figure for bar in each.bars] for each in found] == [
        ["Attainment 8"],
        ["Absence", "Persistent absence"],
        ["Progress 8"],
    ]
    assert "in percentage points" in found[1].axis
    assert len({each.id for each in found}) == 3


def test_better_is_to_the_right_whichever_way_a_figure_goes_and_the_table_says_the_same() -> None:
    (picture,) = pictures.by_unit([("North", told(*FELL)), ("South", told(0.1, 0.3, 0.4, 0.5, 0.7))])
    north, south = picture.bars
    assert north.low > picture.nought > south.high
    assert north.low < north.middle < north.high
    assert [text for _, text in picture.ticks] == ["−0.7", "−0.35", "0", "+0.35", "+0.7"]
    assert [(row.median, row.between, row.confidence, row.schools) for row in picture.rows] == [
        ("0.4 better", "0.1 better and 0.7 better", "93.75%", 5),
        ("0.4 worse", "0.7 worse and 0.1 worse", "93.75%", 5),
    ]


def test_what_is_of_too_few_or_never_moved_is_not_drawn_as_a_difference() -> None:
    assert pictures.by_unit([("North", told(-1.0))]) == ()
    (picture,) = pictures.by_unit([("North", told(0, 0, 0, 0, 0))])
    assert picture.bars[0].low == picture.bars[0].high == picture.nought
    assert picture.rows[0].median == "no different"


@pytest.mark.django_db
def test_the_page_has_one_picture_with_its_axis_and_its_table_for_each_unit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = builders.HeldData()
    monkeypatch.setattr(data, "warehouse", lambda: held)
    builders.screened()
    file = acting.completed()
    number = str(file.match.provider_id)
    measures = supports(*FELL, called="Absence", unit=PERCENT, provider=number) + supports(
        3, 6, 4, 8, 5, called="Attainment 8", unit=SCORE, provider=number, low=False
    )
    monkeypatch.setattr(outcomes, "measured", lambda *_: measures)
    client = Client()
    client.force_login(acting.principal(), backend="trellis.accounts.sign_in.EmailBackend")
    body = client.get("/support/impact/").content.decode()
    assert len(re.findall(r"<svg[^>]*viewBox=\"0 0 640 ", body)) == 2
    assert ">Attainment 8, in points</h3>" in body
    assert ">Percentage points</h3>" in body
    assert body.count("It may lie between</th>") == 2
    assert "0.4 better" in body
    assert "5 better" in body
