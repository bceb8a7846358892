"""A small invented nation with everything in it that a warehouse tells apart."""

from datetime import date, timedelta
from pathlib import Path

from tests.analysis.small_nation import Nation, school, value

PRIMARY = list(range(100001, 100041))  # twenty in 901, twenty in 902
SECONDARY = [100101, 100102, 100103]
SPECIAL, CHARITY, CLOSED, INDEPENDENT = 100201, 100202, 100301, 100401
OWN = 100001


def schools() -> list[dict[str, object]]:
    """The register: forty primary schools in two authorities, and one or a few of other kinds."""
    return [
        *(
            school(urn, la="901" if urn <= 100020 else "902", pupils=100 + urn % 40, sixth_form=False)
            for urn in PRIMARY
        ),
        *(school(urn, "secondary") for urn in SECONDARY),
        school(SPECIAL, "special"),
        school(CHARITY, "charity_special"),
        school(CLOSED, closed=date(2019, 8, 31)),
        school(INDEPENDENT, "independent"),
    ]


def absences() -> list[dict[str, object]]:
    """Absence of three years: 2.0 to 5.9 and rising by half a point a year; 30 at a school since closed."""
    rows = []
    for year in (2017, 2018, 2019):
        for i, urn in enumerate(PRIMARY):
            rows.append(
                value(
                    urn, "absence_overall", year, 2.0 + 0.1 * i + 0.5 * (year - 2017),
                    numerator=(2.0 + 0.1 * i + 0.5 * (year - 2017)) * 10, denominator=1000,
                )
            )  # fmt: skip
        rows += [value(urn, "absence_overall", year, 8.0, denominator=4000) for urn in SECONDARY]
    rows.append(value(CLOSED, "absence_overall", 2019, 30.0, denominator=1000))
    return rows


def whole_nation(folder: Path) -> Nation:
    """Return a nation of two authorities with figures, an inspection history and one authority's own returns."""
    made = Nation(folder)
    made.register(schools())
    made.publish(absences(), dataset="absence")
    made.publish(
        [
            *(value(urn, "ks2_rwm_expected", 2019, 60.0, denominator=30) for urn in PRIMARY[1:]),
            value(OWN, "ks2_rwm_expected", 2019, None),
            value(PRIMARY[1], "ks2_reading_progress", 2019, 1.0, low=-1.0, high=3.0, denominator=30),
        ],
        dataset="ks2",
    )
    made.publish(
        [
            value(OWN, "ks2_rwm_expected", 2019, 20.0, denominator=5),
            value(OWN, "governor_vacancies", 2026, 3.0),
            value(PRIMARY[1], "governor_vacancies", 2026, 1.0),
        ],
        dataset="local",
        authority="901",
    )
    made.keep(
        "judgements",
        {
            "judgement": [
                {"urn": OWN, "judgement": "teaching", "answer": "weak", "made_on": date(2025, 1, 1)},
                {"urn": OWN, "judgement": "teaching", "answer": "sound", "made_on": date(2026, 1, 1)},
                {"urn": OWN, "judgement": "safety", "answer": "met", "made_on": date(2024, 1, 1),
                 "expires_on": date(2025, 1, 1)},
            ],
            "event": [
                {"urn": OWN, "event": "warning_notice", "started": date(2026, 3, 1)},
                {"urn": OWN, "event": "head_post_vacant", "started": date(2026, 1, 1), "ended": date(2026, 2, 1)},
            ],
        },
        authority="901",
    )  # fmt: skip
    made.keep(
        "ofsted",
        {
            "inspection": [
                grade(OWN, "overall", "good", date(2018, 5, 1), latest=False),
                grade(OWN, "overall", "not_judged", date(2025, 3, 1), framework="eif_no_overall"),
                grade(
                    OWN,
                    "leadership_and_management",
                    "inadequate",
                    date(2025, 3, 1),
                    framework="eif_no_overall",
                ),
                grade(
                    PRIMARY[1],
                    "overall",
                    "good",
                    date(2017, 5, 1),
                    inspected_urn=CLOSED,
                    framework="section5",
                ),
            ]
        },
    )
    made.keep(
        "neighbours",
        {"neighbour": [{"la_code": "901", "neighbour_la_code": "902", "rank": 1, "closeness": "very close"}]},
    )
    return made


def grade(urn: int, area: str, told: str, started: date, **given: object) -> dict[str, object]:
    """One area's outcome of one inspection."""
    return {
        "urn": urn,
        "inspected_urn": urn,
        "kind": "graded",
        "framework": "eif",
        "started": started,
        "published": started + timedelta(days=30),
        "area": area,
        "grade": told,
        "latest": True,
        **given,
    }
