"""Screening runs as pages. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.schools.models import RELATIONSHIPS
from trellis.screening.models import Run
from trellis.screening.queries import LevelCount


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """One run in the list."""

    id: int
    pack: str
    as_of: str
    at: str
    by: str
    schools: int
    shown: str


@dataclass(frozen=True, kw_only=True)
class ReleaseLine:
    """One release that the warehouse was built from."""

    file_name: str
    dataset: str
    edition: str
    known: str
    sha256: str
    local: bool


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """One run: what was run, on what, and the result in counts."""

    title: str
    details: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    columns: tuple[str, ...]
    releases: tuple[ReleaseLine, ...]


def run_line(run: Run) -> RunLine:
    """Return one line of the list of runs."""
    return RunLine(
        id=run.pk,
        pack=f"{run.pack_title}, version {run.pack_version}",
        as_of=words.day(run.as_of),
        at=words.moment(run.at),
        by=run.by.name if run.by else "Trellis",
        schools=run.school_count,
        shown="" if run.is_current else "by its link only",
    )


def run_page(run: Run, *, counts: Sequence[LevelCount], titles: Mapping[str, str] | None = None) -> RunPage:
    """Return the page of one run. `counts` are over all of its schools; `titles` are those of the datasets."""
    named = levels.names(run.pack_text)
    agreed = run.pack_text.get("agreed") or {}
    relationships = [r for r in RELATIONSHIPS if any(c.relationship == r for c in counts)]
    held: dict[tuple[str, str], int] = {}
    for count in counts:
        key = (count.relationship, levels.band(count.level, count.ground))
        held[key] = held.get(key, 0) + count.schools
    return RunPage(
        title=f"Screening run {run.pk}",
        details=(
            ("Authority", run.authority.name),
            ("Framework pack", f"{run.pack_title} ({run.pack})"),
            ("Version", run.pack_version),
            (
                "Agreed",
                f"by {agreed['by']} on {words.day(agreed['on'])}" if agreed else "Not agreed yet: a proposal",
            ),
            ("Fingerprint of the pack", run.pack_hash),
            ("Data cut-off", words.day(run.as_of)),
            ("Shown to", _shown_to(run)),
            ("Run by", run.by.name if run.by else "Trellis"),
            ("Run on", words.moment(run.at)),
            ("Schools", f"{run.school_count:,}"),
            ("Build of the data", run.build_id),
        ),
        columns=(*(RELATIONSHIPS[r] for r in relationships), "All"),
        counts=tuple(
            (
                f"{label}: {named.get(int(band), '')}" if band.isdigit() else label,
                (*(numbers := [held.get((r, band), 0) for r in relationships]), sum(numbers)),
            )
            for band, label in levels.BANDS.items()
        )
        if counts
        else (),
        releases=tuple(
            ReleaseLine(
                file_name=str(release.get("file_name", "")),
                dataset=(titles or {}).get(str(release.get("dataset", "")), str(release.get("dataset", ""))),
                edition=str(release.get("edition", "")),
                known=_known(release),
                sha256=str(release.get("sha256", "")),
                local=bool(release.get("authority")),
            )
            for release in run.releases
            if _is_seen_by(run.authority_id, release)
        ),
    )


def _is_seen_by(authority: str, release: Mapping[str, Any]) -> bool:
    """Whether a frozen release is public or the authority's own: early runs froze the returns of others too."""
    if "authority" in release:
        return release["authority"] in (None, "", authority)
    if not str(release.get("dataset", "")).startswith("local_"):
        return True
    return authority in str(release.get("part", "")).split("-")


def _shown_to(run: Run) -> str:
    if run.is_current:
        return "Everybody, until a newer run of the pack in force takes its place"
    return "Those who follow its link: it looks back to an earlier day, or is by a pack that was not in force"


def _known(release: Mapping[str, Any]) -> str:
    """Say from when a release was known: an authority's own return was never public."""
    if release.get("authority"):
        return f"Returned on {words.day(release.get('known_from'))}"
    said = f"Public since {words.day(release.get('known_from'))}"
    if release.get("known_from_estimated"):
        said += " (estimated)"
    return f"{said}; only what was known by the cut-off was used" if release.get("in_part") else said
