"""What people send that nobody should: odd bytes, and files made to do harm."""

from pathlib import Path

import pytest

from tests.intake import bringing
from tests.web.test_data import NEW, client, home, left, said, send, the_import  # noqa: F401
from trellis.intake.models import Batch
from trellis.schools.actions import own_sets

pytestmark = pytest.mark.django_db


def test_a_return_with_bytes_that_a_database_does_not_keep_is_told_in_a_sentence() -> None:
    made = client()
    name, body = bringing.governance(900001)
    send(made, (name, body.replace(b"permanent", b"perm\0anent")))
    batch = the_import()
    page = said(made.get(f"/data/imports/{batch.pk}/"))
    assert "Trellis met something that it was not made for" not in page
    send(made, ("odd.csv", b"URN\0,\0\n\0,\0\n"))
    page = said(made.get(f"/data/imports/{the_import().pk}/"))
    assert "Trellis met something that it was not made for" not in page


def test_what_is_held_cannot_be_read_is_told_to_who_uploads(home: Path) -> None:  # noqa: F811
    from trellis.analysis.home import Home

    manifest = Home.from_environment().manifest
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text("{")
    answer = send(client(), bringing.governance(900001))
    assert answer.status_code == 503
    assert "cannot be read" in said(answer)
    assert Batch.objects.count() == 0
    assert left(home) == []


def test_a_disk_that_fills_up_while_files_come_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
    home: Path,  # noqa: F811
) -> None:
    import errno
    import os

    from trellis.intake import rooms
    from trellis.intake.actions import receiving
    from trellis.interfaces.web.data import uploading

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refused() -> None:
        answer = send(client(), bringing.governance(900001))
        assert answer.status_code == 507
        assert "No space left on device" in said(answer)
        assert Batch.objects.count() == 0
        assert left(home) == []

    with monkeypatch.context() as patched:
        patched.setattr(uploading.ToDisk, "receive_data_chunk", full)
        refused()
    with monkeypatch.context() as patched:
        patched.setattr(receiving.os, "replace", full)
        refused()
    with monkeypatch.context() as patched:
        patched.setattr(rooms, "_clear_abandoned", full)
        refused()


def test_what_came_and_what_is_told_of_it_is_for_the_service_alone_on_the_disk(home: Path) -> None:  # noqa: F811
    send(client(), bringing.governance(900001))
    folder = home / "imports"
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / the_import().key).stat().st_mode & 0o077 == 0


def test_a_set_with_a_reason_of_nothing_that_can_be_kept_is_refused() -> None:
    with pytest.raises(own_sets.CannotChoose, match="Say why"):
        own_sets._reason("\0 \0")
    assert own_sets._reason("They serve\0 the same  estate") == "They serve the same estate"


def test_two_files_that_come_in_slowly_do_not_hold_up_every_page() -> None:
    from django.conf import settings

    from trellis.interfaces.commands import serve

    assert serve.THREADS > 1
    pool = settings.DATABASES["default"]["OPTIONS"].get("pool", {"max_size": 8})
    assert pool["max_size"] >= serve.THREADS
