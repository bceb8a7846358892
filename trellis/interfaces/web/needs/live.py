"""What the files held say of a source of an area's figures. The one place here that asks them."""

from collections.abc import Iterable
from dataclasses import dataclass

from trellis.analysis.area_measure import AreaMeasure
from trellis.interfaces.web.govuk import publications, words
from trellis.interfaces.web.schools.sources import RowHeld
from trellis.schools import data


@dataclass(frozen=True, kw_only=True)
class FileHeld:
    """A file that figures were read from."""

    release: str
    title: str
    file_name: str
    edition: str
    known_from: str


def files(releases: Iterable[str]) -> dict[str, FileHeld]:
    """Return the files of releases by their ids; without those that are not held."""
    wanted = set(releases)

    def read() -> dict[str, FileHeld]:
        held = data.warehouse()
        if held is None:
            return {}
        titles = publications.titles()
        return {
            each.id: FileHeld(
                release=each.id,
                title=titles.get(each.dataset, each.dataset),
                file_name=each.file_name,
                edition=each.edition,
                known_from=words.day(each.known_from),
            )
            for each in held.releases()
            if each.id in wanted
        }

    none: dict[str, FileHeld] = {}
    return data.told(read, otherwise=none)[0]


def files_of_schools(measure: AreaMeasure, *, authority: str) -> dict[str, FileHeld]:
    """Return the files that the figures of an authority's schools are in, for a measure put together from them."""

    def read() -> dict[str, FileHeld]:
        held = data.warehouse()
        if held is None or not measure.indicator:
            return {}
        # By their URNs and not by the authority, which would let its own returns in
        facts = held.facts(
            indicators={measure.indicator: ("value",)},
            urns=[school.urn for school in held.schools(authority=authority)],
        )
        return files({facts.sources[i].release for i in facts.source_of.get(measure.indicator, ()) if i >= 0})

    none: dict[str, FileHeld] = {}
    return data.told(read, otherwise=none)[0]


def source(*, release: str, row: int) -> RowHeld | None:
    """Return a row that a figure of an area was read from; None for any other row, and for an authority's own returns.

    Rows about schools are for those who may open the school, and are reached from its page.
    """
    from trellis import catalogue
    from trellis.analysis import datasets
    from trellis.analysis.dataset import Dataset
    from trellis.analysis.files.releases import ReleaseRefused, ReleaseStore
    from trellis.analysis.home import Home

    def of_area() -> bool:
        held = data.warehouse()
        return held is not None and row < 2**31 and held.is_area_row(release=release, row=row)

    if not data.told(of_area, otherwise=False)[0]:
        return None
    store = ReleaseStore(Home.from_environment())
    try:
        found = store.release(release)
        if found.authority is not None:
            return None
        cells = store.source_row(release, row)
    except ReleaseRefused:
        return None
    declared = catalogue.collect(datasets, Dataset).get(found.dataset)
    return RowHeld(
        dataset=declared.title if declared is not None else found.dataset,
        publisher=declared.publisher if declared is not None else "",
        licence=declared.licence if declared is not None else "",
        edition=found.edition,
        file_name=found.file_name,
        member=found.member or "",
        sha256=found.sha256,
        row=row,
        known_from=found.known_from,
        known_from_estimated=found.known_from_estimated,
        imported_at=words.moment(found.imported_at),
        superseded=found.state != "current",
        local=False,
        cells=cells,
    )
