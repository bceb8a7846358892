"""`trellis fetch`, against a server of our own on this machine."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.analysis import incoming
from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Address, Dataset
from trellis.intake import downloading
from trellis.interfaces.commands import fetch, main

FILE = incoming.absence_csv() * 2000


class _Publisher(BaseHTTPRequestHandler):
    """Answers as publishers do, well and badly. `asked` holds each request's path and range."""

    asked: list[tuple[str, str | None]]
    cut_after: int | None
    version = '"one"'
    file = FILE

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        type(self).asked.append((self.path, wanted))
        if self.path.startswith("/files/"):
            self._file(wanted)
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/files/table.csv")
            self.end_headers()
        elif self.path in ("/page", "/disguised"):
            body = b"<!DOCTYPE html><title>Are you a robot?</title>"
            kind = "text/html; charset=utf-8" if self.path == "/page" else "text/csv"
            self._answer(200, body, kind)
        elif self.path == "/empty":
            self._answer(200, b"", "text/csv")
        elif self.path == "/named":
            self._answer(
                200,
                FILE,
                "text/csv",
                {"Content-Disposition": 'attachment; filename="../../etc/england ks2.csv"'},
            )
        else:
            self._answer({"/forbidden": 403, "/broken": 500}.get(self.path, 404), b"no", "text/plain")

    def _file(self, wanted: str | None) -> None:
        start = 0
        if wanted and self.headers.get("If-Range") == self.version:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        body = self.file[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("ETag", self.version)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut, type(self).cut_after = type(self).cut_after, None
        self.wfile.write(body if cut is None else body[:cut])

    def _answer(self, code: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


Publisher = tuple[type[_Publisher], str]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    handler = type("Publisher", (_Publisher,), {"asked": [], "cut_after": None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=5) as client:
        yield client


def _download(client: httpx.Client, url: str, folder: Path) -> Path:
    return downloading.download(
        client, url, folder, page="https://example.org/page", pause=lambda seconds: None
    )


def _held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_under_its_name(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    path = _download(client, f"{publisher[1]}/files/table.csv", tmp_path)
    assert path == tmp_path / "table.csv"
    assert path.read_bytes() == FILE
    assert _held(tmp_path) == ["table.csv"]


def test_an_address_that_moved_is_followed(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    assert _download(client, f"{publisher[1]}/moved", tmp_path).read_bytes() == FILE


def test_the_name_the_site_gives_cannot_leave_the_folder(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    assert _download(client, f"{publisher[1]}/named", tmp_path) == tmp_path / "england ks2.csv"


def test_a_download_cut_short_goes_on_from_where_it_stopped(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    handler, address = publisher
    handler.cut_after = 50_000
    path = _download(client, f"{address}/files/table.csv", tmp_path)
    assert path.read_bytes() == FILE
    assert handler.asked == [("/files/table.csv", None), ("/files/table.csv", "bytes=50000-")]


def test_a_part_of_an_older_version_is_thrown_away(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    handler, address = publisher
    handler.cut_after = 50_000
    handler.version = '"two"'

    def changed(seconds: float) -> None:
        handler.version = '"three"'

    path = downloading.download(client, f"{address}/files/table.csv", tmp_path, page="p", pause=changed)
    assert path.read_bytes() == FILE


def test_a_site_out_of_reach_is_refused_and_what_came_is_kept(
    publisher: Publisher, client: httpx.Client, tmp_path: Path
) -> None:
    with pytest.raises(downloading.FetchRefused, match="could not be reached"):
        _download(client, "http://127.0.0.1:9/table.csv", tmp_path)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/page", "answered with a web page"),
        ("/disguised", "answered with a web page"),
        ("/forbidden", "will not be given to a program .403.. Download it in a browser"),
        ("/missing", "is not there .404."),
        ("/broken", "answered with an error .500"),
        ("/empty", "an empty file"),
    ],
)
def test_what_is_not_the_file_is_refused_and_leaves_nothing_under_its_name(
    publisher: Publisher, client: httpx.Client, tmp_path: Path, path: str, words: str
) -> None:
    with pytest.raises(downloading.FetchRefused, match=words):
        _download(client, publisher[1] + path, tmp_path)
    assert not [name for name in _held(tmp_path) if not name.startswith(".")]


def test_a_file_beyond_the_limit_is_not_downloaded(
    publisher: Publisher, client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading.container, "size_limit", lambda: 1000)
    with pytest.raises(downloading.FetchRefused, match="the limit"):
        _download(client, f"{publisher[1]}/files/table.csv", tmp_path)


def _dataset(url: str) -> Dataset:
    absence = catalogue.collect(datasets, Dataset)["absence"]
    return replace(absence, addresses=(Address(url=url),))


def test_a_file_made_daily_is_looked_for_on_the_days_before(tmp_path: Path) -> None:
    (wanted,) = downloading.wanted(
        [_dataset("https://example.org/all{date}.csv")], years=[2019], day=date(2026, 3, 2), exactly=False,
        folder=tmp_path,
    )  # fmt: skip
    assert wanted.url == "https://example.org/all20260302.csv"
    assert wanted.others[:2] == ("https://example.org/all20260301.csv", "https://example.org/all20260228.csv")


def test_a_file_made_yearly_is_wanted_for_each_year(tmp_path: Path) -> None:
    files = downloading.wanted(
        [_dataset("https://example.org/{academic_year}.csv")], years=[2018, 2019], day=date(2026, 3, 2),
        exactly=False, folder=tmp_path,
    )  # fmt: skip
    assert [file.url for file in files] == [
        "https://example.org/2017-2018.csv",
        "https://example.org/2018-2019.csv",
    ]
    assert files[1].folder == tmp_path / "absence" / "2018-2019"


def test_every_address_kept_can_be_filled_in(tmp_path: Path) -> None:
    known = [dataset for dataset in catalogue.collect(datasets, Dataset).values() if dataset.addresses]
    files = downloading.wanted(known, years=[2019], day=date(2026, 3, 2), exactly=True, folder=tmp_path)
    assert files
    for file in files:
        assert file.url.startswith("https://")
        assert "{" not in file.url


def test_what_is_fetched_can_be_imported(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {"absence": _dataset(publisher[1] + "/files/abs_{academic_year}.csv")}
    monkeypatch.setattr(fetch.catalogue, "collect", lambda package, kind: known)
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "var"))
    publisher[0].file = incoming.absence_csv()
    assert main.main(["fetch", "absence", "--year", "2019", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    monkeypatch.undo()
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "var"))
    assert main.main(["import", told["path"], "--yes"]) == 0
    (release,) = incoming.store_in(tmp_path / "var").releases()
    assert release.years == (2019,)


def test_a_publication_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["fetch", "horoscopes"]) == 2
    assert "no public publication “horoscopes”" in capsys.readouterr().err


def test_the_addresses_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["fetch", "--list"]) == 0
    assert "gias_establishments" in capsys.readouterr().out
