"""The register, the links and the inspections, read as an analyst would: part of `plain_pandas`."""

import numpy as np
import pandas as pd

GIAS = {
    "URN": "urn",
    "LA (code)": "la",
    "EstablishmentNumber": "number",
    "TypeOfEstablishment (code)": "type",
    "EstablishmentStatus (code)": "status",
    "PhaseOfEducation (code)": "phase_code",
    "StatutoryLowAge": "low",
    "StatutoryHighAge": "high",
}
SPECIAL = ["7", "8", "12", "33", "36", "44"]
ALTERNATIVE = ["14", "38", "42", "43"]
SIXTEEN = ["18", "31", "32", "39", "45", "46", "56", "57"]
INDEPENDENT = ["10", "11", "37"]
COLLEGES = ["40", "41"]
KINDS = {"8": "non-maintained special", "10": "independent special", "11": "independent"}
PHASES = {
    "1": "nursery",
    "2": "primary",
    "3": "primary",
    "4": "secondary",
    "5": "secondary",
    "6": "sixteen_plus",
    "7": "all_through",
}
# The kinds of link that lead on to the school of today, most telling first; the second of each is written backwards.
ONWARD = {
    "successor": 0,
    "successor - merged": 1,
    "successor - amalgamated": 2,
    "result of amalgamation": 3,
    "successor - split school": 5,
}
BACKWARD = {
    "predecessor": 4,
    "predecessor - merged": 4,
    "predecessor - amalgamated": 4,
    "predecessor - split school": 6,
}


def schools(raw):
    """Return every school by URN, with its phase, the kind it is compared within, and whether it is open."""
    path = next(raw.glob("edubasealldata*.csv"))
    table = pd.read_csv(path, usecols=list(GIAS), dtype=str, encoding="cp1252").rename(columns=GIAS)
    table["urn"] = table["urn"].astype(int)
    table = table.set_index("urn").sort_index()
    table["open"] = table["status"].isin(["1", "3"])
    low, high = pd.to_numeric(table["low"]), pd.to_numeric(table["high"])
    by_age = np.select(
        [
            low.isna() | high.isna(),
            low >= 16,
            high <= 5,
            (low <= 7) & (high >= 15),
            (high <= 12) | (low <= 4),
        ],
        ["unknown", "sixteen_plus", "nursery", "all_through", "primary"],
        "secondary",
    )
    phase = table["phase_code"].map(PHASES)
    through = (phase == "secondary") & (low <= 7) & (high >= 15)
    table["phase"] = np.select(
        [
            table["type"].isin(SPECIAL),
            table["type"].isin(ALTERNATIVE),
            table["type"].isin(SIXTEEN),
            table["type"].isin(INDEPENDENT),
            table["type"] == "15",
            through,
            phase.notna(),
        ],
        ["special", "alternative", "sixteen_plus", "independent", "nursery", "all_through", phase.fillna("")],
        by_age,
    )
    kind = table["type"].map(KINDS).fillna("")
    table["phase_kind"] = (table["phase"] + "/" + kind).where(table["phase"] != "unknown")
    table["no ks2"], table["no ks4"] = (high < 11) | (low > 10), (high < 16) | (low > 15)
    late = ((low >= 14) | ((low >= 13) & table["type"].isin(COLLEGES))) & (low < 16)
    table["late"] = late & table["phase"].isin(["primary", "secondary", "all_through"])
    return table


def current(raw, table):
    """Return, by URN, the open school that each has become; a school that closed for good stays itself."""
    path = next(raw.glob("links_edubasealldata*.csv"))
    links = pd.read_csv(
        path, usecols=["URN", "LinkURN", "LinkType", "LinkEstablishedDate"], dtype=str, encoding="cp1252"
    )
    kind = links["LinkType"].str.strip().str.lower()
    day = pd.to_datetime(links["LinkEstablishedDate"], format="%d-%m-%Y", errors="coerce")
    links = pd.DataFrame(
        {
            "a": pd.to_numeric(links["URN"]),
            "b": pd.to_numeric(links["LinkURN"]),
            "kind": kind,
            "day": -day.fillna(pd.Timestamp("1800-01-01")).astype("int64"),
        }
    )
    links = links[links["a"] != links["b"]]
    forward = links[links["kind"].isin(ONWARD)].assign(order=links["kind"].map(ONWARD))
    backward = links[links["kind"].isin(BACKWARD)].assign(order=links["kind"].map(BACKWARD))
    backward = backward.rename(columns={"a": "b", "b": "a"})
    edges = pd.concat([forward, backward]).sort_values(["a", "order", "day", "b"])
    onward = {}
    for a, b in zip(edges["a"], edges["b"], strict=True):
        onward.setdefault(int(a), []).append(int(b))
    is_open = set(table.index[table["open"]])

    def follow(urn, seen):
        for nxt in onward.get(urn, ()):
            if nxt in seen:
                continue
            if nxt in is_open:
                return nxt
            seen.add(nxt)
            found = follow(nxt, seen)
            if found:
                return found
        return None

    now = {urn: urn for urn in table.index}
    for urn in onward:
        if urn not in is_open:
            found = follow(urn, {urn})
            if found:
                now[urn] = found
    # A closed school without a link is taken for the one open school of the same authority and number.
    opened = table[table["open"] & table["la"].notna() & table["number"].notna()]
    numbered = opened["la"].str.zfill(3) + "/" + opened["number"]
    numbered = numbered[~numbered.duplicated(keep=False)]
    again = dict(zip(numbered, numbered.index, strict=True))
    closed = table[~table["open"] & table["number"].notna()]
    for urn, key in (closed["la"].str.zfill(3) + "/" + closed["number"]).items():
        if now[urn] == urn and key in again:
            now[urn] = again[key]
    return pd.Series(now)


def inspected(raw, urns):
    """Return the worse and the better of quality of education and overall effectiveness, 1 to 4, and if inspected."""
    path = next(raw.glob("ofsted_outcomes*.csv"))
    columns = ["URN", "Inspection start date", "Overall effectiveness", "Quality of education"]
    rows = pd.read_csv(path, usecols=columns, dtype=str, encoding="cp1252").dropna(subset="URN")
    rows["URN"] = rows["URN"].astype(float).astype(int)
    rows = rows.set_index("URN").reindex(urns)
    overall = pd.to_numeric(rows["Overall effectiveness"], errors="coerce").where(lambda g: g <= 4)
    quality = pd.to_numeric(rows["Quality of education"], errors="coerce").where(lambda g: g <= 4)
    both = pd.concat([overall, quality], axis=1)
    return both.max(axis=1), both.min(axis=1), rows["Inspection start date"].notna()
