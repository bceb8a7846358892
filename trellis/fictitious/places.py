"""The invented authorities: Severnshire first, then twelve more thinly drawn ones to compare it with."""

from trellis.fictitious.nation import Authority

# Codes from 780 to 799 belong to no English authority, and no postcode begins with these letters.
SEVERNSHIRE = Authority(
    code="799",
    name="Severnshire",
    region="South West",
    region_code="E12000009",
    area="SV",
    urban=0.55,
    deprivation=-2.0,
    easting=365000,
    northing=190000,
)

OTHERS = tuple(
    Authority(
        code=code,
        name=name,
        region=region,
        region_code=region_code,
        area=area,
        urban=urban,
        deprivation=deprivation,
        easting=easting,
        northing=northing,
    )
    for code, name, region, region_code, area, urban, deprivation, easting, northing in (
        ("780", "Wexmarsh", "South West", "E12000009", "QA", 0.45, -4.0, 330000, 120000),
        ("781", "Aldermoor and Thorne", "South West", "E12000009", "QB", 0.6, 0.0, 400000, 150000),
        ("782", "Calderwick", "North West", "E12000002", "QC", 0.9, 9.0, 380000, 410000),
        ("783", "Mereland", "West Midlands", "E12000005", "QD", 0.7, 3.0, 390000, 290000),
        ("784", "Harrowmere", "London", "E12000007", "QE", 1.0, 8.0, 530000, 180000),
        ("785", "Downshire", "South East", "E12000008", "QF", 0.55, -8.0, 480000, 140000),
        ("786", "Fenhithe", "East of England", "E12000006", "QG", 0.4, -1.0, 550000, 290000),
        ("787", "Trentholme", "East Midlands", "E12000004", "QH", 0.65, 2.0, 450000, 340000),
        ("788", "Wharfeness", "Yorkshire and the Humber", "E12000003", "QJ", 0.75, 4.0, 430000, 440000),
        ("789", "Tynemarch", "North East", "E12000001", "QK", 0.8, 7.0, 420000, 560000),
        ("790", "Chilterness", "South East", "E12000008", "QL", 0.6, -9.0, 490000, 200000),
        ("791", "Wyrebrook", "West Midlands", "E12000005", "QM", 0.6, -1.0, 370000, 270000),
    )
)

AUTHORITIES = (SEVERNSHIRE, *OTHERS)

# Statistical neighbours of Severnshire, nearest first, with how near they are said to be.
NEIGHBOURS = (
    ("791", "Extremely Close"),
    ("781", "Very close"),
    ("787", "Very close"),
    ("780", "Very close"),
    ("786", "Close"),
    ("783", "Close"),
    ("785", "Close"),
    ("788", "Somewhat close"),
    ("790", "Somewhat close"),
    ("789", "Not close"),
)
