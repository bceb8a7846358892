"""Every read of the drafts. Each takes the authority that they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from trellis.drafts.models import Draft, State, StateChange, Version


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One draft with its versions, newest first, and its steps, oldest first."""

    draft: Draft
    versions: tuple[Version, ...]
    steps: tuple[StateChange, ...]

    @property
    def newest(self) -> Version:
        return self.versions[0]

    @property
    def state(self) -> State:
        return State(self.steps[-1].state) if self.steps else State.DRAFT


def drafts_of(authorities: Iterable[str]) -> list[Kept]:
    """The authorities' drafts, the newest first. This will make three queries, however many there are."""
    found = (
        Draft.objects.filter(authority_id__in=list(authorities))
        .select_related("authority", "by")
        .prefetch_related("versions__by", "state_changes__by", "state_changes__version")
    )
    return [_kept(draft) for draft in found[:200]]


def draft(draft_id: int, *, authorities: Iterable[str]) -> Kept | None:
    """One draft in full, if it is one of the authorities'; None otherwise."""
    found = (
        Draft.objects.filter(pk=draft_id, authority_id__in=list(authorities))
        .select_related("authority", "by")
        .prefetch_related("versions__by", "state_changes__by", "state_changes__version")
        .first()
    )
    return None if found is None else _kept(found)


def _kept(found: Draft) -> Kept:
    return Kept(draft=found, versions=tuple(found.versions.all()), steps=tuple(found.state_changes.all()))
