"""The schools of Severnshire, one by one. The order is what gives each its URN, so new ones go at the end."""

from datetime import date

from trellis.fictitious.plans import AMALGAMATED, CLOSURE, Change, Plan

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

_ESTUARY, _VALE, _BEACON, _OLDMINSTER, _NORTHREACH = (name for _, name, _, _ in TRUSTS[:5])
_FOREST, _QUAYSIDE = (name for _, name, _, _ in TRUSTS[5:])
_CE, _RC = "Church of England", "Roman Catholic"


def _primary(name: str, town: str, kind: str, size: int, fsm: float, **more: object) -> Plan:
    return Plan(
        name=name,
        town=town,
        phase="primary",
        kind=kind,
        size=size,
        free_meals=fsm,
        **more,  # type: ignore[arg-type]
    )


def _secondary(name: str, town: str, kind: str, size: int, fsm: float, **more: object) -> Plan:
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
    _primary("Lanternfield Primary School", "Severnbridge", "1", 410, 18, story="slow-decline", rural=False),
    _primary("Tidewater Primary School", "Bramcote Sands", "1", 48, 12, story="tiny-by-chance", rural=True),
    _primary(
        "Kelveham Holm Primary School",
        "Kelveham",
        "3",
        24,
        10,
        story="all-suppressed",
        religion=_CE,
        rural=True,
    ),
    _secondary("Thornhithe High School", "Thornhithe", "5", 940, 21, story="deficit", full=0.86),
    _secondary("Pillowmere Community School", "Pillowmere", "1", 880, 27, story="below-one-part"),
    _secondary("Westry Park School", "Westry", "1", 830, 31, story="below-all-parts"),
    _primary("Gullhaven Primary School", "Marlow Quay", "1", 305, 36, story="special-measures", rural=False),
    _primary("Orchard Slade Primary School", "Aldersey", "1", 268, 15, story="falling-roll", full=0.97),
    _primary(
        "Saltcote Primary School",
        "Thornhithe",
        "1",
        330,
        29,
        story="academy-concern",
        changes=(Change(on=date(2017, 9, 1), kind="34", trust=_NORTHREACH, name="Saltcote Academy"),),
    ),
    _primary("Copperwell Primary School", "Severnbridge", "1", 285, 30, story="warning-notice", rural=False),
    _primary(
        "St Milburga’s Church of England Primary School",
        "Oldminster",
        "2",
        205,
        11,
        story="safeguarding-gaps",
        religion=_CE,
    ),
    _primary(
        "Dockside Primary School",
        "Marlow Quay",
        "1",
        360,
        38,
        story="predecessor-grade",
        changes=(
            Change(
                on=date(2024, 9, 1), kind="28", trust=_ESTUARY, name="Harbour Lights Academy", renumbered=True
            ),
        ),
        rural=False,
    ),
    _primary("Beechwater Primary School", "Lydgate Cross", "1", 415, 14, story="strong-with-capacity"),
    _primary("Foundry Row Primary School", "Severnbridge", "1", 616, 33, story="widening-gap", rural=False),
    _secondary("Aldersey School", "Aldersey", "5", 1120, 15, story="rising-absence", sixth_form=True),
    _primary("Meadowsweet Primary School", "Pillowmere", "1", 208, 17, story="governor-vacancies"),
    _secondary("Quarrygate School", "Severnbridge", "1", 1010, 29, story="suspensions"),
    _primary(
        "Highmoor Vale Primary School",
        "Westry",
        "3",
        212,
        19,
        story="re-brokered",
        religion=_CE,
        changes=(
            Change(on=date(2018, 2, 1), kind="34", trust=_BEACON),
            Change(on=date(2022, 9, 1), kind="28", trust=_VALE, renumbered=True),
        ),
    ),
    _primary(
        "Lockside Meadow Primary School",
        "Lydgate Cross",
        "1",
        392,
        23,
        story="amalgamation",
        opened=date(2021, 9, 1),
        made_from=("Lockside Meadow Infant School", "Lockside Meadow Junior School"),
    ),
    _primary("Staithe Lane Primary School", "Thornhithe", "1", 240, 25, story="needs-attention"),
    _primary("Windmill Rise Primary School", "Bramcote Sands", "1", 228, 20, story="coverage-short"),
    _secondary("Severnbridge Academy", "Severnbridge", "28", 1240, 26, story="steady-academy", trust=_VALE),
)

