"""Drafts kept from the sandbox: who may keep and propose one, and what is refused."""

from typing import Any

import pytest

from tests import builders
from tests.web.test_pages import signed_in
from tests.web.trying import MARGIN, MAY, kept_by, text
from trellis.activity.models import Event, Verb
from trellis.analysis.judging import shelf
from trellis.drafts import sandbox
from trellis.drafts.actions import drafting
from trellis.drafts.models import Draft, StateChange, Version
from trellis.screening.models import Result, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]


@pytest.mark.parametrize("role", sorted(MAY))
def test_only_the_principal_adviser_proposes_a_draft(role: str) -> None:
    draft_id = kept_by("pa")
    client = signed_in(role, name="Second")
    response = client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "1"})
    assert response.status_code == (302 if role == "pa" else 403)
    assert StateChange.objects.filter(state="proposed").count() == (role == "pa")


def test_keeping_a_draft_keeps_the_changes_with_who_and_when_and_judges_nobody() -> None:
    client = signed_in("pa")
    draft_id = kept_by("data_officer")
    version = Version.objects.get()
    assert version.changes == {MARGIN: 3.5}
    assert (version.number, version.moved, version.build_id, version.base_hash) == (1, 1, "b1", "ab" * 32)
    assert version.by.name == "Data_Officer"
    said = text(client.get(f"/what-if/drafts/{draft_id}/").content)
    assert "above its comparator by more than: 3.5 percentage points" in said
    assert "Draft, version 1 : Data_Officer" in said
    assert "No school is judged by it." in said
    assert "A wider margin" in text(client.get("/what-if/drafts/").content)
    assert Event.objects.filter(verb=Verb.PACK_DRAFTED).count() == 1
    assert (Run.objects.count(), Result.objects.count()) == (2, 6)


def test_a_draft_without_a_title_or_without_a_change_is_refused() -> None:
    client = signed_in("pa")
    untitled = client.post("/what-if/keep/", {"pack": "test-pack", MARGIN: "3.5", "title": "  ", "as": "new"})
    assert untitled.status_code == 422
    assert "Enter a title" in text(untitled.content)
    assert 'href="#title"' in untitled.content.decode()
    empty = client.post("/what-if/keep/", {"pack": "test-pack", "title": "Nothing", "as": "new"})
    assert empty.status_code == 422
    assert "Change at least one setting" in text(empty.content)
    wrong = client.post("/what-if/keep/", {"pack": "test-pack", MARGIN: "x", "title": "Bad", "as": "new"})
    assert wrong.status_code == 422
    long = client.post("/what-if/keep/", {"pack": "test-pack", MARGIN: "3", "title": "x" * 500, "as": "new"})
    assert long.status_code == 422
    assert Draft.objects.count() == 0


def test_a_draft_gains_versions_until_it_is_proposed_and_then_stays_as_it_is() -> None:
    draft_id = kept_by("pa")
    client = signed_in("pa")
    again = {
        "pack": "test-pack",
        "draft": str(draft_id),
        MARGIN: "4",
        "title": "Wider still",
        "as": "version",
    }
    assert client.post("/what-if/keep/", again).status_code == 302
    assert list(Version.objects.filter(draft_id=draft_id).values_list("number", flat=True)) == [2, 1]
    stale = client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "1"})
    assert stale.status_code == 409
    assert (
        "Version 2 has been kept since" in text(stale.content) or b"Version 2 has been kept" in stale.content
    )
    assert client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "2"}).status_code == 302
    said = text(client.get(f"/what-if/drafts/{draft_id}/").content)
    assert "It waits for a second person" in said
    assert "Approving is not part of Trellis yet" in said
    assert "Proposed, version 2 : Pa" in said
    assert client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "2"}).status_code == 409
    assert client.post("/what-if/keep/", again).status_code == 409
    assert client.post("/what-if/keep/", {**again, "as": "new"}).status_code == 302
    assert Event.objects.filter(verb=Verb.PACK_PROPOSED).count() == 1


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 50])
def test_proposing_a_version_that_is_not_there_is_refused(version: str) -> None:
    draft_id = kept_by("pa")
    response = signed_in("pa").post(f"/what-if/drafts/{draft_id}/propose/", {"version": version})
    assert response.status_code == 409
    assert StateChange.objects.filter(state="proposed").count() == 0


def test_a_number_taken_meanwhile_is_refused_and_nothing_is_half_kept() -> None:
    from trellis.drafts import queries

    draft_id = kept_by("pa")
    seen = queries.draft(draft_id, authorities=["801"])
    assert seen is not None
    person = builders.person("pa")
    given: dict[str, Any] = {
        "authority": "801", "pack": builders.pack(), "changes": {MARGIN: 5.0}, "said": ["x"], "title": "Mine",
        "note": "", "moved": 1, "build_id": "b1", "by": person, "at": builders.AT, "following": seen,
    }  # fmt: skip
    drafting.keep(**given)
    with pytest.raises(drafting.CannotDraft, match="Somebody has kept version 2 meanwhile"):
        drafting.keep(**given)
    assert Version.objects.count() == 2


def test_a_draft_whose_pack_has_changed_or_gone_says_every_reason_and_cannot_be_proposed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft_id = kept_by("pa")
    client = signed_in("pa")
    fewer = builders.pack(
        hash="cd" * 32, criteria=tuple(c for c in builders.pack().criteria if c.id != "L2-8")
    )
    monkeypatch.setattr(sandbox, "pack", lambda name: fewer)
    said = text(client.get(f"/what-if/drafts/{draft_id}/").content)
    assert "This draft cannot be evaluated as it stands." in said
    assert "has changed since this version was kept" in said
    assert "is not about a criterion of the pack" in said
    assert "It cannot be proposed while" in said
    assert client.post(f"/what-if/drafts/{draft_id}/propose/", {"version": "1"}).status_code == 422

    def gone(name: str) -> Any:
        raise shelf.NoSuchPack("gone")

    monkeypatch.setattr(sandbox, "pack", gone)
    assert "is no longer here" in text(client.get(f"/what-if/drafts/{draft_id}/").content)
    assert StateChange.objects.filter(state="proposed").count() == 0
