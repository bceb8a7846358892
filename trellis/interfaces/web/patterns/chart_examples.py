"""What the charts of the pattern page are drawn from. Every school, place and number is invented."""

from datetime import date

import numpy as np

from trellis.casework.workflows.level import LEVEL
from trellis.interfaces.web.govuk import flow as flows
from trellis.interfaces.web.govuk import funnel as funnels
from trellis.interfaces.web.govuk import lines as several
from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk import spreads, stacks, timelines
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.govuk.funnel import Entry, Funnel
from trellis.interfaces.web.govuk.lines import Line, Lines
from trellis.interfaces.web.govuk.map import Map, Point
from trellis.interfaces.web.govuk.spreads import Spread
from trellis.interfaces.web.govuk.stacks import Part
from trellis.interfaces.web.govuk.timelines import Moment, Timeline


def funnel() -> Funnel | None:
    """A few schools about a comparator of 60%, two of them beyond the limits."""
    sizes = (8, 15, 28, 30, 45, 60, 90, 120)
    percents = (50.0, 73.0, 61.0, 40.0, 58.0, 63.0, 42.0, 61.0)
    entries = [
        Entry(name=f"School {letter}", percent=percent, size=size)
        for letter, percent, size in zip("ABCDEFGH", percents, sizes, strict=True)
    ]
    return funnels.draw(
        entries,
        60.0,
        title="Expected standard, by size of cohort",
        description="School G lies below what chance alone would bring. Every school is in the table.",
    )


def spread() -> Spread | None:
    """One school within its set, with its interval and the set's median."""
    return spreads.draw(
        9.0,
        [4.0, 5.0, 5.5, 6.0, 6.2, 7.1],
        low=7.0,
        high=11.0,
        middle=5.8,
        title="Absence: the school among its similar schools",
        description="9%, above all six similar schools, which run from 4% to 7.1%.",
        say=Say("percent", 1),
    )


def lines() -> Lines | None:
    """An authority beside England, each told by its dash and its name."""
    return several.draw(
        [
            Line(name="Own", css="own", values=((2023, 58.0), (2024, 59.0), (2026, 61.0))),
            Line(
                name="England", css="england", values=((2023, 60.0), (2024, 61.0), (2025, 62.0), (2026, 62.0))
            ),
        ],
        title="Expected standard, the authority beside England",
        description="58% to 61%, with no value for 2024/25; England 60% to 62%.",
        say=Say("percent", 0),
        named_years=[(year, f"{year - 1}/{year % 100}") for year in range(2023, 2027)],
    )


def timeline() -> Timeline | None:
    """Two inspections with a change of framework between them."""
    return timelines.of_moments(
        [
            Moment(on=date(2022, 11, 15), label="1", shape="dot"),
            Moment(on=date(2026, 2, 3), label="2", shape="diamond"),
        ],
        breaks=[(date(2024, 9, 2), "no overall grade")],
        title="Inspections",
        description="Two, on 15 November 2022 and 3 February 2026. They cannot be set beside one another.",
    )


def stack() -> tuple[Part, ...]:
    """Schools by suggested level, most concern first."""
    return stacks.stack([("3", "3", 2), ("none", "I", 5), ("2", "2", 9), ("1", "1", 20)])


def plan() -> Map | None:
    """An outline and two schools."""
    corner = np.array([(0.0, 0.0), (9000.0, 500.0), (8000.0, 7000.0), (1000.0, 6000.0), (0.0, 0.0)])
    return maps.draw(
        [(corner,)],
        [
            Point(east=2500, north=2500, kind="3", label="Oak Road: level 3", href="#map"),
            Point(east=6500, north=4500, kind="1", label="Beech Lane: level 1", href="#map"),
        ],
        title="Example of a map",
        description="Two schools. Every school is in the table.",
    )


def keys() -> tuple[dict[str, object], ...]:
    """What the key of the map says."""
    return (
        {"kind": "3", "letter": "3", "words": "Level 3", "schools": 1},
        {"kind": "1", "letter": "1", "words": "Level 1", "schools": 1},
    )


def flow() -> Flow:
    """A state machine with the state that a record is in, and those it was in."""
    return flows.draw(LEVEL, current="with_school", passed={"proposed"})


def context() -> dict[str, object]:
    """Return what the charts are drawn with."""
    return {
        "funnel": funnel(),
        "spread": spread(),
        "lines": lines(),
        "timeline_drawn": timeline(),
        "stack": stack(),
        "plan": plan(),
        "keys": keys(),
        "flow": flow(),
    }
