"""The nation, invented once for all these tests; and, for the stories, imported, built and judged once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trellis.fictitious.generate import RETURNS_OF, SEED, generate
from trellis.fictitious.knowing import know
from trellis.fictitious.population import people
from trellis.fictitious.truth import Truth

AS_OF = date(2026, 11, 21)


@dataclass(frozen=True)
class Made:
    """The files as written and the truth they were written from."""

    folder: Path
    files: tuple[Path, ...]
    truth: Truth

    def find(self, pattern: str) -> Path:
        found = sorted(self.folder.glob(pattern))
        assert found, f"no file matches {pattern}"
        return found[-1]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("severnshire")
    files = generate(folder, seed=SEED)
    return Made(folder=folder, files=files, truth=know(people(SEED)))


@pytest.fixture(scope="session")
def understood(made: Made):
    """What the real importers understand of every file, the authority's own returns as its own."""
    from trellis.analysis.files import intake

    public = tuple(f for f in intake.find([made.folder]) if not f.file.startswith("returns-of-"))
    own = intake.find([made.folder / f"returns-of-{RETURNS_OF}"])
    return [
        *intake.understand_each(public, imported_on=AS_OF),
        *intake.understand_each(own, imported_on=AS_OF, authority=RETURNS_OF),
    ]


@pytest.fixture(scope="session")
def held(understood, tmp_path_factory: pytest.TempPathFactory):
    """A warehouse built from every file through the real importers."""
    from trellis.analysis.files import intake
    from trellis.analysis.files.releases import ReleaseStore
    from trellis.analysis.home import Home
    from trellis.analysis.store import warehouse

    home = Home(root=tmp_path_factory.mktemp("home"))
    store = ReleaseStore(home)
    for one in understood:
        intake.keep(one, store, at=datetime(2026, 11, 21, 9, tzinfo=UTC))
    warehouse.build(home, at=datetime(2026, 11, 21, 9, tzinfo=UTC))
    with warehouse.open(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def explained(held):
    """Every open school of Severnshire explained by the default pack, by URN."""
    from trellis.analysis.judging import evaluation, explanation, shelf

    pack = shelf.load()
    facts = held.facts(indicators=list(pack.columns_read()), authority=RETURNS_OF)
    assessed = evaluation.assess(pack, facts)
    told = {int(urn): explanation.explain(pack, facts.one(int(urn))) for urn in facts.urns}
    for urn, level in zip(facts.urns, assessed.level, strict=True):
        assert (told[int(urn)].suggested.level or 0) == level, f"the two readers differ on {urn}"
    return told


@pytest.fixture(scope="session")
def warned(held):
    """What the early-warning list tells of every open school of Severnshire, by URN and indicator."""
    from trellis.analysis.judging import early_warning, early_warning_words, evaluation, shelf

    pack = shelf.load()
    facts = held.facts(indicators=list(pack.columns_read()), authority=RETURNS_OF)
    panels = held.panels(indicators=early_warning.needs(pack), urns=facts.urns.tolist(), authority=RETURNS_OF)
    found = early_warning.work_out(pack, evaluation.assess(pack, facts), panels)
    return {(each.urn, each.indicator): each for each in early_warning_words.told(pack, found)}
