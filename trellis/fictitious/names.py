"""Invented names of places, schools and people. None is meant to be a real one."""

import numpy as np

_FIRST = [
    "Ald",
    "Ambre",
    "Ash",
    "Bar",
    "Beck",
    "Blen",
    "Bram",
    "Brock",
    "Bux",
    "Cal",
    "Chal",
    "Clave",
    "Cor",
    "Crane",
    "Dag",
    "Dun",
    "Eld",
    "Ember",
    "Fal",
    "Farn",
    "Fen",
    "Garth",
    "Gosse",
    "Hal",
    "Hart",
    "Hazel",
    "Holle",
    "Ide",
    "Jes",
    "Kelve",
    "Lam",
    "Lang",
    "Lave",
    "Mar",
    "Mel",
    "Mine",
    "Nor",
    "Orch",
    "Pad",
    "Pen",
    "Quar",
    "Rad",
    "Rush",
    "Sal",
    "Sel",
    "Sted",
    "Thar",
    "Thrup",
    "Ulve",
    "Ven",
    "Wal",
    "Wex",
    "Wil",
    "Win",
    "Wrax",
    "Yar",
    "Yel",
]
_LAST = [
    "bourn",
    "bridge",
    "bury",
    "cott",
    "croft",
    "dale",
    "den",
    "fold",
    "ford",
    "grave",
    "ham",
    "hatch",
    "hithe",
    "holt",
    "hurst",
    "ley",
    "low",
    "marsh",
    "mere",
    "minster",
    "moor",
    "ness",
    "over",
    "rigg",
    "ridge",
    "shaw",
    "stead",
    "stoke",
    "thorpe",
    "tree",
    "wade",
    "wick",
    "worth",
]
_AFTER = ("", "", "", "", "", "", " Abbas", " Magna", " Parva", " Green", " Heath", " Regis", " St Osyth")
_STREETS = [
    "Alder",
    "Beacon",
    "Birch",
    "Canal",
    "Chantry",
    "Church",
    "Copper",
    "Cuckoo",
    "Drover",
    "Elder",
    "Fair",
    "Ferry",
    "Fuller",
    "Gander",
    "Garland",
    "Granary",
    "Heron",
    "Juniper",
    "Kiln",
    "Kingcup",
    "Lark",
    "Linden",
    "Mallow",
    "Mercer",
    "Millrace",
    "Moorhen",
    "Nettle",
    "Orchard",
    "Osier",
    "Paddock",
    "Pinfold",
    "Quarry",
    "Redwing",
    "Rowan",
    "Saddler",
    "Sedge",
    "Skylark",
    "Sorrel",
    "Spindle",
    "Swallow",
    "Tanner",
    "Teasel",
    "Thistle",
    "Turnpike",
    "Wainwright",
    "Warren",
    "Weaver",
    "Willow",
    "Withy",
    "Woodlark",
    "Wren",
]
_WAYS = ["Lane", "Road", "Hill", "Street", "Close", "Way", "Park", "Drive"]
_SAINTS = [
    "Aldric",
    "Brannoc",
    "Cedd",
    "Dympna",
    "Egwin",
    "Frithe",
    "Godric",
    "Hybald",
    "Ives",
    "Kenelm",
    "Milburga",
    "Osyth",
    "Petroc",
    "Rumwold",
    "Wulfram",
]
_FOUNDERS = [
    "Amory",
    "Bellwood",
    "Castell",
    "Dauntry",
    "Everard",
    "Fallowfield",
    "Garrick",
    "Hathersall",
    "Ingleby",
    "Jessamy",
    "Kestrel",
    "Lovelock",
    "Marchmont",
    "Netherby",
    "Ormerod",
    "Penhallow",
    "Quillfeather",
    "Ravenhill",
    "Summerscale",
    "Tremayne",
    "Underhay",
    "Vellacott",
    "Wetherden",
    "Yarrow",
]
_GIVEN = [
    "Aisha",
    "Ben",
    "Carys",
    "Dev",
    "Eleanor",
    "Femi",
    "Grace",
    "Harriet",
    "Imran",
    "Joanna",
    "Kofi",
    "Laura",
    "Marcus",
    "Nadia",
    "Oliver",
    "Priya",
    "Rachel",
    "Samuel",
    "Tom",
    "Ursula",
    "Victor",
    "Wendy",
    "Yusuf",
    "Zoe",
]
_FAMILY = [
    "Abbot",
    "Barlow",
    "Chaudhry",
    "Dunmore",
    "Eastlake",
    "Farrow",
    "Gill",
    "Haddow",
    "Iqbal",
    "Jarrold",
    "Kemble",
    "Lorimer",
    "Mensah",
    "Nightingale",
    "Okoro",
    "Pascoe",
    "Quayle",
    "Rowntree",
    "Sandhu",
    "Thackray",
    "Upton",
    "Varley",
    "Whitcombe",
    "Yeo",
]