_PRIMARIES = (
    _primary("Adderbourne Primary School", "Oldminster", "1", 210, 12),
    _primary("Bargebank Primary School", "Severnbridge", "1", 440, 28, other_language=19),
    _primary("Barleymead Primary School", "Lydgate Cross", "1", 198, 9),
    _primary("Black Poplar Primary School", "Pillowmere", "5", 415, 16),
    _primary("Broadwharf Primary School", "Marlow Quay", "1", 390, 34, other_language=26, rural=False),
    _primary("Cressbrook Church of England Primary School", "Aldersey", "3", 145, 8, religion=_CE),
    _primary("Dovecote Primary School", "Westry", "1", 312, 22),
    _primary("Elmsward Primary School", "Severnbridge", "1", 420, 20, other_language=15),
    _primary(
        "Fernhollow Church of England Primary School",
        "Kelveham",
        "3",
        72,
        11,
        religion=_CE,
        federation=_FOREST,
    ),
    _primary(
        "Forestgate Church of England Primary School",
        "Kelveham",
        "3",
        96,
        12,
        religion=_CE,
        federation=_FOREST,
    ),
    _primary("Glebe Orchard Primary School", "Bramcote Sands", "1", 205, 18),
    _primary("Goldhawk Mead Primary School", "Thornhithe", "1", 422, 17),
    _primary("Greylag Primary School", "Marlow Quay", "1", 230, 24, federation=_QUAYSIDE),
    _primary("Heronstairs Primary School", "Severnbridge", "1", 428, 30, other_language=22),
    _primary("Hollins Bank Primary School", "Pillowmere", "1", 187, 13),
    _primary("Kestrel Down Primary School", "Aldersey", "5", 208, 10),
    _primary("Larkhanger Primary School", "Lydgate Cross", "1", 160, 7, rural=True),
    _primary("Littlemarsh Church of England Primary School", "Oldminster", "2", 118, 9, religion=_CE),
    _primary("Mill Leat Primary School", "Westry", "1", 294, 26),
    _primary("Nethercote Primary School", "Kelveham", "1", 88, 14, rural=True),
    _primary("Our Lady of the Estuary Catholic Primary School", "Severnbridge", "2", 212, 19, religion=_RC),
    _primary("Packhorse Lane Primary School", "Thornhithe", "1", 206, 21),
    _primary("Redcliffe Sands Primary School", "Bramcote Sands", "1", 318, 27),
    _primary("St Cedd’s Catholic Primary School", "Marlow Quay", "2", 208, 22, religion=_RC),
    _primary("St Egwin’s Church of England Primary School", "Severnbridge", "2", 315, 16, religion=_CE),
    _primary("St Hybald’s Church of England Primary School", "Pillowmere", "3", 203, 12, religion=_CE),
    _primary("Tanners Reach Primary School", "Severnbridge", "1", 210, 37),
    _primary(
        "Upper Wythe Church of England Primary School", "Aldersey", "3", 54, 6, religion=_CE, rural=True
    ),
    # Academies and a free school
    _primary(
        "Ashgrove Estuary Academy",
        "Marlow Quay",
        "1",
        405,
        35,
        changes=(Change(on=date(2019, 4, 1), kind="28", trust=_ESTUARY, renumbered=True),),
    ),
    _primary(
        "Bridgefoot Primary School",
        "Severnbridge",
        "1",
        418,
        23,
        changes=(Change(on=date(2022, 1, 1), kind="34", trust=_VALE),),
    ),
    _primary("Cotman’s Field Primary Academy", "Thornhithe", "34", 315, 15, trust=_BEACON),
    _primary(
        "Elverstone Church of England Academy",
        "Oldminster",
        "3",
        190,
        10,
        religion=_CE,
        changes=(Change(on=date(2023, 6, 1), kind="34", trust=_BEACON),),
    ),
    _primary("Harewell Primary School", "Lydgate Cross", "34", 207, 11, trust=_VALE),
    _primary("Longacre Primary Academy", "Westry", "28", 395, 33, trust=_NORTHREACH),
    _primary(
        "Seven Stars Free School", "Severnbridge", "35", 230, 18, trust=_BEACON, opened=date(2019, 9, 1)
    ),
    _primary(
        "Stonecrop Primary School",
        "Pillowmere",
        "1",
        209,
        20,
        changes=(Change(on=date(2024, 2, 1), kind="34", trust=_ESTUARY),),
    ),
)

_PAIRS = tuple(
    Plan(name=f"{root} {stage} School", town=town, phase=stage.lower(), kind=kind, size=size, free_meals=fsm)
    for root, town, kind, fsm, sizes in (
        ("Cherrybank", "Thornhithe", "1", 16, (268, 352)),
        ("Oakhanger", "Severnbridge", "1", 24, (178, 238)),
        ("Sandpiper", "Bramcote Sands", "5", 19, (180, 239)),
    )
    for stage, size in zip(("Infant", "Junior"), sizes, strict=True)
)

