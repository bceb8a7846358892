"""Get Information about Schools: establishments, links and groups, as the daily extracts have them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from trellis.fictitious import writing
from trellis.fictitious.nation import Life, Nation, Site
from trellis.fictitious.truth import Truth
from trellis.fictitious.writing import Cell, dashes

EARLIER_SNAPSHOT = date(2025, 4, 22)
LATEST_SNAPSHOT = date(2026, 6, 22)

# Columns that the extract no longer has in 2026.
DROPPED_BY_2026 = (
    "OfstedLastInsp",
    "OfstedSpecialMeasures (code)",
    "OfstedSpecialMeasures (name)",
    "OfstedRating (name)",
    "RSCRegion (name)",
)
LINKS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
GROUPS = (
    "URN",
    "Group UID",
    "Group ID",
    "Group Name",
    "Companies House Number",
    "Group Type (code)",
    "Group Type",
    "Closed Date",
    "Open date",
    "Incorporated on (open date)",
    "Group Status (code)",
    "Group Status",
    "Joined date",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "LA (code)",
    "LA (name)",
)
_GROUP_CODES = {"Multi-academy trust": "6", "Single-academy trust": "10", "Federation": "1"}
_PHASES = {
    "nursery": ("1", "Nursery"),
    "primary": ("2", "Primary"),
    "infant": ("2", "Primary"),
    "junior": ("2", "Primary"),
    "secondary": ("4", "Secondary"),
    "middle": ("5", "Middle deemed secondary"),
    "sixth_form": ("6", "16 plus"),
    "all_through": ("7", "All-through"),
}
_REGION_LETTERS = {
    "North East": "A",
    "North West": "B",
    "Yorkshire and the Humber": "D",
    "East Midlands": "E",
}
_REGION_LETTERS |= {
    "West Midlands": "F",
    "East of England": "G",
    "London": "H",
    "South East": "J",
    "South West": "K",
}


def write(truth: Truth, folder: Path) -> list[Path]:
    nation = truth.nation
    columns = writing.header("gias_establishments")
    later = [name for name in columns if name not in DROPPED_BY_2026]
    files = []
    for snapshot, header, census in ((EARLIER_SNAPSHOT, columns, 2025), (LATEST_SNAPSHOT, later, 2026)):
        rows = [
            row
            for site in nation.sites
            for life in site.lives
            if (row := _establishment(truth, site, life, snapshot, census)) is not None
        ]
        rows.sort(key=lambda row: int(row["URN"] or 0))
        known = set(header)
        kept = [{name: cell for name, cell in row.items() if name in known} for row in rows]
        name = f"edubasealldata{snapshot:%Y%m%d}.csv"
        files.append(writing.write(folder / "gias" / name, header, kept, writing.GIAS))
    stamp = f"{LATEST_SNAPSHOT:%Y%m%d}"
    links = sorted(_links(nation), key=lambda row: (row[0], row[1]))
    files.append(
        writing.write(folder / "gias" / f"links_edubasealldata{stamp}.csv", LINKS, links, writing.GIAS)
    )
    groups = sorted(_memberships(nation), key=lambda row: (row["URN"], row["Group UID"]))
    files.append(writing.write(folder / "gias" / f"alllinksdata{stamp}.csv", GROUPS, groups, writing.GIAS))
    return files


def phase_of(site: Site) -> tuple[str, str]:
    """Return the phase's code and name; GIAS gives none for special schools, alternative provision and independents."""
    return _PHASES.get(site.phase, ("0", "Not applicable"))


