"""From raw files to suggested levels, the way an analyst would write it in pandas: the baseline of files-to-levels.

Run as `python -m benchmarks.plain_pandas RAW OUT [--all]`. Reads only the columns it needs, keeps no provenance,
reports no problems and checks nothing; writes levels.csv, and with --all every number beside it, for comparison.
The criteria of benchmarks/pack are written out below. Answers are 1 met, 0 not met, -1 not known, -2 does not apply.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import plain_register

KEY_STAGE_2 = {
    "ks2_rwm_expected": "PTRWM_EXP",
    "ks2_rwm_higher": "PTRWM_HIGH",
    "ks2_reading_expected": "PTREAD_EXP",
    "ks2_writing_expected": "PTWRITTA_EXP",
    "ks2_maths_expected": "PTMAT_EXP",
    "ks2_reading_score": "READ_AVERAGE",
    "ks2_maths_score": "MAT_AVERAGE",
    "ks2_reading_progress": "READPROG",
    "ks2_writing_progress": "WRITPROG",
    "ks2_maths_progress": "MATPROG",
}
KEY_STAGE_4 = {
    "ks4_attainment8": "ATT8SCR",
    "ks4_progress8": "P8MEA",
    "ks4_basics_5plus": "PTL2BASICS_95",
    "ks4_ebacc_entry": "PTEBACC_E_PTQ_EE",
    "ks4_ebacc_aps": "EBACCAPS",
}
ABSENCE = {
    "absence_overall": "sess_overall_percent",
    "absence_authorised": "sess_authorised_percent",
    "absence_unauthorised": "sess_unauthorised_percent",
    "persistent_absence": "enrolments_pa_10_exact_percent",
}
CENSUS = {
    "roll": "headcount of pupils",
    "fsm_eligible": "% of pupils known to be eligible for free school meals",
    "eal": "% of pupils whose first language is known or believed to be other than English",
}
ABSENCE_YEARS = (201617, 201718, 201819)
SMALLEST_COHORT = 11
LEAST_PEERS = 30
MAINSTREAM = ("primary", "secondary", "all_through", "sixteen_plus")
PHASES = {
    "ks2": ("primary", "secondary", "all_through", "special", "alternative"),
    "ks4": ("secondary", "all_through", "special", "alternative"),
    "abs": ("primary", "secondary", "all_through", "special", "alternative"),
    "per": ("primary", "secondary", "all_through", "special", "alternative"),
    "cen": ("nursery", "primary", "secondary", "all_through", "special", "alternative", "sixteen_plus"),
}
NOT_APPLICABLE = ["NA", "NE", "NEW"]


def number(text):
    return pd.to_numeric(text.str.rstrip("%"), errors="coerce")


def key_stage(raw, stage, columns, cohort):
    """Return the tables of one key stage, one row for each school and year; measures not printed apply to nobody."""
    parts = []
    for path in sorted(raw.glob(f"*_england_ks{stage}*.csv")):
        held = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
        wanted = [
            c
            for c in ("RECTYPE", "URN", "TPUP", "TELIG", "P8PUP", "P8CILOW", "P8CIUPP", *columns.values())
            if c in held
        ]
        part = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, usecols=wanted)
        part = part[part["RECTYPE"].isin(["1", "2"])]
        told = pd.DataFrame({"urn": part["URN"].astype(int), "year": int(path.name[5:9])})
        told["cohort"] = number(part[cohort])
        for name, column in columns.items():
            told[name] = number(part[column])
            told[name + " na"] = part[column].isin(NOT_APPLICABLE)
        if "P8PUP" in part:
            told["ks4_progress8 low"], told["ks4_progress8 high"] = (
                number(part["P8CILOW"]),
                number(part["P8CIUPP"]),
            )
            told["ks4_progress8 cohort"] = number(part["P8PUP"]).fillna(told["cohort"])
            if not part["P8PUP"].ne("").any():
                told["ks4_progress8 cohort"] = np.nan
        parts.append(told)
    return pd.concat(parts, ignore_index=True)


def absence(raw):
    path = next(raw.glob("absence_by_geography*.csv"))
    more = ["time_period", "geographic_level", "urn", "enrolments", "sess_possible", "sess_auth_illness"]
    rows = pd.read_csv(path, usecols=[*more, *ABSENCE.values()], low_memory=False)
    rows = rows[(rows["geographic_level"] == "School") & rows["time_period"].isin(ABSENCE_YEARS)]
    rows = rows[pd.to_numeric(rows["urn"], errors="coerce").notna()]
    told = pd.DataFrame({"urn": rows["urn"].astype(int), "year": rows["time_period"] // 100 + 1})
    told["cohort"] = rows["sess_possible"]
    told["persistent_absence cohort"] = rows["enrolments"]
    for name, column in ABSENCE.items():
        told[name] = pd.to_numeric(rows[column], errors="coerce")
    told["absence_illness"] = (100 * rows["sess_auth_illness"] / rows["sess_possible"]).round(5)
    return told


def census(raw):
    path = next(raw.glob("spc_school_level*.csv"))
    rows = pd.read_csv(path, usecols=["urn", "time_period", *CENSUS.values()], dtype=str)
    told = pd.DataFrame({"urn": rows["urn"].astype(int), "year": int(rows["time_period"].iloc[0][:4]) + 1})
    for name, column in CENSUS.items():
        told[name] = pd.to_numeric(rows[column], errors="coerce")
    told["fsm_eligible cohort"] = told["roll"]
    return told


def by_school(rows, name, now):
    """Return one value for each school of today and year: of several predecessors, the mean weighted by cohort.

    A school's own row comes first where the cohorts are not all known; head counts are added up.
    """
    cohort = name + " cohort" if name + " cohort" in rows else "cohort"
    told = pd.DataFrame({"urn": rows["urn"], "year": rows["year"], "value": rows[name]})
    for side in ("low", "high"):
        told[side] = rows.get(f"{name} {side}", np.nan)
    told["cohort"] = rows.get(cohort, np.nan)
    told["na"] = rows.get(name + " na", False)
    told["school"] = now.reindex(told["urn"]).to_numpy()
    told = told[told["school"].notna() & (told["value"].notna() | told["na"])]
    told["school"] = told["school"].astype(int)
    keys = ["school", "year"]
    several = told.duplicated(keys, keep=False)
    if not several.any():
        return told
    found = told[several].assign(valued=told["value"].notna(), own=told["urn"] == told["school"])
    order = ["valued", "own", "cohort", "urn"]
    best = (
        found.sort_values(order, ascending=[False, False, False, True]).drop_duplicates(keys).set_index(keys)
    )
    valued = found[found["valued"]].assign(
        weighted=found["value"] * found["cohort"], behind=found["cohort"] > 0
    )
    of = valued.groupby(keys)
    n, total = of.size().reindex(best.index, fill_value=0), of["value"].sum().reindex(best.index)
    if name == "roll":
        whole = (
            (n > 1)
            & (n == found.groupby(keys).size().reindex(best.index))
            & ~of["own"].any().reindex(best.index, fill_value=False)
        )
        best["value"] = best["value"].where(~whole, total)
    else:
        pupils = of["cohort"].sum().reindex(best.index)
        pooled = (n > 1) & of["behind"].all().reindex(best.index, fill_value=False)
        best["value"] = best["value"].where(~pooled, of["weighted"].sum().reindex(best.index) / pupils)
        best["cohort"] = best["cohort"].where(~pooled, pupils)
    return pd.concat([told[~several], best.reset_index()[told.columns]])


def indicator(rows, name, now, schools):
    """Return latest, three-year mean, slope and percentile of one indicator for the open schools."""
    told = by_school(rows, name, now)
    if name == "ks4_progress8":  # not a fair measure of schools that pupils join late
        told = told[~schools["late"].reindex(told["school"]).to_numpy()]
    wide = told.pivot(index="school", columns="year", values="value").reindex(schools.index)
    counts = told.groupby("year").size()
    years = [int(year) for year in counts.index[counts >= counts.max() / 2]][-3:]
    last = years[-1]
    latest = told[told["year"] == last].set_index("school").reindex(schools.index)
    kind = name[:3] if name[:3] in PHASES else ("cen" if name in CENSUS else "abs")
    group = schools["key_stage_group" if kind in ("ks2", "ks4") else "phase_kind"]
    found = latest[["value", "low", "high"]].astype(float)
    if kind == "ks4":  # schools that pupils join late are compared with one another, where they are enough
        among = (schools["late"] & schools["open"] & found["value"].notna()).sum()
        group = group.mask(schools["late"], "late" if among >= LEAST_PEERS else None)
    values = wide[years].to_numpy(dtype=float)
    held = ~np.isnan(values)
    n = held.sum(axis=1)
    at = np.array(years, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        found["mean3"] = np.where(n >= 2, np.nansum(values, axis=1) / n, np.nan)
        away = at - at.mean()
        slope = (away * (values - found["mean3"].to_numpy()[:, None])).sum(axis=1) / (away**2).sum()
    found["slope3"] = np.where((n >= 3) & (len(years) == 3), slope, np.nan)
    found["percentile"] = found["value"].groupby(group).rank(method="max", pct=True) * 100
    found["national_median"] = found["value"].groupby(group).transform("median")
    found["small"] = (latest["cohort"] < SMALLEST_COHORT) & found["value"].notna() & (name != "roll")
    found["na"] = latest["na"].eq(True) & found["value"].isna()
    asked = schools["phase"].isin(PHASES[kind])
    shown = asked & schools.index.isin(told["school"])
    numbers = ["value", "low", "high", "mean3", "slope3", "percentile", "national_median"]
    found.loc[~shown, numbers] = np.nan
    unfit = schools[f"no {kind}"] if kind in ("ks2", "ks4") else False
    found["na"] = ~asked | (shown & found["na"]) | (unfit & found["value"].isna())
    if name == "ks4_progress8":
        found["na"] |= schools["late"]
    return found[schools["open"]].round(dict.fromkeys(numbers, 9))


def answer(hit, known, na):
    return np.where(na, -2, np.where(known, hit, -1))


def against(one, compare, limit, of):
    """Compare a value, of a small cohort only where its whole interval lies on one side; or a mean, of any."""
    value, hit = one[of], compare(one[of], limit)
    known = value.notna() & np.isfinite(limit)
    if of == "value":
        told = one["low"].notna() & one["high"].notna()
        settled = told & (compare(one["low"], limit) == hit) & (compare(one["high"], limit) == hit)
        known &= ~one["small"] | settled
    return answer(hit, known, one["na"])


def below(one, limit, of="value"):
    return against(one, np.less, limit, of)


def above(one, limit, of="value"):
    return against(one, np.greater, limit, of)


def at_most(one, limit, of):
    return answer(one[of] <= limit, one[of].notna() & one["value"].notna() & ~one["small"], one["na"])


def at_least(one, limit, of):
    return answer(one[of] >= limit, one[of].notna() & one["value"].notna() & ~one["small"], one["na"])


def count(parts):
    table = np.vstack(parts)
    return (table == 1).sum(axis=0), (table == -1).sum(axis=0), (table != -2).sum(axis=0)


def every(*parts):
    met, unknown, applies = count(parts)
    said = np.where(met + unknown < applies, 0, np.where(unknown > 0, -1, 1))
    return np.where(applies == 0, -2, said)


def some(n, *parts):
    met, unknown, applies = count(parts)
    said = np.where(met >= n, 1, np.where(met + unknown < n, 0, -1))
    return np.where(applies == 0, -2, said)


def levels(i, worst, best, inspected):
    """Return the suggested level of each open school, 0 for none, from the indicators and the inspection grades."""
    grade = np.where(inspected, 0, -1)
    low = np.where(worst.notna(), worst, grade)
    known = worst.notna().to_numpy()
    inadequate = np.where(known, low == 4, -1)
    improve = np.where(known, low >= 3, -1)
    good = np.where(known, best <= 2, -1)
    rwm, a8, p8 = i["ks2_rwm_expected"], i["ks4_attainment8"], i["ks4_progress8"]
    three = [
        inadequate,
        every(below(rwm, 45, "mean3"), at_most(rwm, -2, "slope3")),
        every(
            against(p8, np.less_equal, -1, "value"),
            at_most(a8, 10, "percentile"),
        ),
    ]
    absences = [
        at_least(i["absence_overall"], 0.3, "slope3"),
        at_least(i["absence_unauthorised"], 90, "percentile"),
        above(i["absence_authorised"], (i["absence_authorised"]["national_median"] + 1).round(9), "mean3"),
        some(
            1,
            at_least(i["absence_illness"], 90, "percentile"),
            at_least(i["absence_illness"], 0.5, "slope3"),
        ),
    ]
    persistent = at_least(i["persistent_absence"], 95, "percentile")
    key = [
        improve,
        below(rwm, (rwm["national_median"] - 15).round(9), "mean3"),
        some(2, *(below(i[f"ks2_{subject}_progress"], -3) for subject in ("reading", "writing", "maths"))),
        below(a8, (a8["national_median"] - 8).round(9), "mean3"),
        below(p8, -0.5),
        persistent,
    ]
    other = [
        *absences,
        at_most(i["ks2_rwm_higher"], 15, "percentile"),
        some(
            2,
            *(
                at_most(i[f"ks2_{subject}_expected"], 10, "percentile")
                for subject in ("reading", "writing", "maths")
            ),
            *(at_most(i[f"ks2_{subject}_score"], -1, "slope3") for subject in ("reading", "maths")),
        ),
        some(
            1, at_most(i["ks4_basics_5plus"], 10, "percentile"), at_most(i["ks4_basics_5plus"], -4, "slope3")
        ),
        every(at_most(i["ks4_ebacc_entry"], 20, "percentile"), at_most(i["ks4_ebacc_aps"], 20, "percentile")),
    ]
    contextual = [
        at_least(i["fsm_eligible"], 90, "percentile"),
        at_least(i["eal"], 90, "percentile"),
        at_most(i["roll"], 5, "percentile"),
    ]
    overall = i["absence_overall"]
    attends = above(overall, (overall["national_median"] + 1).round(9))
    secure = [good, np.where(attends >= 0, 1 - attends, attends)]

    always = [inadequate, improve, persistent, *absences]
    counted_if_known = [*three[1:], *key[1:5], *other[4:], *secure]
    sure = np.vstack([*always, *counted_if_known]) >= 0
    covered = sure.sum(axis=0)
    asked = (np.vstack(always) != -2).sum(axis=0) + (np.vstack(counted_if_known) >= 0).sum(axis=0)
    enough = (covered >= 3) & (covered >= asked * 0.5 - 1e-9)

    def met(criteria):
        return (np.vstack(criteria) == 1).sum(axis=0)

    safe = np.vstack(secure)
    is_secure = (safe != -2).any(axis=0) & ((safe == 1) | (safe == -2)).all(axis=0)
    return np.select(
        [
            met(three) > 0,
            met(key) > 0,
            ~enough,
            met(other) >= 3,
            (met(contextual) >= 2) & (met(other) >= 1),
            is_secure,
        ],
        [3, 2, 0, 2, 2, 1],
        0,
    )


def main(raw, out, everything):
    schools = plain_register.schools(raw)
    now = plain_register.current(raw, schools)
    schools["key_stage_group"] = schools["phase_kind"].where(~schools["phase"].isin(MAINSTREAM), "mainstream")
    sources = [
        (key_stage(raw, 2, KEY_STAGE_2, "TELIG"), KEY_STAGE_2),
        (key_stage(raw, 4, KEY_STAGE_4, "TPUP"), KEY_STAGE_4),
        (absence(raw), [*ABSENCE, "absence_illness"]),
        (census(raw), CENSUS),
    ]
    found = {name: indicator(rows, name, now, schools) for rows, names in sources for name in names}
    open_schools = schools[schools["open"]]
    worst, best, inspected = plain_register.inspected(raw, open_schools.index)
    told = pd.DataFrame({"urn": open_schools.index, "level": levels(found, worst, best, inspected)})
    told.to_csv(out / "levels.csv", index=False)
    if everything:
        whole = pd.concat(found, names=["indicator", "urn"]).reset_index()
        whole.to_parquet(out / "indicators.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--all" in sys.argv)
