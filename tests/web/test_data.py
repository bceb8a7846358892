"""The pages about the data: who sees what of it, and what each way of bringing files in answers."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders
from tests.analysis import incoming
from tests.intake import bringing
from trellis.intake import queries, running
from trellis.intake.models import Batch, Stage, Step
from trellis.interfaces.web.data import uploading

pytestmark = pytest.mark.django_db
ABSENCE = ("england_abs_2018-2019.csv", incoming.absence_csv())
NEW = "/data/imports/new/"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    bringing.at_once(monkeypatch, tmp_path)
    return tmp_path / "home"


def client(role: str = "data_officer", authority: str = bringing.OURS, **more: object) -> Client:
    made = Client(**more)  # type: ignore[arg-type]
    made.force_login(
        builders.person(role, authority=authority), backend="trellis.accounts.sign_in.EmailBackend"
    )
    return made


def send(made: Client, *files: tuple[str, bytes], **fields: str):  # type: ignore[no-untyped-def]
    data = {**fields, "files": [SimpleUploadedFile(name, body) for name, body in files], "whole": "yes"}
    return made.post(NEW, data)


def said(response) -> str:  # type: ignore[no-untyped-def]
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def the_import() -> Batch:
    batch = Batch.objects.first()
    assert batch is not None
    return batch


def left(home: Path) -> list[str]:
    return [path.name for path in (home / "imports").glob("*") if path.name not in (".gate", ".turn")]


# Who


@pytest.mark.parametrize(
    ("role", "overview", "imports", "new"),
    [
        ("sia", 200, 403, 403),
        ("sitl", 200, 200, 403),
        ("spa", 200, 403, 403),
        ("pa", 200, 200, 403),
        ("data_officer", 200, 200, 200),
        ("director", 200, 200, 403),
        ("auditor", 200, 200, 403),
        ("executive_member", 403, 403, 403),
        ("headteacher", 403, 403, 403),
        ("governor", 403, 403, 403),
        ("administrator", 403, 403, 403),
    ],
)
def test_each_role_opens_what_it_may(role: str, overview: int, imports: int, new: int) -> None:
    made = Client()
    urns = (900001,) if role in ("sia", "headteacher", "governor") else ()
    made.force_login(
        builders.person(role, authority=bringing.OURS, urns=urns),
        backend="trellis.accounts.sign_in.EmailBackend",
    )
    for address in (
        "/data/",
        "/data/coverage/",
        "/data/publications/absence/",
        "/data/returns/local_targets.csv",
    ):
        assert made.get(address).status_code == overview, address
    assert made.get("/data/imports/").status_code == imports
    assert made.get(NEW).status_code == new
    assert made.get("/data/fetch/").status_code == new
    if new == 403:
        assert made.post(NEW, {"whole": "yes"}).status_code == 403
        assert made.post("/data/fetch/", {"dataset": "absence"}).status_code == 403
        assert made.post("/data/build/").status_code == 403


def test_nothing_of_one_authoritys_imports_reaches_another() -> None:
    ours = client()
    send(ours, bringing.register())
    number = the_import().pk
    ours.post(f"/data/imports/{number}/decide/", {"decision": "confirm"})
    send(ours, bringing.governance(900001, name="our-secret-return.csv"))
    second = the_import().pk
    ours.post(f"/data/imports/{second}/decide/", {"decision": "confirm"})
    send(ours, bringing.governance(900002, vacancies="lots", name="our-spoiled-return.csv"))
    third = the_import().pk
    theirs = client(authority=bringing.THEIRS)
    for each in (number, second, third, 99999):
        assert theirs.get(f"/data/imports/{each}/").status_code == 404
        assert theirs.get(f"/data/imports/{each}/problems/").status_code == 404
        assert theirs.get(f"/data/imports/{each}/problems.csv").status_code == 404
        for decision in ("confirm", "drop", "undo", "go-on"):
            answer = theirs.post(f"/data/imports/{each}/decide/", {"decision": decision})
            assert answer.status_code == 404
    pages = [
        said(theirs.get(address))
        for address in ("/data/", "/data/imports/", "/data/publications/local_governance/", "/data/fetch/")
    ]
    assert all("our-" not in page and "Data_Officer" not in page for page in pages)
    assert "Nothing is held of it from your authority" in pages[2]
    assert pages[0].count("Not received yet") == 8
    # What is public is seen by both, without who brought it
    public = said(theirs.get("/data/publications/gias_establishments/"))
    assert "edubasealldata20260901.csv" in public
    assert "SHA-256" in public
    assert "our-secret-return.csv" in said(ours.get("/data/publications/local_governance/"))


def test_that_another_authority_has_imported_its_return_is_not_told_by_freshness_or_by_old_runs() -> None:
    ours, theirs = client(), client(authority=bringing.THEIRS)
    send(ours, bringing.register())
    ours.post(f"/data/imports/{the_import().pk}/decide/", {"decision": "confirm"})
    before = said(theirs.get("/data/"))
    bringing.store()
    one = bringing.upload(bringing.governance(900001), by=the_import().by)
    from trellis.analysis.files import intake
    from trellis.intake import rooms

    (found,) = rooms.room(one.batch.key).found()
    (understood,) = intake.understand(found, imported_on=datetime.now(UTC).date(), authority=bringing.OURS)
    intake.keep(understood, bringing.store(), at=datetime.now(UTC))
    assert "has changed since the figures were built" in said(ours.get("/data/"))
    assert said(theirs.get("/data/")) == before


def test_a_role_that_does_not_import_sees_no_first_rows_and_no_buttons() -> None:
    send(client(), ABSENCE)
    number = the_import().pk
    adviser = said(client("pa").get(f"/data/imports/{number}/"))
    assert "The first rows" not in adviser
    assert "Confirm and import" not in adviser
    assert client("pa").post(f"/data/imports/{number}/decide/", {"decision": "confirm"}).status_code == 403
    assert "The first rows" in said(client().get(f"/data/imports/{number}/"))


# Bringing files in


def test_a_file_is_read_shown_confirmed_and_taken_back() -> None:
    made = client()
    answer = send(made, bringing.register())
    number = the_import().pk
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/data/imports/{number}/")
    page = said(made.get(f"/data/imports/{number}/"))
    assert "1 release can be kept" in page
    assert "Get Information about Schools: establishments" in page
    assert "Every authority on this installation: it is public" in page
    made.post(f"/data/imports/{number}/decide/", {"decision": "confirm"})
    page = said(made.get(f"/data/imports/{number}/"))
    assert "Done." in page
    assert "What changed" in page
    refused = made.post(f"/data/imports/{number}/decide/", {"decision": "undo"})
    assert refused.status_code == 409
    assert "the only register" in said(refused)
    assert "edubasealldata" in said(made.get("/data/publications/gias_establishments/"))


def test_without_the_token_of_the_form_nothing_is_taken(home: Path) -> None:
    made = client(enforce_csrf_checks=True)
    assert send(made, ABSENCE).status_code == 403
    assert made.post("/data/build/").status_code == 403
    assert Batch.objects.count() == 0
    assert left(home) == []


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "photo.csv"),
        ("empty.csv", b"", "The file is empty"),
        ("page.csv", b"<!DOCTYPE html><title>Sign in</title>", "web page"),
        ("notes.csv", b"Name,Colour\nAnn,blue\n", "notes.csv"),
        ("torn.zip", incoming.zipped(abs__csv=incoming.absence_csv())[:60], "torn.zip"),
        ("bomb.zip", incoming.zipped(bomb__csv=b"0" * (120 << 20)), "bomb.zip"),
    ],
    ids=["picture", "empty", "page", "notes", "torn", "bomb"],
)
def test_what_is_no_publication_is_refused_in_a_sentence_and_let_go(
    name: str, body: bytes, words: str, home: Path
) -> None:
    made = client()
    assert send(made, (name, body)).status_code == 302
    batch = the_import()
    page = said(made.get(f"/data/imports/{batch.pk}/"))
    assert "Nothing in it can be kept. What was held before is as it was." in page
    assert words in page
    assert "What is wrong" in page
    assert not (home / "imports" / batch.key / "files").exists()
    assert bringing.store().releases(include_superseded=True) == ()


def test_three_thousand_problems_are_counted_paged_and_downloaded() -> None:
    made = client()
    send(made, bringing.register())
    made.post(f"/data/imports/{the_import().pk}/decide/", {"decision": "confirm"})
    rows = [f"{100000 + n},2025/26,many,2,0,permanent,01/09/2019,30/06/2026," for n in range(3000)]
    answer = send(made, ("spoiled.csv", "\n".join([bringing.HEADER, *rows, ""]).encode()))
    number = the_import().pk
    assert answer.status_code == 302
    first = said(made.get(f"/data/imports/{number}/problems/"))
    # A reader tells a thousand of one kind one by one, and of the rest how many there are
    assert "1,001 errors and 0 warnings" in first
    assert "2,000 more" in first + said(made.get(f"/data/imports/{number}/problems/?page=21"))
    assert "Page 1 of 21" in first
    last = made.get(f"/data/imports/{number}/problems/?page=21")
    assert 'rel="next"' not in last.content.decode()
    assert "Page 21 of 21" in said(made.get(f"/data/imports/{number}/problems/?page=999999"))
    assert "Page 1 of 21" in said(made.get(f"/data/imports/{number}/problems/?page=moon"))
    file = b"".join(made.get(f"/data/imports/{number}/problems.csv").streaming_content)  # type: ignore[attr-defined]
    assert file.count(b"\n") == 1002


def test_an_upload_that_breaks_off_leaves_nothing(home: Path) -> None:
    made = client()
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\nURN,PERCTOT\r\n9000"
    )
    answer = made.post(NEW, body, content_type="multipart/form-data; boundary=xx")
    assert answer.status_code == 400
    assert "was interrupted" in said(answer)
    assert Batch.objects.count() == 0
    assert left(home) == []


def test_nothing_chosen_is_said() -> None:
    answer = client().post(NEW, {"whole": "yes"})
    assert answer.status_code == 400
    assert "Choose a file to import" in said(answer)
    assert (
        answer.content.decode().count("<title>Error:") + answer.content.decode().count("Error: Import files")
        >= 1
    )


def test_a_year_that_is_none_is_said_and_the_file_let_go(home: Path) -> None:
    answer = send(client(), ABSENCE, year="soon")
    assert answer.status_code == 400
    assert "Enter the year" in said(answer)
    assert left(home) == []


def test_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("TRELLIS_MAX_UPLOAD_MB", "1")
    big = ("big.csv", b"URN\n" + b"9" * (3 << 20))
    told = send(client(), big)
    assert told.status_code == 413
    monkeypatch.setattr(uploading, "limit", lambda: 1 << 20)
    # As its bytes come, where their number was not told truly
    beyond = send(client(), ("big.csv", b"9" * ((1 << 20) + 1000)))
    assert beyond.status_code == 413
    assert "1 MB together" in said(beyond)
    assert Batch.objects.count() == 0
    assert left(home) == []


def test_too_many_files_are_refused(home: Path) -> None:
    answer = send(client(), *((f"{n}.csv", b"URN\n1\n") for n in range(uploading.MOST_FILES + 1)))
    assert answer.status_code == 413
    assert "20 files or fewer" in said(answer)
    assert left(home) == []


def test_a_disk_that_is_full_is_told_before_anything_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    from trellis.intake import rooms

    monkeypatch.setattr(rooms, "free_bytes", lambda: 1000)
    answer = send(client(), ABSENCE)
    assert answer.status_code == 507
    assert "too full" in said(answer)


def test_the_very_file_twice_is_answered_by_where_it_is(home: Path) -> None:
    made = client()
    send(made, ABSENCE)
    again = send(made, ABSENCE)
    assert again.status_code == 409
    assert f"being imported already, as import {the_import().pk}" in said(again)
    made.post(f"/data/imports/{the_import().pk}/decide/", {"decision": "confirm"})
    held = send(made, ABSENCE)
    assert held.status_code == 409
    assert "is held already" in said(held)
    assert Batch.objects.count() == 1


def test_a_name_that_would_leave_the_folder_does_not(home: Path) -> None:
    send(client(), ("../../../../escaped_abs_2018-2019.csv", ABSENCE[1]))
    assert not list(home.parent.glob("**/escaped*.csv")) or all(
        home / "imports" in path.parents for path in home.parent.glob("**/escaped*.csv")
    )
    assert "escaped_abs_2018-2019.csv" in the_import().title


# While it is worked on


def test_an_import_that_is_worked_on_refreshes_by_itself_and_can_be_told_not_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = []
    monkeypatch.setattr(running, "start", lambda batch, lock: held.append(lock))
    made = client()
    send(made, ABSENCE)
    batch = the_import()
    Step.objects.create(
        batch=batch, number=2, stage=Stage.READING, said="Reading a.csv", done=1, of=4, at=datetime.now(UTC)
    )
    answer = made.get(f"/data/imports/{batch.pk}/")
    assert answer.headers["Refresh"] == "4"
    page = said(answer)
    assert "Step 1 of 4: reading the files. 1 of 4 files done. Reading a.csv" in page
    assert 'value="25"' in answer.content.decode()
    assert "Refresh" not in made.get(f"/data/imports/{batch.pk}/?still").headers
    assert made.post(f"/data/imports/{batch.pk}/decide/", {"decision": "confirm"}).status_code == 409
    for lock in held:
        lock.close()
    gone = made.get(f"/data/imports/{batch.pk}/")
    assert "Refresh" not in gone.headers
    assert "The work stopped before its end." in said(gone)
    assert "What was held before is as it was." in said(gone)
    assert "Try again from here" in said(gone)


@pytest.mark.parametrize("decision", ["", "burn", "confirm "])
def test_a_decision_that_there_is_not_is_refused(decision: str) -> None:
    made = client()
    send(made, ABSENCE)
    answer = made.post(f"/data/imports/{the_import().pk}/decide/", {"decision": decision})
    assert answer.status_code == 400
    assert made.get(f"/data/imports/{the_import().pk}/decide/").status_code == 405


# What is held


@pytest.mark.parametrize(
    "address",
    ["/data/publications/horoscopes/", "/data/returns/absence.csv", "/data/returns/local_targets.exe"],
)
def test_what_there_is_not_is_not_found(address: str) -> None:
    assert client().get(address).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_template_comes_in_each_kind(kind: str) -> None:
    answer = client().get(f"/data/returns/local_governance.{kind}")
    assert answer.status_code == 200
    assert f'filename="local_governance.{kind}"' in answer.headers["Content-Disposition"]
    assert len(answer.content) > 50


def test_an_empty_installation_says_where_to_begin() -> None:
    page = said(client().get("/data/"))
    assert "Nothing is held yet." in page
    assert "Begin with the register of schools" in page
    assert "so nothing is covered" in said(client().get("/data/coverage/")) or "rebuilt" in said(
        client().get("/data/coverage/")
    )


def test_the_overview_asks_as_much_of_the_database_for_many_imports_as_for_few(home: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = client()
    send(made, ABSENCE)
    with CaptureQueriesContext(connection) as few:
        made.get("/data/imports/")
    for number in range(4):
        rows = (("998", "2001", f"90000{number}", "3.4", "5.1"),)
        send(made, (f"abs_2018-2019_{number}.csv", incoming.absence_csv(*rows)))
    with CaptureQueriesContext(connection) as more:
        made.get("/data/imports/")
    assert len(queries.imports_of([bringing.OURS])) == 5
    assert len(more) == len(few)
