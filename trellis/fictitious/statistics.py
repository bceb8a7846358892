"""What the files of explore education statistics have in common: their first columns and whose rows they are."""

from trellis.fictitious.conduct import kinds_of
from trellis.fictitious.nation import Life, Site, census_date
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, academic_year

COUNTRY = ("E92000001", "England")
KINDS = {
    "primary": "State-funded primary",
    "secondary": "State-funded secondary",
    "special": "Special",
    "ap": "State-funded AP school",
}


def state_funded(truth: Truth) -> list[tuple[Site, str]]:
    kinds = kinds_of(truth)
    return [
        (site, kinds[site.index])
        for site in truth.nation.sites
        if site.state_funded and site.phase != "sixth_form"
    ]


def attended(site: Site, year: int) -> Life | None:
    """The life whose pupils' year it was: the one open in its January."""
    return site.life_on(census_date(year))


def heading(year: int, level: str) -> dict[str, Cell]:
    return {
        "time_identifier": "Academic year",
        "time_period": academic_year(year),
        "geographic_level": level,
        "country_code": COUNTRY[0],
        "country_name": COUNTRY[1],
    }


def area(site: Site) -> dict[str, Cell]:
    authority = site.authority
    return {
        "region_code": authority.region_code,
        "region_name": authority.region,
        "old_la_code": authority.code,
        "new_la_code": authority.gss,
        "la_name": authority.name,
    }