_SECONDARIES = (
    _secondary("Bramcote Sands School", "Bramcote Sands", "1", 905, 22),
    _secondary(
        "Cathedral School of Oldminster", "Oldminster", "34", 1010, 9, trust=_OLDMINSTER, sixth_form=True
    ),
    _secondary("Mudlark Quay Academy", "Marlow Quay", "28", 980, 37, trust=_ESTUARY),
    _secondary(
        "Lydgate Cross School",
        "Lydgate Cross",
        "1",
        1180,
        14,
        sixth_form=True,
        changes=(Change(on=date(2021, 9, 1), kind="34", trust=_VALE),),
    ),
    _secondary("Marlow Quay Girls’ School", "Marlow Quay", "5", 760, 24, gender="Girls"),
    _secondary("Oldminster Grammar School", "Oldminster", "34", 890, 4, sixth_form=True, selective=True),
    _secondary("St Petroc’s Catholic School", "Severnbridge", "2", 870, 20, religion=_RC),
    _secondary("Tithebarn School", "Kelveham", "1", 610, 13),
    Plan(
        name="Severn Technical College",
        town="Thornhithe",
        phase="secondary",
        kind="40",
        size=420,
        free_meals=21,
        ages=(14, 18),
        sixth_form=True,
        opened=date(2015, 9, 1),
        trust=_NORTHREACH,
    ),
)

_OTHERS = (
    Plan(
        name="Wyvernley Middle School",
        town="Kelveham",
        phase="middle",
        kind="1",
        size=430,
        free_meals=15,
        rural=True,
    ),
    Plan(
        name="Severnside All-through Academy",
        town="Westry",
        phase="all_through",
        kind="35",
        size=980,
        free_meals=28,
        opened=date(2016, 9, 1),
        trust=_BEACON,
    ),
    Plan(
        name="Severnshire Sixth Form College",
        town="Severnbridge",
        phase="sixth_form",
        kind="18",
        size=1450,
        free_meals=12,
    ),
    Plan(
        name="Little Cygnets Nursery School",
        town="Severnbridge",
        phase="nursery",
        kind="15",
        size=98,
        free_meals=16,
    ),
    Plan(
        name="Pebbles Nursery School", town="Marlow Quay", phase="nursery", kind="15", size=84, free_meals=22
    ),
    Plan(
        name="Saplings Nursery School", town="Pillowmere", phase="nursery", kind="15", size=71, free_meals=14
    ),
    Plan(
        name="Curlew House School",
        town="Severnbridge",
        phase="special",
        kind="7",
        size=142,
        free_meals=44,
        ages=(3, 19),
    ),
    Plan(
        name="Hazelbeck School",
        town="Westry",
        phase="special",
        kind="7",
        size=96,
        free_meals=51,
        ages=(5, 16),
    ),
    Plan(
        name="The Beeches Special Academy",
        town="Thornhithe",
        phase="special",
        kind="7",
        size=118,
        free_meals=47,
        ages=(11, 19),
        changes=(Change(on=date(2020, 9, 1), kind="44", trust=_VALE),),
    ),
    Plan(
        name="Windrush Free Special School",
        town="Aldersey",
        phase="special",
        kind="36",
        size=74,
        free_meals=42,
        opened=date(2021, 9, 1),
        trust=_BEACON,
    ),
    Plan(
        name="Severnshire Pupil Referral Service",
        town="Severnbridge",
        phase="ap",
        kind="14",
        size=62,
        free_meals=56,
    ),
    Plan(
        name="Lockgate Alternative Provision Academy",
        town="Marlow Quay",
        phase="ap",
        kind="14",
        size=44,
        free_meals=58,
        changes=(Change(on=date(2018, 12, 1), kind="42", trust=_NORTHREACH),),
    ),
    Plan(
        name="Ravenhill Hall School",
        town="Aldersey",
        phase="independent",
        kind="11",
        size=340,
        free_meals=0,
        ages=(3, 18),
    ),
    Plan(
        name="Kingcup House School",
        town="Oldminster",
        phase="independent",
        kind="11",
        size=160,
        free_meals=0,
        ages=(3, 13),
    ),
    Plan(
        name="Thackray School",
        town="Kelveham",
        phase="independent",
        kind="10",
        size=46,
        free_meals=0,
        ages=(8, 18),
    ),
    Plan(
        name="St Dympna’s Convent School",
        town="Thornhithe",
        phase="independent",
        kind="11",
        size=210,
        free_meals=0,
        ages=(4, 16),
        religion=_RC,
    ),
)

_CLOSED = (
    Plan(
        name="Lockside Meadow Infant School",
        town="Lydgate Cross",
        phase="infant",
        kind="1",
        size=172,
        free_meals=24,
        closed=(date(2021, 8, 31), AMALGAMATED),
    ),
    Plan(
        name="Lockside Meadow Junior School",
        town="Lydgate Cross",
        phase="junior",
        kind="1",
        size=226,
        free_meals=24,
        closed=(date(2021, 8, 31), AMALGAMATED),
    ),
    Plan(
        name="Hopehythe Primary School",
        town="Kelveham",
        phase="primary",
        kind="3",
        size=27,
        free_meals=9,
        religion=_CE,
        closed=(date(2022, 8, 31), CLOSURE),
        rural=True,
    ),
)

PLANS = (*STORIES, *_PRIMARIES, *_PAIRS, *_SECONDARIES, *_OTHERS, *_CLOSED)