def _establishment(
    truth: Truth, site: Site, life: Life, snapshot: date, census: int
) -> dict[str, Cell] | None:
    if life.opened is not None and life.opened > snapshot:
        return None
    kind, authority = life.kind, site.authority
    closed = life.closed if life.closed is not None and life.closed <= snapshot else None
    phase = phase_of(site)
    urn = life.urn
    row: dict[str, Cell] = {
        "URN": str(urn),
        "LA (code)": authority.code,
        "LA (name)": authority.name,
        "EstablishmentNumber": life.number,
        "EstablishmentName": life.name,
        "TypeOfEstablishment (code)": kind.code,
        "TypeOfEstablishment (name)": kind.name,
        "EstablishmentTypeGroup (code)": kind.group_code,
        "EstablishmentTypeGroup (name)": kind.group,
        "EstablishmentStatus (code)": "2" if closed else "1",
        "EstablishmentStatus (name)": "Closed" if closed else "Open",
        "ReasonEstablishmentOpened (code)": life.opened_because[0],
        "ReasonEstablishmentOpened (name)": life.opened_because[1],
        "OpenDate": dashes(life.opened),
        "ReasonEstablishmentClosed (code)": life.closed_because[0] if closed else "00",
        "ReasonEstablishmentClosed (name)": life.closed_because[1] if closed else "Not applicable",
        "CloseDate": dashes(closed),
        "PhaseOfEducation (code)": phase[0],
        "PhaseOfEducation (name)": phase[1],
        "StatutoryLowAge": site.low,
        "StatutoryHighAge": site.high,
        "Boarders (code)": "1",
        "Boarders (name)": "No boarders",
        "NurseryProvision (name)": "Has Nursery Classes" if site.low <= 3 else "No Nursery Classes",
        "OfficialSixthForm (code)": "1" if site.sixth_form else "2",
        "OfficialSixthForm (name)": "Has a sixth form" if site.sixth_form else "Does not have a sixth form",
        "Gender (code)": {"Boys": "1", "Girls": "2"}.get(site.gender, "3"),
        "Gender (name)": site.gender,
        "ReligiousCharacter (code)": {"Church of England": "02", "Roman Catholic": "03"}.get(
            site.religion, "00"
        ),
        "ReligiousCharacter (name)": site.religion,
        "ReligiousEthos (name)": "Does not apply",
        "Diocese (code)": "0000" if site.diocese == "Not applicable" else f"CE{authority.code}",
        "Diocese (name)": site.diocese,
        "AdmissionsPolicy (code)": "2" if site.selective else "0",
        "AdmissionsPolicy (name)": _admissions(site),
        "SchoolCapacity": site.capacity,
        "SpecialClasses (code)": "2",
        "SpecialClasses (name)": "No Special Classes",
        "TrustSchoolFlag (code)": "3" if life.trust else "0",
        "TrustSchoolFlag (name)": "Supported by a multi-academy trust" if life.trust else "Not applicable",
        "Trusts (code)": life.trust.uid if life.trust else None,
        "Trusts (name)": life.trust.name if life.trust else None,
        "SchoolSponsorFlag (name)": "Linked to a sponsor" if kind.code in ("28", "33") else "Not applicable",
        "SchoolSponsors (name)": life.trust.name if life.trust and kind.code in ("28", "33") else None,
        "FederationFlag (name)": "Supported by a federation" if site.federation else "Not applicable",
        "Federations (code)": site.federation.uid if site.federation else None,
        "Federations (name)": site.federation.name if site.federation else None,
        "UKPRN": 19_000_000 + urn,
        "OfstedSpecialMeasures (code)": "0",
        "OfstedSpecialMeasures (name)": "Not applicable",
        "LastChangedDate": dashes(closed or snapshot - timedelta(days=urn % 300)),
        "Street": site.street,
        "Town": site.town,
        "County (name)": authority.name,
        "Postcode": site.postcode,
        "SchoolWebsite": f"https://www.school-{urn}.example",
        "TelephoneNum": f"01632960{urn % 1000:03d}",
        "HeadTitle (name)": site.head[0],
        "HeadFirstName": site.head[1],
        "HeadLastName": site.head[2],
        "HeadPreferredJobTitle": "Headteacher",
        "TeenMoth (name)": "Not applicable",
        "CCF (name)": "Not applicable",
        "SENPRU (name)": "Not applicable",
        "EBD (name)": "Not applicable",
        "FTProv (name)": "Not applicable",
        "EdByOther (name)": "Not applicable",
        "Section41Approved (name)": "Not applicable",
        "GOR (code)": _REGION_LETTERS[authority.region],
        "GOR (name)": authority.region,
        "DistrictAdministrative (code)": authority.gss,
        "DistrictAdministrative (name)": authority.name,
        "AdministrativeWard (code)": f"E05{authority.code}{site.index % 1000:03d}",
        "AdministrativeWard (name)": site.ward,
        "ParliamentaryConstituency (code)": f"E14{authority.code}001",
        "ParliamentaryConstituency (name)": f"{authority.name} {'North' if site.northing > authority.northing else 'South'}",
        "UrbanRural (code)": site.urban_code,
        "UrbanRural (name)": site.urban,
        "GSSLACode (name)": authority.gss,
        "Easting": site.easting,
        "Northing": site.northing,
        "RSCRegion (name)": "South-West England and South London",
        "Country (name)": "England",
        "QABName (code)": "0",
        "QABName (name)": "Not applicable",
        "EstablishmentAccredited (code)": "0",
        "EstablishmentAccredited (name)": "Not applicable",
        "MSOA (code)": f"E02{authority.code}{site.index % 1000:03d}",
        "LSOA (code)": f"E01{authority.code}{site.index % 1000:03d}",
    }
    if closed is None and site.phase != "sixth_form":
        roll = truth.count("roll", site, census)
        meals = truth.count("fsm", site, census)
        row["CensusDate"] = dashes(date(census, 1, 16 if census == 2025 else 15))
        row["NumberOfPupils"] = roll
        row["NumberOfGirls"] = truth.count("girls", site, census)
        row["NumberOfBoys"] = roll - truth.count("girls", site, census)
        if site.state_funded:
            row["PercentageFSM"] = f"{100 * meals / roll:.1f}"
            row["FSM"] = meals
    return row


