"""The order of those who could help, worked out the slow and obvious way: every candidate against every other."""

import math
from typing import Any

import yaml

from trellis.brokering import matching

FILE = yaml.safe_load(matching.OURS.read_text(encoding="utf-8"))
SCALES = FILE["scales"]


def total(need: matching.Need, who: matching.Candidate) -> float:
    """What somebody counts, of 100."""
    known: dict[str, Any] = dict.fromkeys(
        ("areas", "words", "phase", "likeness", "distance", "capacity", "load", "past", "evaluations")
    )
    if need.areas and who.areas:
        known["areas"] = len([each for each in need.areas if each in who.areas]) / len(need.areas)
    if need.words:
        known["words"] = who.relevance
    if need.phase and who.phases:
        known["phase"] = float(need.phase in who.phases)
    if who.urn is not None and need.similar:
        known["likeness"] = SCALES["unlike"]
        if who.urn in need.similar:
            place = (need.similar[who.urn] - 1) / len(need.similar)
            known["likeness"] = 1 - (1 - SCALES["alike_least"]) * place
    places = (need.easting, need.northing, who.easting, who.northing)
    if None not in places:
        far = math.dist(places[:2], places[2:]) / 1000  # type: ignore[arg-type]
        known["distance"] = SCALES["distance_half_km"] / (SCALES["distance_half_km"] + far)
    if who.days is not None:
        share = min(1, who.days / SCALES["enough_days"])
        known["capacity"] = SCALES["few_days"] + (1 - SCALES["few_days"]) * share
    known["load"] = SCALES["load_half"] / (SCALES["load_half"] + who.helps)
    if who.past is not None and who.past.n is not None:
        found = {"better than comparison schools": 1.0, "no difference can be told": 0.5}
        known["past"] = found.get(str(who.past.verdict), 0.0)
    if who.evaluations.mean is not None:
        known["evaluations"] = (who.evaluations.mean - 1) / (who.evaluations.best - 1)
    return sum(
        each["weight"] * (FILE["neutral"] if known[each["id"]] is None else known[each["id"]])
        for each in FILE["parts"]
    )


def offers(need: matching.Need, who: matching.Candidate) -> bool:
    if need.areas or need.words:
        by_words = bool(need.words) and (who.relevance or 0) >= SCALES["words_from"]
        return by_words or any(each in who.areas for each in need.areas)
    return True


def may(need: matching.Need, who: matching.Candidate) -> bool:
    """Whether nothing holds somebody back."""
    if who.interest or who.urn == need.urn or not who.quality_current:
        return False
    if who.days == 0 or who.accepts is False or who.released is False or who.concern or who.full:
        return False
    return not (need.phase and who.phases and need.phase not in who.phases)


def order(need: matching.Need, candidates: list[matching.Candidate]) -> list[str]:
    """The keys of those offered: each in the place that the count of those before it gives."""
    able = [each for each in candidates if offers(need, each) and may(need, each)]

    def standing(who: matching.Candidate) -> tuple[int, str, str]:
        return (-round(total(need, who) * 1_000_000), who.name, who.key)

    placed = {sum(standing(other) < standing(who) for other in able): who.key for who in able}
    return [placed[place] for place in range(len(able))]
