"""Get Information about Schools: every establishment, as the daily `edubasealldata` extract has it."""

import polars as pl

from trellis.analysis.columns.reading import (
    conform,
    dates,
    duplicate_keys,
    numbers,
    observations,
    text,
    whole_numbers,
)
from trellis.analysis.columns.snapshot import Snapshot, of_changes
from trellis.analysis.dataset import Address, Context, Dataset, Measure, Reading, Shape
from trellis.analysis.observation import Status

# Until 2026 a blank PercentageFSM and a "z" both meant that the census did not ask this school.
_CODES = {
    "": Status.NOT_HELD,
    "z": Status.NOT_APPLICABLE,
    "supp": Status.SUPPRESSED,
    "np": Status.NOT_PUBLISHED,
    "na": Status.NOT_APPLICABLE,
}

_CAPACITY = (Measure(id="capacity", column="SchoolCapacity", least=0, most=100_000),)
_CENSUS = (
    Measure(id="roll_gias", column="NumberOfPupils", least=0, most=100_000),
    Measure(id="fsm_gias", column="PercentageFSM", denominator="NumberOfPupils", least=0, most=100),
)

_URBAN_RURAL = {
    "urban major conurbation": "A1",
    "urban minor conurbation": "B1",
    "urban city and town": "C1",
    "urban city and town in a sparse setting": "C2",
    "rural town and fringe": "D1",
    "rural town and fringe in a sparse setting": "D2",
    "rural village": "E1",
    "rural village in a sparse setting": "E2",
    "rural hamlet and isolated dwellings": "F1",
    "rural hamlet and isolated dwellings in a sparse setting": "F2",
}

_TEXTS = {
    "name": "EstablishmentName",
    "type_name": "TypeOfEstablishment (name)",
    "open_reason": "ReasonEstablishmentOpened (name)",
    "close_reason": "ReasonEstablishmentClosed (name)",
    "gender": "Gender (name)",
    "admissions": "AdmissionsPolicy (name)",
    "religious_character": "ReligiousCharacter (name)",
    "diocese": "Diocese (name)",
    "trust_code": "Trusts (code)",
    "trust_name": "Trusts (name)",
    "federation_code": "Federations (code)",
    "federation_name": "Federations (name)",
    "street": "Street",
    "locality": "Locality",
    "town": "Town",
    "postcode": "Postcode",
    "website": "SchoolWebsite",
    "telephone": "TelephoneNum",
    "ward": "AdministrativeWard (name)",
    "lsoa_code": "LSOA (code)",
    "la_name": "LA (name)",
    "region": "GOR (name)",
}
_CODED = {
    "type_code": "TypeOfEstablishment (code)",
    "type_group_code": "EstablishmentTypeGroup (code)",
    "status_code": "EstablishmentStatus (code)",
    "phase_code": "PhaseOfEducation (code)",
}
_WHOLE = {
    "establishment_number": "EstablishmentNumber",
    "low_age": "StatutoryLowAge",
    "high_age": "StatutoryHighAge",
    "capacity": "SchoolCapacity",
    "pupils": "NumberOfPupils",
    "easting": "Easting",
    "northing": "Northing",
    "previous_establishment_number": "PreviousEstablishmentNumber",
}
_DATES = {"opened": "OpenDate", "closed": "CloseDate", "last_changed": "LastChangedDate"}
_STATUS = {
    "open": "1",
    "closed": "2",
    "open, but proposed to close": "3",
    "proposed to open": "4",
}

_READS = (
    "URN",
    "LA (code)",
    "PercentageFSM",
    "CensusDate",
    "EstablishmentStatus (name)",
    "OfficialSixthForm (code)",
    "OfficialSixthForm (name)",
    "NurseryProvision (name)",
    "UrbanRural (code)",
    "UrbanRural (name)",
    "HeadTitle (name)",
    "HeadFirstName",
    "HeadLastName",
    "PreviousLA (code)",
    "GSSLACode (name)",
    *_TEXTS.values(),
    *_CODED.values(),
    *_WHOLE.values(),
    *_DATES.values(),
)

# What describes a school but decides nothing: an extract without it is still the register.
_OPTIONAL = (
    "LSOA (code)",
    "GSSLACode (name)",
    "EstablishmentStatus (name)",
    "OfficialSixthForm (code)",
    "NurseryProvision (name)",
    "UrbanRural (code)",
    "UrbanRural (name)",
    "HeadTitle (name)",
    "HeadFirstName",
    "HeadLastName",
    "CensusDate",
    "LastChangedDate",
    *(
        _TEXTS[name]
        for name in (
            "gender",
            "admissions",
            "religious_character",
            "diocese",
            "federation_code",
            "federation_name",
            "street",
            "locality",
            "town",
            "website",
            "telephone",
            "ward",
            "open_reason",
            "close_reason",
        )
    ),
)


def _codes(frame: pl.DataFrame, name: str, width: int = 0) -> pl.Series:
    """Return a column of codes without the ".0" or the lost leading zeros of other programs."""
    return text(frame, name).str.strip_suffix(".0").str.zfill(width)


def _status(frame: pl.DataFrame) -> pl.Series:
    words = text(frame, "EstablishmentStatus (name)").str.to_lowercase()
    said = words.replace_strict(_STATUS, default=None, return_dtype=pl.String)
    return _codes(frame, "EstablishmentStatus (code)").fill_null(said)


def _urban_rural(frame: pl.DataFrame) -> pl.Series:
    words = text(frame, "UrbanRural (name)").str.to_lowercase().str.strip_prefix("(england/wales) ")
    return text(frame, "UrbanRural (code)").fill_null(
        words.replace_strict(_URBAN_RURAL, default=None, return_dtype=pl.String)
    )


