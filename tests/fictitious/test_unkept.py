"""Files judged in memory say of every school what they say once imported and built, and leave nothing behind."""

import dataclasses
import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from trellis.analysis.files.in_memory import FilesRefused, ReleasesInMemory, read
from trellis.analysis.judging import evaluation, shelf
from trellis.analysis.measuring import building
from trellis.analysis.store import unkept
from trellis.analysis.store.facts import Facts
from trellis.analysis.store.facts_reading import JOINED
from trellis.fictitious.generate import RETURNS_OF
from trellis.interfaces.commands.main import main

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
# Told by an index into `sources`, which are compared by what they say
_BY_SOURCE = {"source", "sources", "source_of", "event_sources", "build_id", "mean_rows"}


@pytest.fixture(scope="module")
def releases(understood) -> ReleasesInMemory:
    return ReleasesInMemory(understood, at=AT)


def differences(one, other, place: str = "facts") -> list[str]:
    if dataclasses.is_dataclass(one):
        return [
            found
            for each in dataclasses.fields(one)
            if each.name not in _BY_SOURCE
            for found in differences(
                getattr(one, each.name), getattr(other, each.name), f"{place}.{each.name}"
            )
        ]
    if hasattr(one, "keys"):
        if set(one) != set(other):
            return [f"{place}: {set(one) ^ set(other)}"]
        return [found for key in one for found in differences(one[key], other[key], f"{place}.{key}")]
    if isinstance(one, np.ndarray):
        same = np.array_equal(one, other, equal_nan=one.dtype.kind in "fM")
    else:
        same = one == other
    return [] if same else [place]


def sources_of(facts: Facts) -> dict[tuple[str, int], object]:
    """Return what tells each number, grade and judgement of each school."""
    columns = {
        **facts.source_of,
        **{f"event {name}": column for name, column in facts.event_sources.items()},
        **{f"grade {area}": held.source for area, held in facts.grades.items()},
        **{f"judgement {name}": held.source for name, held in facts.judgements.items()},
    }
    return {
        (name, at): facts.sources[index]
        for name, column in columns.items()
        for at, index in enumerate(column.tolist())
        if index >= 0
    }


@pytest.mark.parametrize("authority", [None, RETURNS_OF])
@pytest.mark.parametrize("pack", shelf.names())
def test_what_files_say_in_memory_is_what_the_warehouse_says(pack, authority, releases, held):
    columns = shelf.load(pack).columns_read()
    kept = held.facts(indicators=columns, authority=authority, sources=True)
    here = unkept.facts(releases, columns=columns, today=AT.date(), authority=authority, sources=True)
    assert differences(kept, here) == []
    assert sources_of(kept) == sources_of(here)
    assert len(sources_of(kept)) > len(kept)


@pytest.fixture(scope="module")
def read_for_a_pack(made) -> ReleasesInMemory:
    return read(
        [made.folder],
        at=AT,
        authority=RETURNS_OF,
        measures=unkept.measures(shelf.load().columns_read()),
    )


@pytest.mark.parametrize("as_of", [None, date(2024, 9, 1)])
@pytest.mark.parametrize("authority", [None, RETURNS_OF])
def test_leaving_out_what_a_pack_does_not_read_leaves_its_facts_as_they_were(
    authority, as_of, read_for_a_pack, releases
):
    columns = shelf.load().columns_read()
    whole, part = (
        unkept.facts(each, columns=columns, today=AT.date(), authority=authority, as_of=as_of, sources=True)
        for each in (releases, read_for_a_pack)
    )
    assert differences(whole, part) == []
    assert sources_of(whole) == sources_of(part)


def test_a_release_is_as_old_whatever_of_it_is_carried_on(read_for_a_pack, releases):
    def told(held: ReleasesInMemory) -> set[tuple[object, ...]]:
        return {(r.id, r.known_from, r.known_from_estimated, r.years, r.rows) for r in held.releases()}

    assert told(read_for_a_pack) == told(releases)
    for kind in ("observation", "area_observation"):
        assert read_for_a_pack.table(kind).height < releases.table(kind).height