Random = np.random.Generator


def places(random: Random, count: int, taken: set[str]) -> list[str]:
    """Return that many place names not in `taken`, and add them to it."""
    found: list[str] = []
    while len(found) < count:
        name = pick(random, _FIRST) + pick(random, _LAST) + pick(random, _AFTER)
        if name not in taken:
            taken.add(name)
            found.append(name)
    return found


def street(random: Random) -> str:
    return f"{pick(random, _STREETS)} {pick(random, _WAYS)}"


def person(random: Random) -> tuple[str, str, str]:
    """Return a title, a given name and a family name."""
    return pick(random, ("Mr", "Mrs", "Ms", "Miss", "Dr")), pick(random, _GIVEN), pick(random, _FAMILY)


def school(random: Random, *, town: str, phase: str, religion: str, academy: bool, taken: set[str]) -> str:
    """Return a school's name that no other school has, and add it to `taken`."""
    while True:
        name = _school(random, town, phase, religion, academy)
        if name not in taken:
            taken.add(name)
            return name


def _school(random: Random, town: str, phase: str, religion: str, academy: bool) -> str:
    lead = random.random()
    if religion in ("Church of England", "Roman Catholic"):
        faith = "Church of England" if religion == "Church of England" else "Catholic"
        root = f"St {pick(random, _SAINTS)}’s {faith}" if lead < 0.6 else f"{town} {faith}"
    elif lead < 0.45:
        root = f"{town} {pick(random, _STREETS)}"
    elif lead < 0.85:
        root = f"{town} {pick(random, _STREETS)} {pick(random, _WAYS)}"
    else:
        root = f"{pick(random, _FOUNDERS)} of {town}"
    kind = {
        "nursery": "Nursery School",
        "infant": "Infant School",
        "junior": "Junior School",
        "primary": "Primary Academy" if academy and lead > 0.5 else "Primary School",
        "middle": "Middle School",
        "secondary": "Academy" if academy else pick(random, ("School", "Community School", "High School")),
        "all_through": "All-through School",
        "sixth_form": "Sixth Form College",
        "special": pick(random, ("Special School", "School and Communication Centre")),
        "ap": pick(
            random,
            ("Pupil Referral Service", "Alternative Provision Academy" if academy else "Learning Centre"),
        ),
        "independent": pick(random, ("Preparatory School", "House School")),
    }[phase]
    if root.startswith("St ") and lead < 0.6:
        return f"{root} {kind}, {town}"
    return f"{root} {kind}"


def trust(random: Random, place: str) -> str:
    middle = pick(random, ("Learning", "Education", "Schools", "Academies"))
    return f"{place} {middle} {pick(random, ('Trust', 'Partnership', 'Community Trust'))}"


def pick(random: Random, choices: tuple[str, ...] | list[str]) -> str:
    return choices[int(random.integers(len(choices)))]
