"""The releases held: kept whole or not at all, superseded and never lost."""

import hashlib
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.analysis import incoming
from trellis.analysis.files import intake
from trellis.analysis.files.releases import Kept, Release, ReleaseRefused, ReleaseStore, located
from trellis.analysis.observation import TABLES

AT = incoming.AT


def _observations(value: float, *, known_from: date = date(2020, 3, 1)) -> pl.DataFrame:
    row = {
        "urn": 900001, "measure": "absence_overall", "year": 2019, "value": value, "status": 0,
        "row": 2, "known_from": known_from, "known_from_estimated": False,
    }  # fmt: skip
    return pl.DataFrame([row], schema=TABLES["observation"])


def _keep(
    store: ReleaseStore,
    source: Path,
    value: float,
    *,
    rank: int = 0,
    known_from: date = date(2020, 3, 1),
    at: datetime = AT,
    part: str = "table-2019",
    authority: str | None = None,
) -> Release:
    source.write_text(f"URN,PERCTOT\n900001,{value}\n")
    return store.keep(
        tables={"observation": _observations(value, known_from=known_from), "event": pl.DataFrame(schema=TABLES["event"])},
        source=Kept(files=(source,), file_name=source.name, member=None, sha256=hashlib.sha256(str(value).encode()).hexdigest(), size=9),
        dataset="absence",
        shape="performance-table",
        edition=f"edition {value}",
        part=part,
        rank=rank,
        years=(2019,),
        rows=1,
        header_row=1,
        known_from=known_from,
        known_from_estimated=False,
        authority=authority,
        at=at,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return incoming.store_in(tmp_path / "var")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_an_empty_store_answers_with_nothing(store: ReleaseStore) -> None:
    assert store.releases() == ()
    assert store.table("observation").is_empty()
    assert store.stamp() == "empty"
    assert not store.home.root.exists()


def test_a_kept_release_gives_back_its_tables_with_its_id(store: ReleaseStore, source: Path) -> None:
    release = _keep(store, source, 4.5)
    table = store.table("observation")
    assert table.select("urn", "value").rows() == [(900001, 4.5)]
    assert table["release"].cast(pl.String).to_list() == [release.id]
    assert table["authority"].to_list() == [None]
    assert release.kinds == ("observation",)  # a table with no rows is not kept


def test_every_table_asked_for_and_not_held_has_its_columns(store: ReleaseStore, source: Path) -> None:
    _keep(store, source, 4.5)
    assert set(store.table("inspection").columns) == {*TABLES["inspection"], "release", "authority"}


def test_keeping_the_same_file_again_writes_nothing(store: ReleaseStore, source: Path) -> None:
    first = _keep(store, source, 4.5)
    before = incoming.fingerprint(store.home.root)
    again = _keep(store, source, 4.5, at=AT + timedelta(days=9))
    assert again == first
    assert incoming.fingerprint(store.home.root) == before


def test_a_later_release_of_the_same_part_supersedes_and_the_earlier_is_kept(
    store: ReleaseStore, source: Path
) -> None:
    old = _keep(store, source, 4.5)
    new = _keep(store, source, 4.6, at=AT + timedelta(days=1))
    assert [release.id for release in store.releases()] == [new.id]
    states = {r.id: (r.state, r.superseded_by) for r in store.releases(include_superseded=True)}
    assert states == {old.id: ("superseded", new.id), new.id: ("current", None)}
    assert pl.read_parquet(store.folder(old.id) / "observation.parquet")["value"].to_list() == [4.5]


def test_a_provisional_release_imported_late_does_not_displace_the_revised(
    store: ReleaseStore, source: Path
) -> None:
    revised = _keep(store, source, 4.6, rank=2)
    provisional = _keep(store, source, 4.5, rank=1, at=AT + timedelta(days=1))
    assert provisional.state == "superseded"
    assert [release.id for release in store.releases()] == [revised.id]


def test_other_parts_stand_beside_each_other_in_the_order_they_became_known(
    store: ReleaseStore, source: Path
) -> None:
    late = _keep(store, source, 4.5, known_from=date(2021, 3, 1))
    early = _keep(store, source, 4.6, part="table-2018", at=AT + timedelta(days=1))
    assert [release.id for release in store.releases()] == [early.id, late.id]


def test_as_of_a_date_gives_what_was_known_then(store: ReleaseStore, source: Path) -> None:
    old = _keep(store, source, 4.5, known_from=date(2020, 3, 1))
    new = _keep(store, source, 4.6, known_from=date(2020, 9, 1), at=AT + timedelta(days=1))
    then = date(2020, 6, 1)
    assert [release.id for release in store.releases(as_of=then)] == [old.id]
    assert store.table("observation", as_of=then)["value"].to_list() == [4.5]
    assert [release.id for release in store.releases(as_of=date(2020, 9, 1))] == [new.id]
    assert store.table("observation", as_of=date(2019, 1, 1)).is_empty()


def test_withdrawing_brings_the_one_before_back(store: ReleaseStore, source: Path) -> None:
    old = _keep(store, source, 4.5)
    new = _keep(store, source, 4.6, at=AT + timedelta(days=1))
    current = store.withdraw(new.id)
    assert current is not None
    assert (current.id, current.state) == (old.id, "current")
    assert store.release(new.id).state == "withdrawn"
    assert store.table("observation")["value"].to_list() == [4.5]
    with pytest.raises(ReleaseRefused, match="nothing to withdraw"):
        store.withdraw(new.id)


def test_a_withdrawn_release_kept_again_is_current_again(store: ReleaseStore, source: Path) -> None:
    release = _keep(store, source, 4.5)
    assert store.withdraw(release.id) is None
    assert store.releases() == ()
    assert _keep(store, source, 4.5, at=AT + timedelta(days=2)).state == "current"


def test_the_stamp_changes_with_every_change_and_only_then(store: ReleaseStore, source: Path) -> None:
    _keep(store, source, 4.5)
    stamps = [store.stamp(), store.stamp()]
    release = _keep(store, source, 4.6, at=AT + timedelta(days=1))
    stamps.append(store.stamp())
    store.withdraw(release.id)
    stamps.append(store.stamp())
    assert stamps[0] == stamps[1]
    assert len(set(stamps)) == 3


def test_a_local_return_carries_its_authority(store: ReleaseStore, source: Path) -> None:
    _keep(store, source, 4.5, authority="998")
    assert store.table("observation")["authority"].to_list() == ["998"]


def test_an_unknown_release_is_refused_by_name(store: ReleaseStore) -> None:
    with pytest.raises(ReleaseRefused, match="absence-x"):
        store.release("absence-x")


def test_a_spoiled_manifest_is_not_taken_for_an_empty_one(store: ReleaseStore, source: Path) -> None:
    _keep(store, source, 4.5)
    store.home.manifest.write_text("{half")
    with pytest.raises(ReleaseRefused, match="cannot be read"):
        store.releases()


def test_names_that_could_leave_the_folder_cannot(store: ReleaseStore, source: Path) -> None:
    release = _keep(store, source, 4.5, part="../../elsewhere")
    assert store.folder(release.id).parent == store.home.releases
    assert "/" not in release.id


@pytest.mark.parametrize("packed", [False, True])
def test_the_row_a_value_came_from_is_read_back_as_published(
    store: ReleaseStore, tmp_path: Path, packed: bool
) -> None:
    data = incoming.absence_csv()
    name = "england_abs_2018-2019.csv" + (".gz" if packed else "")
    path = incoming.write(tmp_path, incoming.gzipped(data) if packed else data, name)
    release = incoming.kept(store, path)
    path.unlink()
    row = store.table("observation").filter(pl.col("urn") == 900003)["row"][0]
    assert store.source_row(release.id, row) == [
        ("LA", "998"),
        ("ESTAB", "4001"),
        ("URN", "900003"),
        ("PERCTOT", "SUPP"),
        ("PPERSABS10", "SUPP"),
    ]
    with pytest.raises(ReleaseRefused, match="has no row 99"):
        store.source_row(release.id, 99)


def test_the_row_of_a_member_of_a_zip_is_read_back(store: ReleaseStore, tmp_path: Path) -> None:
    data = incoming.zipped(**{"2018-2019_england_abs__csv": incoming.absence_csv()})
    release = incoming.kept(store, incoming.write(tmp_path, data, "tables.zip"))
    assert store.source_row(release.id, 2)[2] == ("URN", "900001")


def test_the_kept_copy_has_the_bytes_and_hash_of_the_file(store: ReleaseStore, tmp_path: Path) -> None:
    path = incoming.write(tmp_path, incoming.gzipped(incoming.absence_csv()), "england_abs_2018-2019.csv.gz")
    release = incoming.kept(store, path)
    (copy,) = store.source_files(release.id)
    assert copy.name == "source.csv.gz"
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == release.sha256


def test_a_disk_that_cannot_be_written_is_said_and_changes_nothing(
    store: ReleaseStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(store, source, 4.5)
    before = incoming.fingerprint(store.home.root)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trellis.analysis.files.releases._copy", full)
    with pytest.raises(ReleaseRefused, match="No space left on device"):
        _keep(store, source, 4.6)
    assert incoming.fingerprint(store.home.root) == before


# A process that dies

_IMPORT = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.analysis import incoming
from trellis.analysis.files import intake, releases

home, path, deadly, when = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
count = 0

def dying(true):
    def instead(*given, **named):
        global count
        count += 1
        if count == when:
            os._exit(9)
        return true(*given, **named)
    return instead

import polars
if deadly == "fsync":
    os.fsync = dying(os.fsync)
elif deadly == "replace":
    os.replace = dying(os.replace)
elif deadly == "rename":
    Path.rename = dying(Path.rename)
elif deadly == "write":
    polars.DataFrame.write_parquet = dying(polars.DataFrame.write_parquet)
elif deadly == "copy":
    releases._copy = dying(releases._copy)
incoming.kept(incoming.store_in(home), path, at=datetime(2026, 11, 2, tzinfo=UTC))
"""


def _import_and_die(home: Path, path: Path, deadly: str, when: int) -> int:
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_IMPORT), str(home), str(path), deadly, str(when)],
        cwd=root,
        check=False,
    ).returncode


@pytest.mark.parametrize(
    ("deadly", "when"),
    [
        ("write", 1),
        ("write", 2),
        ("copy", 1),
        *(("fsync", n) for n in range(1, 7)),
        ("rename", 1),
        ("replace", 1),
    ],
)
def test_a_process_killed_while_keeping_leaves_the_last_good_state(
    store: ReleaseStore, tmp_path: Path, deadly: str, when: int
) -> None:
    first = incoming.write(tmp_path / "a", incoming.absence_csv())
    revised = incoming.absence_csv(("998", "2001", "900001", "3.5", "5.1"), ("NAT", "PRI", "", "4", "8.2"))
    second = incoming.write(tmp_path / "b", revised)
    old = incoming.kept(store, first)
    manifest = store.home.manifest.read_bytes()
    values = store.table("observation")

    code = _import_and_die(store.home.root, second, deadly, when)

    assert code == 9, "the process was to die"
    if store.home.manifest.read_bytes() == manifest:
        assert [release.id for release in store.releases()] == [old.id]
        assert store.table("observation").equals(values)
    else:  # it died after the one step that counts
        assert store.table("observation").filter(pl.col("urn") == 900001)["value"].max() == 5.1
    new = incoming.kept(store, second, at=AT + timedelta(days=1))
    assert [release.id for release in store.releases()] == [new.id]
    assert not list(store.home.releases.glob("*.tmp")), "what the dead left behind is cleared"


def test_imports_at_the_same_time_do_not_lose_each_others_releases(
    store: ReleaseStore, tmp_path: Path
) -> None:
    paths = [
        incoming.write(tmp_path / str(year), incoming.absence_csv(), f"england_abs_{year - 1}-{year}.csv")
        for year in (2016, 2017, 2018, 2019)
    ]
    for number, path in enumerate(paths):
        path.write_bytes(incoming.absence_csv(("998", "2001", "900001", str(number), "5.1")))
    root = Path(__file__).resolve().parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_IMPORT), str(store.home.root), str(path), "none", "0"],
            cwd=root,
        )
        for path in paths
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert {release.years for release in store.releases()} == {(2016,), (2017,), (2018,), (2019,)}


def test_a_row_of_a_table_in_several_files_is_placed_in_its_own_file(
    store: ReleaseStore, tmp_path: Path
) -> None:
    folder = tmp_path / "downloads" / "2018-2019"
    folder.mkdir(parents=True)
    for number, schools in enumerate((incoming.SCHOOLS[:2], incoming.SCHOOLS[2:])):
        table = pl.DataFrame(schools, schema=list(incoming.HEADER), orient="row")
        table.write_parquet(folder / f"part-{number:05d}.parquet")
    (found,) = intake.find([tmp_path / "downloads"])
    (one,) = intake.understand(found, imported_on=incoming.TODAY)
    release = intake.keep(one, store, at=AT)
    assert store.release(release.id) == release
    row = store.table("observation").filter(pl.col("urn") == 900003)["row"][0]
    assert row == 4
    assert store.source_row(release.id, row)[2] == ("URN", "900003")
    assert located(release, row) == ("2018-2019/part-00001.parquet", 2)
    assert located(release, 3) == ("2018-2019/part-00000.parquet", 3)
    assert located(release, 99) == (release.file_name, 99)


def test_a_problem_in_a_table_in_several_files_names_its_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "downloads" / "2018-2019"
    folder.mkdir(parents=True)
    for number, share in enumerate(("3.4", "many")):
        rows = [("998", "2001", str(900001 + number), share, "5.1")]
        table = pl.DataFrame(rows, schema=list(incoming.HEADER), orient="row")
        table.write_parquet(folder / f"part-{number:05d}.parquet")
    (found,) = intake.find([tmp_path / "downloads"])
    (one,) = intake.understand(found, imported_on=incoming.TODAY)
    (problem,) = one.errors
    assert (problem.file, problem.row) == ("2018-2019/part-00001.parquet", 2)


def test_a_row_of_a_table_in_one_file_is_where_it_is_said_to_be(store: ReleaseStore, source: Path) -> None:
    assert located(_keep(store, source, 4.5), 7) == ("table.csv", 7)


def test_what_was_understood_with_errors_cannot_be_kept(store: ReleaseStore, tmp_path: Path) -> None:
    wrong = incoming.absence_csv(("998", "2001", "900001", "many", "5.1"))
    one = incoming.understand_one(incoming.write(tmp_path, wrong))
    with pytest.raises(ReleaseRefused, match="must be put right"):
        intake.keep(one, store, at=datetime(2026, 11, 1, tzinfo=UTC))
    assert not store.home.root.exists()


# A release date stated by hand


def _absence(store: ReleaseStore, path: Path, *, day: int, stated: date | None = None) -> Release:
    one = incoming.understand_one(path)
    if stated is not None:
        one = intake.stated_from(one, stated)
    return intake.keep(one, store, at=AT + timedelta(days=day))


def test_a_stated_release_date_is_recorded_as_stated_and_not_estimated(
    store: ReleaseStore, tmp_path: Path
) -> None:
    path = incoming.write(tmp_path, incoming.absence_csv())
    estimated = _absence(store, path, day=0)
    assert estimated.known_from_estimated
    stated = _absence(store, path, day=1, stated=date(2020, 1, 9))
    assert (stated.known_from, stated.known_from_estimated) == (date(2020, 1, 9), False)
    rows = store.table("observation").select("known_from", "known_from_estimated").unique().rows()
    assert rows == [(date(2020, 1, 9), False)]
    assert store.release(estimated.id).superseded_by == stated.id
    assert _absence(store, path, day=2).id == stated.id, "the same file without a date changes nothing"
    assert _absence(store, path, day=3, stated=date(2020, 1, 9)).imported_at == stated.imported_at
    store.withdraw(stated.id)
    assert [release.id for release in store.releases()] == [estimated.id]


def test_a_stated_date_leaves_the_days_that_a_return_says_itself(store: ReleaseStore, tmp_path: Path) -> None:
    text = "URN,Indicator,Year,Value,Status,Numerator,Denominator,Low,High,As at date,Note\n"
    rows = "900001,eal,2025/26,10,,,,,,31/07/2026,\n900002,eal,2025/26,20,,,,,,,\n"
    path = incoming.write(tmp_path, (text + rows).encode(), "own.csv")
    one = intake.stated_from(incoming.understand_one(path, authority="998"), date(2026, 9, 1))
    intake.keep(one, store, at=AT)
    known = store.table("observation").select("urn", "known_from", "known_from_estimated").rows()
    assert known == [(900001, date(2026, 7, 31), False), (900002, date(2026, 9, 1), False)]


# A disk that is full


@pytest.mark.parametrize("deadly", ["replace", "fsync"])
def test_a_disk_that_fills_at_the_last_step_leaves_the_store_as_it_was(
    store: ReleaseStore, source: Path, monkeypatch: pytest.MonkeyPatch, deadly: str
) -> None:
    _keep(store, source, 4.5)
    before = incoming.fingerprint(store.home.root)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as filled:
        filled.setattr(f"trellis.analysis.files.releases.os.{deadly}", full)
        with pytest.raises(ReleaseRefused, match="No space left on device"):
            _keep(store, source, 4.6)
    assert incoming.fingerprint(store.home.root) == before
