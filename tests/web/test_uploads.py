"""Files that people send: each place that takes one looks at what is in it, however it is called, and keeps none that is not that."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders
from tests.casework import acting
from tests.documents import drawing_up
from tests.web.test_pages import signed_in
from trellis.analysis.home import Home
from trellis.calendars import term_file
from trellis.calendars.models import YearOfTerms
from trellis.interfaces import web

TAKES_A_FILE = {
    "data/jinja2/data/new_import.html",  # test_data: recognised by its header, sized, kept in the home
    "terms/jinja2/terms/import.html",
}


def test_these_pages_take_a_file_and_no_others() -> None:
    folder = Path(web.__file__).parent
    found = {
        str(each.relative_to(folder))
        for each in folder.rglob("*.html")
        if "multipart/form-data" in each.read_text(encoding="utf-8")
        or 'type="file"' in each.read_text(encoding="utf-8")
    }
    assert found == TAKES_A_FILE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "This is not a CSV file"),
        (b"%PDF-1.7\n" + bytes(200), "This is not a CSV file"),
        (b"PK\x03\x04" + bytes(200), "This is not a CSV file"),
        (b"MZ\x90\x00" + bytes(200), "This is not a CSV file"),
        (b"<!doctype html><html><script>alert(1)</script></html>", "Year"),
        (b"a" * (term_file.LARGEST + 1), "The file is larger than term dates ever are"),
    ],
    ids=["a picture", "a PDF", "a workbook", "a program", "a web page", "too large"],
)
def test_a_file_of_term_dates_that_is_not_what_its_name_says_is_refused_in_a_sentence(
    content: bytes, sentence: str
) -> None:
    builders.screened()
    officer = signed_in("data_officer")
    answer = officer.post("/terms/import/", {"file": SimpleUploadedFile("terms.csv", content)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "<script>alert" not in page
    assert not YearOfTerms.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_issued_files_lie_outside_of_what_is_served_and_are_given_out_as_attachments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    builders.screened()
    file = drawing_up.issued()
    kept = Home.from_environment().documents
    assert sum(each.is_file() for each in kept.rglob("*")) == 4
    served = [Path(str(each)) for each in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS) if each]
    assert not any(kept.is_relative_to(each) or each.is_relative_to(kept) for each in served)
    head = Client()
    head.force_login(acting.head(), backend="trellis.accounts.sign_in.EmailBackend")
    for each in file.files:
        answer = head.get(f"/documents/{file.document.pk}/issued/{each.form}/")
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer["X-Content-Type-Options"] == "nosniff"