def _yes_no(frame: pl.DataFrame, name: str, yes: str, no: str) -> pl.Series:
    words = text(frame, name).str.to_lowercase()
    return words.replace_strict({yes: True, no: False}, default=None, return_dtype=pl.Boolean)


def _head(frame: pl.DataFrame) -> pl.Series:
    parts = pl.DataFrame(
        {
            "title": text(frame, "HeadTitle (name)").replace(["Not-applicable", "Unknown"], [None, None]),
            "first": text(frame, "HeadFirstName"),
            "last": text(frame, "HeadLastName"),
        }
    )
    joined = parts.select(head=pl.concat_str(["title", "first", "last"], separator=" ", ignore_nulls=True))
    return joined["head"].set(parts["last"].is_null(), None)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    urn = whole_numbers(frame, "URN", context, required=True)
    duplicate_keys(frame, [urn], context, "URN")
    days = {name: dates(frame, column, context) for name, column in _DATES.items()}
    snapshot = of_changes(days["last_changed"], context, called="edubasealldata20250901.csv")
    fsm, _ = numbers(frame, "PercentageFSM", context, _CODES)
    table = pl.DataFrame(
        {
            "urn": urn,
            "la_code": _codes(frame, "LA (code)", 3),
            **{name: text(frame, column) for name, column in _TEXTS.items()},
            **{name: _codes(frame, column) for name, column in _CODED.items()},
            **{name: whole_numbers(frame, column, context) for name, column in _WHOLE.items()},
            **days,
            "status_code": _status(frame),
            "sixth_form": _yes_no(
                frame, "OfficialSixthForm (name)", "has a sixth form", "does not have a sixth form"
            ).fill_null(_yes_no(frame, "OfficialSixthForm (code)", "1", "2")),
            "nursery_classes": _yes_no(
                frame, "NurseryProvision (name)", "has nursery classes", "no nursery classes"
            ),
            "fsm_percent": fsm,
            "head_name": _head(frame),
            "urban_rural_code": _urban_rural(frame),
            "previous_la_code": _codes(frame, "PreviousLA (code)", 3),
            "row": frame["row"],
        }
    ).with_columns(known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed))
    for row, status in (
        table.filter(pl.col("status_code").is_not_null() & ~pl.col("status_code").is_in(["1", "2", "3", "4"]))
        .select("row", "status_code")
        .head(1000)
        .iter_rows()
    ):
        context.error(
            "is not a status of GIAS (1 open, 2 closed, 3 open but proposed to close, 4 proposed to open)",
            row=row,
            column="EstablishmentStatus (code)",
            value=status,
        )
    part = "register"
    if not (table["status_code"] == "2").any():
        # edubaseallstatefunded and the like have the same header, and must not take the whole register's place.
        part = "open-schools"
        context.warn(
            "holds no closed school, so it is kept beside the whole register and does not take its place. "
            "Import edubasealldata for closed schools and histories"
        )
    return Reading(
        tables={
            "establishment": conform(table.filter(urn.is_not_null()), "establishment"),
            "observation": _observed(frame, context, urn, snapshot),
            "place_code": _place_codes(table, text(frame, "GSSLACode (name)")),
        },
        edition=snapshot.edition,
        part=part,
        years=(snapshot.year,),
        released=None if snapshot.guessed else snapshot.day,
    )


def _place_codes(table: pl.DataFrame, gss: pl.Series) -> pl.DataFrame:
    """Return how many open schools of each authority lie in each place of the Office for National Statistics.

    A few lie just over the border, and some in no place at all; the place of most is the authority's own.
    """
    placed = table.with_columns(gss_code=gss).filter(
        pl.col("gss_code").str.contains(r"^[EW]\d{8}$") & (pl.col("status_code") != "2")
    )
    counted = placed.group_by("la_code", "gss_code", maintain_order=True).agg(
        pl.len().alias("schools"), pl.col("row", "known_from", "known_from_estimated").first()
    )
    return conform(counted, "place_code")


def _observed(frame: pl.DataFrame, context: Context, urn: pl.Series, snapshot: Snapshot) -> pl.DataFrame:
    """Return capacity at the snapshot's academic year; roll and FSM at the census day's, where it is told."""
    census = dates(frame, "CensusDate", context)
    census_year = (census.dt.year() + (census.dt.month() >= 9).cast(pl.Int32)).fill_null(snapshot.year)
    told = [
        observations(frame, measures, context, codes=_CODES, year=year, urn=urn, released=snapshot.day)
        for measures, year in ((_CAPACITY, snapshot.year), (_CENSUS, census_year))
    ]
    return pl.concat(told).with_columns(known_from_estimated=pl.lit(snapshot.guessed))


gias_establishments = Dataset(
    id="gias_establishments",
    title="Get Information about Schools: establishments",
    publisher="Department for Education",
    licence="Open Government Licence v3.0",
    page="https://www.get-information-schools.service.gov.uk/Downloads",
    shapes=(
        Shape(
            id="edubasealldata",
            title="All establishments, in every header since 2017 (columns added since are used where present)",
            marks=(
                "URN",
                "LA (code)",
                "EstablishmentNumber",
                "EstablishmentName",
                "TypeOfEstablishment (code)",
                "EstablishmentStatus (code)",
                "PhaseOfEducation (code)",
            ),
            reads=_READS,
            optional=_OPTIONAL,
            read=_read,
        ),
    ),
    addresses=(
        Address(
            url="https://ea-edubase-api-prod.azurewebsites.net/edubase/downloads/public/edubasealldata{date}.csv",
            note="{date} is YYYYMMDD; made each day, and kept for a few days",
        ),
    ),
    about=(
        "The register of every establishment, open and closed. A newer extract takes the place of an older one. "
        "Roll and free school meals are those of the census day the row names, not of the extract’s day."
    ),
)