def test_what_is_not_carried_on_is_checked_all_the_same(made, tmp_path):
    table = made.find("**/england_ks2*")
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("PTGPS_EXP")] = "many"
    cells[header.index("PTRWM_EXP_B")] = "140%"
    folder = tmp_path / table.parent.name
    folder.mkdir()
    broken = folder / table.name
    broken.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    with pytest.raises(FilesRefused) as refused:
        read([broken], at=AT, measures=frozenset())
    told = str(refused.value)
    assert "row 2:PTGPS_EXP: “many” is neither a number nor a code" in told
    assert "row 2:PTRWM_EXP_B: “140%” is above 100" in told


def test_one_school_s_past_is_told_to_be_of_one_only_where_its_lineage_says_so(releases):
    schools = building.roster_of(releases, None, histories=False)
    register = schools.register
    found = 0
    for urn in sorted(register.open_urns):
        if register.came_of_one(urn):
            steps = register.lineage(urn)
            found += bool(steps)
            assert not any(step.kind in JOINED or register.is_ambiguous(step.urn) for step in steps)
    assert found


def test_every_statistic_is_the_same_where_all_are_asked_for(releases, held):
    names = [each.id for each in held.indicators()]
    kept = held.facts(indicators=names, authority=RETURNS_OF, sources=False)
    here = unkept.facts(releases, columns=kept.columns, today=AT.date(), authority=RETURNS_OF)
    assert differences(kept, here) == []
    assert here.sources == []


def test_the_levels_are_those_of_import_build_and_screen(releases, held):
    pack = shelf.load()
    levels = [
        evaluation.assess(pack, facts).level.tolist()
        for facts in (
            held.facts(indicators=pack.columns_read()),
            unkept.facts(releases, columns=pack.columns_read(), today=AT.date()),
        )
    ]
    assert levels[0] == levels[1]
    assert len(levels[0]) > 1500


def test_files_are_told_in_their_order_however_many_are_read_at_once(made, understood):
    here = read([made.folder], at=AT, authority=RETURNS_OF)
    before = ReleasesInMemory(understood, at=AT)
    assert {release.id for release in here.releases()} == {release.id for release in before.releases()}


def test_screening_by_files_prints_levels_and_keeps_nothing(made, monkeypatch, tmp_path, capsys):
    home = tmp_path / "home"
    monkeypatch.setenv("TRELLIS_HOME", str(home))
    assert main(["screen", "--files", str(made.folder), "--authority", RETURNS_OF, "--json"]) == 0
    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert {row["level"] for row in rows} >= {1, 2, 3}
    assert {row["authority"] for row in rows} == {RETURNS_OF}
    assert "Nothing was kept" in said.err
    assert not (home / "releases").exists()
    assert not (home / "warehouse").exists()


def test_one_wrong_file_refuses_all_with_every_problem(made, tmp_path):
    links = made.find("**/links_*").read_text(encoding="cp1252").splitlines()
    broken = tmp_path / "links_edubasealldata20260901.csv"
    broken.write_text("\n".join([*links[:3], "x,y,z", links[3].replace(",", ",,", 1)]), encoding="cp1252")
    note = tmp_path / "note.csv"
    note.write_text("what,is\nthis,file\n", encoding="utf-8")
    with pytest.raises(FilesRefused) as refused:
        read([made.find("**/edubasealldata*"), broken, note], at=AT)
    told = str(refused.value)
    assert "row 4" in told
    assert "row 5" in told
    assert "note.csv: Its header is of no publication held here" in told


def test_files_without_a_register_of_schools_are_refused(made, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    links = made.find("**/links_*")
    assert main(["screen", "--files", str(links), "--all"]) == 2
    assert "no register of schools" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--record", "--authority", "799"], "keeps nothing"),
        (["--all"], "There is no file or folder"),
    ],
)
def test_a_run_by_files_refuses_what_it_cannot_do(words, reason, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    assert main(["screen", *words, "--files", str(tmp_path / "absent")]) == 2
    assert reason in capsys.readouterr().err


def test_a_day_gone_by_is_judged_by_what_was_known_then(releases, held):
    columns = {"ks4_progress8": {"value"}}
    facts = unkept.facts(releases, columns=columns, today=AT.date(), as_of=date(2024, 9, 1))
    assert facts.as_of == date(2024, 9, 1)
    now = held.facts(indicators=columns)
    assert not np.array_equal(
        facts.statistic("ks4_progress8"), now.statistic("ks4_progress8"), equal_nan=True
    )
