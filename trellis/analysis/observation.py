"""A number about a school in a year, or the reason there is none; and the tables they travel in."""

from enum import IntEnum

import polars as pl


class Status(IntEnum):
    """Whether a value is held and, if not, why. Stored as the small integer."""

    VALUE = 0
    SUPPRESSED = 1
    NOT_APPLICABLE = 2
    NOT_PUBLISHED = 3
    NOT_HELD = 4
    IN_DISPUTE = 5

    @property
    def words(self) -> str:
        """The status as a page says it."""
        return _WORDS[self]


_WORDS = {
    Status.VALUE: "value",
    Status.SUPPRESSED: "suppressed by the publisher",
    Status.NOT_APPLICABLE: "does not apply",
    Status.NOT_PUBLISHED: "not published",
    Status.NOT_HELD: "not held",
    Status.IN_DISPUTE: "in dispute",
}


# A table is a Polars frame with exactly these columns. `row` is the row as a spreadsheet numbers it
# (the header is row 1); `year` is the year a period ends in, so 2018/19 and 2018-19 are both 2019.
_KNOWN = {"row": pl.Int32, "known_from": pl.Date, "known_from_estimated": pl.Boolean}
_NUMBER = {
    "value": pl.Float64,
    "status": pl.UInt8,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}

TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    "observation": {
        "urn": pl.Int32,
        "measure": pl.String,
        "year": pl.Int16,
        **_NUMBER,
        **_KNOWN,
    },
    "area_observation": {
        "area_level": pl.String,  # "national" | "region" | "la"
        "area_code": pl.String,  # "ENG", region name, or the three-digit LA code
        "school_group": pl.String,  # "all" | "primary" | "secondary" | "special" | "ap"
        "measure": pl.String,
        "year": pl.Int16,
        **_NUMBER,
        **_KNOWN,
    },
    "establishment": {
        "urn": pl.Int32,
        "la_code": pl.String,
        "establishment_number": pl.Int32,
        "name": pl.String,
        "type_code": pl.String,
        "type_name": pl.String,
        "type_group_code": pl.String,
        "status_code": pl.String,  # 1 open, 2 closed, 3 open but proposed to close, 4 proposed
        "opened": pl.Date,
        "open_reason": pl.String,
        "closed": pl.Date,
        "close_reason": pl.String,
        "phase_code": pl.String,
        "low_age": pl.Int16,
        "high_age": pl.Int16,
        "sixth_form": pl.Boolean,
        "nursery_classes": pl.Boolean,
        "gender": pl.String,
        "admissions": pl.String,
        "religious_character": pl.String,
        "diocese": pl.String,
        "capacity": pl.Int32,
        "pupils": pl.Int32,
        "fsm_percent": pl.Float64,
        "trust_code": pl.String,
        "trust_name": pl.String,
        "federation_code": pl.String,
        "federation_name": pl.String,
        "street": pl.String,
        "locality": pl.String,
        "town": pl.String,
        "postcode": pl.String,
        "website": pl.String,
        "telephone": pl.String,
        "head_name": pl.String,
        "ward": pl.String,
        "urban_rural_code": pl.String,
        "easting": pl.Int32,
        "northing": pl.Int32,
        "lsoa_code": pl.String,
        "previous_la_code": pl.String,
        "previous_establishment_number": pl.Int32,
        "la_name": pl.String,
        "region": pl.String,
        "last_changed": pl.Date,
        **_KNOWN,
    },
    "link": {
        "urn": pl.Int32,
        "link_urn": pl.Int32,
        "link_name": pl.String,
        "link_type": pl.String,
        "established": pl.Date,
        **_KNOWN,
    },
    "membership": {
        "urn": pl.Int32,
        "group_code": pl.String,
        "group_name": pl.String,
        "group_type": pl.String,
        "joined": pl.Date,
        "left": pl.Date,
        **_KNOWN,
    },
    "inspection": {
        "urn": pl.Int32,  # the row's school
        "inspected_urn": pl.Int32,  # the school at the time of inspection
        "kind": pl.String,  # "graded" | "ungraded" | "report_card" | "monitoring"
        "framework": pl.String,  # "section5" | "eif" | "eif_no_overall" | "report_card"
        "started": pl.Date,
        "published": pl.Date,
        "area": pl.String,  # see trellis.analysis.inspection.AREAS
        "grade": pl.String,  # see trellis.analysis.inspection.GRADES
        "latest": pl.Boolean,  # False for an inspection that the file itself calls previous
        **_KNOWN,
    },
    "judgement": {
        "urn": pl.Int32,
        "judgement": pl.String,  # an id that criteria of the kind "judgement" name
        "answer": pl.String,
        "made_on": pl.Date,
        "expires_on": pl.Date,
        "made_by": pl.String,
        "evidence": pl.String,
        **_KNOWN,
    },
    "event": {
        "urn": pl.Int32,
        "event": pl.String,  # such as "warning_notice", "head_post_vacant"
        "started": pl.Date,
        "ended": pl.Date,
        "detail": pl.String,
        **_KNOWN,
    },
    "neighbour": {
        "la_code": pl.String,
        "neighbour_la_code": pl.String,
        "rank": pl.Int16,
        "closeness": pl.String,
        **_KNOWN,
    },
    "area": {
        "la_code": pl.String,
        "name": pl.String,
        "region": pl.String,
        "current": pl.Boolean,
        **_KNOWN,
    },
    "boundary": {
        "gss_code": pl.String,  # of the Office for National Statistics, such as E06000025
        "name": pl.String,
        "outline": pl.String,  # a MULTIPOLYGON in well-known text, in metres of the British National Grid
        **_KNOWN,
    },
    "place_code": {
        "la_code": pl.String,
        "gss_code": pl.String,  # where the authority's open schools lie
        "schools": pl.Int32,
        **_KNOWN,
    },
}
