"""The towns and trusts of Severnshire, and its schools with a planted story. Their order gives each its URN."""

from datetime import date

from trellis.fictitious.plans import Change, Plan

TOWNS = (
    "Severnbridge",
    "Thornhithe",
    "Marlow Quay",
    "Aldersey",
    "Pillowmere",
    "Westry",
    "Bramcote Sands",
    "Lydgate Cross",
    "Kelveham",
    "Oldminster",
)

TRUSTS = (
    ("90001", "Estuary Learning Trust", "Multi-academy trust", date(2012, 4, 1)),
    ("90002", "Severn Vale Schools Partnership", "Multi-academy trust", date(2014, 9, 1)),
    ("90003", "Beacon and Bridge Education Trust", "Multi-academy trust", date(2016, 1, 1)),
    ("90004", "Oldminster Academy Trust", "Single-academy trust", date(2011, 8, 1)),
    ("90005", "Northreach Academies", "Multi-academy trust", date(2013, 9, 1)),
    ("9101", "Forest Edge Federation", "Federation", date(2015, 9, 1)),
    ("9102", "Quayside Federation", "Federation", date(2019, 1, 1)),
)

ESTUARY, VALE, BEACON, OLDMINSTER, NORTHREACH = (name for _, name, _, _ in TRUSTS[:5])
FOREST, QUAYSIDE = (name for _, name, _, _ in TRUSTS[5:])
CE, RC = "Church of England", "Roman Catholic"


def primary(name: str, town: str, kind: str, size: int, fsm: float, **more: object) -> Plan:
    return Plan(
        name=name,
        town=town,
        phase="primary",
        kind=kind,
        size=size,
        free_meals=fsm,
        **more,  # type: ignore[arg-type]
    )


def secondary(name: str, town: str, kind: str, size: int, fsm: float, **more: object) -> Plan:
    return Plan(
        name=name,
        town=town,
        phase="secondary",
        kind=kind,
        size=size,
        free_meals=fsm,
        **more,  # type: ignore[arg-type]
    )


# Schools with a planted story: see stories.py, which shapes their figures by these names.
STORIES = (
    primary("Lanternfield Primary School", "Severnbridge", "1", 410, 18, story="slow-decline", rural=False),
    primary("Tidewater Primary School", "Bramcote Sands", "1", 48, 12, story="tiny-by-chance", rural=True),
    primary(
        "Kelveham Holm Primary School",
        "Kelveham",
        "3",
        24,
        10,
        story="all-suppressed",
        religion=CE,
        rural=True,
    ),
    secondary("Thornhithe High School", "Thornhithe", "5", 940, 21, story="deficit", full=0.86),
    secondary("Pillowmere Community School", "Pillowmere", "1", 880, 27, story="below-one-part"),
    secondary("Westry Park School", "Westry", "1", 830, 31, story="below-all-parts"),
    primary("Gullhaven Primary School", "Marlow Quay", "1", 305, 36, story="special-measures", rural=False),
    primary("Orchard Slade Primary School", "Aldersey", "1", 268, 15, story="falling-roll", full=0.97),
    primary(
        "Saltcote Primary School",
        "Thornhithe",
        "1",
        330,
        29,
        story="academy-concern",
        changes=(Change(on=date(2017, 9, 1), kind="34", trust=NORTHREACH, name="Saltcote Academy"),),
    ),
    primary("Copperwell Primary School", "Severnbridge", "1", 285, 30, story="warning-notice", rural=False),
    primary(
        "St Milburga’s Church of England Primary School",
        "Oldminster",
        "2",
        205,
        11,
        story="safeguarding-gaps",
        religion=CE,
    ),
    primary(
        "Dockside Primary School",
        "Marlow Quay",
        "1",
        360,
        38,
        story="predecessor-grade",
        changes=(
            Change(
                on=date(2024, 9, 1), kind="28", trust=ESTUARY, name="Harbour Lights Academy", renumbered=True
            ),
        ),
        rural=False,
    ),
    primary("Beechwater Primary School", "Lydgate Cross", "1", 415, 14, story="strong-with-capacity"),
    primary("Foundry Row Primary School", "Severnbridge", "1", 616, 33, story="widening-gap", rural=False),
    secondary("Aldersey School", "Aldersey", "5", 1120, 15, story="rising-absence", sixth_form=True),
    primary("Meadowsweet Primary School", "Pillowmere", "1", 208, 17, story="governor-vacancies"),
    secondary("Quarrygate School", "Severnbridge", "1", 1010, 29, story="suspensions"),
    primary(
        "Highmoor Vale Primary School",
        "Westry",
        "3",
        212,
        19,
        story="re-brokered",
        religion=CE,
        changes=(
            Change(on=date(2018, 2, 1), kind="34", trust=BEACON),
            Change(on=date(2022, 9, 1), kind="28", trust=VALE, renumbered=True),
        ),
    ),
    primary(
        "Lockside Meadow Primary School",
        "Lydgate Cross",
        "1",
        392,
        23,
        story="amalgamation",
        opened=date(2021, 9, 1),
        made_from=("Lockside Meadow Infant School", "Lockside Meadow Junior School"),
    ),
    primary("Staithe Lane Primary School", "Thornhithe", "1", 240, 25, story="needs-attention"),
    primary("Windmill Rise Primary School", "Bramcote Sands", "1", 228, 20, story="coverage-short"),
    secondary("Severnbridge Academy", "Severnbridge", "28", 1240, 26, story="steady-academy", trust=VALE),
)
