"""Fetching a publication by the pages, against a server of our own on this machine."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client

from tests.analysis import incoming
from tests.intake import bringing
from trellis.analysis.dataset import Address
from trellis.intake import downloading, held, queries
from trellis.intake.actions import receiving
from trellis.intake.models import Stage

pytestmark = pytest.mark.django_db


_SENT_ON = {
    "/inside": "http://169.254.169.254/latest/meta-data/",
    "/here": "http://localhost:9/abs.csv",
    "/along": "/abs_2018-2019.csv",
}


class _Publisher(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = {
            "/abs_2018-2019.csv": (200, "text/csv", incoming.absence_csv()),
            "/page": (200, "text/html", b"<!DOCTYPE html><title>Are you a robot?</title>"),
            "/broken": (500, "text/plain", b"no"),
        }
        if self.path in _SENT_ON:
            self.send_response(302)
            self.send_header("Location", _SENT_ON[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        code, kind, body = found.get(self.path, (404, "text/plain", b"no"))
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bringing.at_once(monkeypatch, tmp_path)
    monkeypatch.setattr(downloading.time, "sleep", lambda seconds: None)


@pytest.fixture
def officer() -> Client:
    made = Client()
    made.force_login(bringing.officer(), backend="trellis.accounts.sign_in.EmailBackend")
    return made


def at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    absence = replace(held.known()["absence"], addresses=(Address(url=url),))
    monkeypatch.setattr(receiving, "fetchable", lambda: {"absence": absence})
    from trellis.intake import fetching

    monkeypatch.setattr(fetching, "fetchable", lambda: {"absence": absence})


def fetched(officer: Client) -> queries.Import:
    answer = officer.post("/data/fetch/", {"dataset": "absence", "year": "2019"})
    assert answer.status_code == 302
    (one,) = queries.imports_of([bringing.OURS])
    return one


def test_what_is_fetched_is_shown_before_it_is_kept(
    monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, address + "/abs_{academic_year}.csv")
    one = fetched(officer)
    assert one.stage == Stage.READ
    assert Stage.FETCHING in {Stage(step.stage) for step in one.steps}
    (table,) = queries.tables_of(one.batch)
    assert (table.dataset, table.years) == ("absence", "year ending 2019")
    assert bringing.store().releases() == ()
    done = bringing.confirmed(one, by=one.batch.by)
    assert done.stage == Stage.DONE
    assert len(bringing.store().releases()) == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/page", "answered with a web page, not a file"),
        ("/broken", "answered with an error (500"),
        ("/nothing", "is not there (404)"),
        ("/inside", "sends on to 169.254.169.254, which is no public address"),
        ("/here", "sends on to localhost, which is no public address"),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence(
    path: str, words: str, monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, address + path)
    one = fetched(officer)
    assert one.stage == Stage.FAILED
    assert words in one.last.said
    assert words in officer.get(f"/data/imports/{one.batch.pk}/").content.decode()


def test_a_publisher_may_send_on_to_another_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, address + "/along")
    assert fetched(officer).stage == Stage.READ


def test_no_network_is_told_and_it_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, "http://127.0.0.1:9/abs.csv")
    one = fetched(officer)
    assert one.stage == Stage.FAILED
    assert "could not be reached" in one.last.said
    at(monkeypatch, address + "/abs_{academic_year}.csv")
    officer.post(f"/data/imports/{one.batch.pk}/decide/", {"decision": "go-on"})
    assert bringing.standing(one.batch).stage == Stage.READ


def test_the_same_fetch_at_once_and_one_that_there_is_not_are_refused(
    monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, address + "/abs_{academic_year}.csv")
    fetched(officer)
    again = officer.post("/data/fetch/", {"dataset": "absence", "year": "2019"})
    assert again.status_code == 409
    assert b"is being fetched already" in again.content
    for wrong in (
        {"dataset": "horoscopes"},
        {"dataset": "absence", "year": "soon"},
        {"dataset": "absence", "year": "1066"},
    ):
        assert officer.post("/data/fetch/", wrong).status_code == 400, wrong


def test_another_authority_is_not_told_what_is_fetched(
    monkeypatch: pytest.MonkeyPatch, address: str, officer: Client
) -> None:
    at(monkeypatch, address + "/abs_{academic_year}.csv")
    fetched(officer)
    batch = receiving.fetch(
        authority=bringing.THEIRS,
        dataset="absence",
        year=2019,
        by=bringing.officer(bringing.THEIRS),
        at=datetime.now(UTC),
    )
    assert batch.authority_id == bringing.THEIRS
