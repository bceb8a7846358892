"""The register as long as the daily extract: what is held of each school, and the descriptions that nobody judges by filled in.

The register held was put together from other publications, so that the columns which those do not tell are blank. The
publisher fills most of them. Addresses of streets, heads' names, telephone numbers, flags and the like are made up here,
in the publisher's words for "not applicable" where that is what it mostly says; nothing that either side of a benchmark
decides by (numbers, types, dates, ages, phases, links) is touched. Written as the publisher writes: text in quotes,
numbers bare, Windows-1252.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

_NOT_APPLICABLE = "Not applicable"
_SAME = {
    "Boarders (code)": "1",
    "Boarders (name)": "No boarders",
    "SpecialClasses (code)": "2",
    "SpecialClasses (name)": "No Special Classes",
    "TrustSchoolFlag (code)": "0",
    "TrustSchoolFlag (name)": _NOT_APPLICABLE,
    "SchoolSponsorFlag (name)": _NOT_APPLICABLE,
    "FederationFlag (name)": _NOT_APPLICABLE,
    "FurtherEducationType (name)": _NOT_APPLICABLE,
    "OfstedSpecialMeasures (code)": "0",
    "OfstedSpecialMeasures (name)": _NOT_APPLICABLE,
    "BSOInspectorateName (name)": _NOT_APPLICABLE,
    "TeenMoth (name)": _NOT_APPLICABLE,
    "CCF (name)": _NOT_APPLICABLE,
    "SENPRU (name)": _NOT_APPLICABLE,
    "EBD (name)": _NOT_APPLICABLE,
    "FTProv (name)": _NOT_APPLICABLE,
    "EdByOther (name)": _NOT_APPLICABLE,
    "Section41Approved (name)": _NOT_APPLICABLE,
    "SEN1 (name)": _NOT_APPLICABLE,
    "TypeOfResourcedProvision (name)": _NOT_APPLICABLE,
    "InspectorateName (name)": _NOT_APPLICABLE,
    "BoardingEstablishment (name)": "Does not have boarders",
    "QABName (code)": "0",
    "QABName (name)": _NOT_APPLICABLE,
    "EstablishmentAccredited (code)": "0",
    "EstablishmentAccredited (name)": _NOT_APPLICABLE,
    "ReasonEstablishmentOpened (code)": "0",
    "ReasonEstablishmentOpened (name)": _NOT_APPLICABLE,
    "ReasonEstablishmentClosed (code)": "0",
    "ReasonEstablishmentClosed (name)": _NOT_APPLICABLE,
    "PreviousLA (code)": "999",
    "Diocese (code)": "0000",
    "Diocese (name)": _NOT_APPLICABLE,
}
# The publisher writes numbers bare and everything else in quotes, as its file of links shows.
_NUMBERS = (
    "URN",
    "EstablishmentNumber",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "SchoolCapacity",
    "NumberOfPupils",
    "NumberOfBoys",
    "NumberOfGirls",
    "UKPRN",
    "Easting",
    "Northing",
    "PreviousEstablishmentNumber",
    "UPRN",
    "FSM",
)
_PLACES = ("Ash", "Birch", "Church", "Dene", "Elm", "Farm", "Green", "Hill", "Kings", "Long", "Mill", "North")
_KINDS = ("Lane", "Road", "Street", "Avenue", "Close", "Way")
_TOWNS = ("Ashford Magna", "Birchwell", "Crossbury", "Denholm St Mary", "Eastlea", "Fordham Regis")
_FIRST = ("Alex", "Bola", "Chris", "Dee", "Esme", "Farah", "Glyn", "Harriet", "Imran", "Jo")
_LAST = ("Archer", "Begum", "Clarke", "Davies", "Evans", "Fletcher", "Gill", "Hughes", "Iqbal", "Jones")


def filled(held: pl.DataFrame) -> bytes:
    """Return the register's bytes as published, with every column of `_SAME` and each below filled where it is blank."""
    n = held.height
    chance = np.random.default_rng(n)

    def number(low: int, high: int) -> npt.NDArray[np.str_]:
        return chance.integers(low, high, n).astype(np.str_)

    street = _joined(number(1, 200), chance.choice(_PLACES, n), chance.choice(_KINDS, n))
    town, last = chance.choice(_TOWNS, n), chance.choice(_LAST, n)
    msoa = _joined(held["LA (name)"].fill_null("").to_numpy().astype(np.str_), number(100, 130))
    drawn: dict[str, npt.NDArray[np.str_]] = {
        "Street": street,
        "Locality": np.where(chance.random(n) < 0.4, chance.choice(_TOWNS, n), ""),
        "Town": town,
        "County (name)": np.where(chance.random(n) < 0.6, "Anyshire", ""),
        "SchoolWebsite": np.char.add(np.char.add("www.school-", number(10_000, 99_999)), ".anyshire.sch.uk"),
        "TelephoneNum": np.char.add("01", number(100_000_000, 999_999_999)),
        "HeadTitle (name)": chance.choice(("Mr", "Mrs", "Miss", "Ms", "Dr"), n),
        "HeadFirstName": chance.choice(_FIRST, n),
        "HeadLastName": last,
        "HeadPreferredJobTitle": chance.choice(("Headteacher", "Head Teacher", "Principal"), n),
        "UKPRN": number(10_000_000, 10_100_000),
        "UPRN": number(10_000_000, 99_999_999),
        "SchoolCapacity": number(60, 1_500),
        "NumberOfBoys": number(20, 700),
        "NumberOfGirls": number(20, 700),
        "FSM": number(0, 300),
        "MSOA (name)": msoa,
        "LSOA (name)": np.char.add(msoa, "A"),
        "MSOA (code)": np.char.add("E0200", number(1_000, 9_999)),
        "LSOA (code)": np.char.add("E0100", number(1_000, 9_999)),
        "GOR (code)": number(1, 9),
        "Gender (code)": number(0, 4),
        "ReligiousCharacter (code)": number(0, 9),
        "AdmissionsPolicy (code)": number(0, 4),
    }
    made = [
        *(pl.lit(words).alias(name) for name, words in _SAME.items()),
        *(pl.Series(name, cells) for name, cells in drawn.items()),
    ]
    filling = held.select(made)
    full = held.with_columns(pl.coalesce(pl.col(name), filling[name]).alias(name) for name in filling.columns)
    numbers = [pl.col(name).cast(pl.Int64, strict=False) for name in _NUMBERS]
    text = full.with_columns(numbers).write_csv(quote_style="non_numeric", line_terminator="\r\n")
    return text.encode("cp1252", "replace")


def _joined(*words: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    joined = words[0]
    for more in words[1:]:
        joined = np.char.add(np.char.add(joined, " "), more)
    return joined