def _admissions(site: Site) -> str:
    if site.group != "State-funded secondary":
        return "Not applicable"
    return "Selective" if site.selective else "Non-selective"


def _links(nation: Nation) -> Iterator[tuple[str, str, str, str, str | None]]:
    """One row in each direction, for each conversion and each amalgamation."""
    for site in nation.sites:
        for before, after in zip(site.lives, site.lives[1:], strict=False):
            day = dashes(after.opened)
            yield str(before.urn), str(after.urn), after.name, "Successor", day
            yield str(after.urn), str(before.urn), before.name, "Predecessor", day
        first = site.lives[0]
        for index in site.made_from:
            before = nation.sites[index].last
            day = dashes(first.opened)
            yield str(before.urn), str(first.urn), first.name, "Result of Amalgamation", day
            yield str(first.urn), str(before.urn), before.name, "Predecessor - amalgamated", day


def _memberships(nation: Nation) -> Iterator[dict[str, str | None]]:
    for site in nation.sites:
        for life in site.lives:
            groups = [(life.trust, life.opened)] if life.trust and life.closed is None else []
            if site.federation and life.closed is None:
                groups.append((site.federation, site.federation.opened))
            for group, joined in groups:
                phase = phase_of(site)
                joined = max(joined or group.opened, group.opened)
                yield {
                    "URN": str(life.urn),
                    "Group UID": group.uid,
                    "Group ID": f"TR{group.uid}" if group.kind != "Federation" else None,
                    "Group Name": group.name,
                    "Companies House Number": f"099{group.uid}" if group.kind != "Federation" else None,
                    "Group Type (code)": _GROUP_CODES[group.kind],
                    "Group Type": group.kind,
                    "Open date": dashes(group.opened),
                    "Incorporated on (open date)": dashes(group.opened),
                    "Group Status (code)": "OPEN",
                    "Group Status": "Open",
                    "Joined date": dashes(joined),
                    "EstablishmentName": life.name,
                    "TypeOfEstablishment (code)": life.kind.code,
                    "TypeOfEstablishment (name)": life.kind.name,
                    "PhaseOfEducation (code)": phase[0],
                    "PhaseOfEducation (name)": phase[1],
                    "LA (code)": site.authority.code,
                    "LA (name)": site.authority.name,
                }
