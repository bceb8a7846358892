"""Drafts as pages: how each is listed, and one in full. Pure but for reading the pack that a draft starts from."""

from dataclasses import dataclass

from trellis.accounts.roles import Permission
from trellis.analysis.judging.framework import FrameworkProblems
from trellis.drafts.models import State
from trellis.drafts.queries import Kept
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.layout import Frame
from trellis.interfaces.web.what_if import asking


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """One draft in the list."""

    id: int
    title: str
    base: str
    state: str
    version: int
    changes: int
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One version as it was kept."""

    number: int
    title: str
    note: str
    said: tuple[str, ...]
    moved: str
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """One draft. `sandbox` is where it opens; empty where it cannot be evaluated, and `problems` says why."""

    id: int
    title: str
    number: int
    base: str
    state: str
    proposed: bool
    versions: tuple[VersionLine, ...]
    steps: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    sandbox: str
    may_propose: bool


def line(kept: Kept) -> DraftLine:
    newest = kept.newest
    return DraftLine(
        id=kept.draft.pk,
        title=newest.title,
        base=f"{kept.draft.base_pack}, version {newest.base_version}",
        state=kept.state.label,
        version=newest.number,
        changes=len(newest.changes),
        by=newest.by.name,
        at=words.moment(newest.at),
    )


def problems(kept: Kept, frame: Frame) -> tuple[str, ...]:
    """Return every reason why the draft cannot be evaluated today, each in a sentence."""
    try:
        found = asking.of_draft(kept, frame)
    except FrameworkProblems as refused:
        return tuple(f"The pack it starts from has a problem. {problem}" for problem in refused.problems)
    if isinstance(found, str):
        return (found,)
    said = [problem.sentence for problem in found.problems]
    if found.pack.hash != kept.newest.base_hash:
        said.insert(
            0,
            f"The pack “{found.pack.title}” has changed since this version was kept. Open the sandbox from the pack "
            "as it is now, make the changes again and keep them as a new draft.",
        )
    return tuple(said)


def present(kept: Kept, frame: Frame) -> DraftPage:
    """Return the page of one draft."""
    newest, wrong = kept.newest, problems(kept, frame)
    found = asking.of_draft(kept, frame) if not wrong else ""
    proposed = kept.state != State.DRAFT
    return DraftPage(
        id=kept.draft.pk,
        title=newest.title,
        number=newest.number,
        base=f"{kept.draft.base_pack}, version {newest.base_version}",
        state=kept.state.label,
        proposed=proposed,
        versions=tuple(
            VersionLine(
                number=one.number,
                title=one.title,
                note=one.note,
                said=tuple(one.said),
                moved=words.count(one.moved, "school"),
                by=one.by.name,
                at=words.moment(one.at),
            )
            for one in kept.versions
        ),
        steps=tuple(
            (
                f"{step.get_state_display()}, version {step.version.number}",
                f"{step.by.name}, {words.moment(step.at)}",
            )
            for step in kept.steps
        ),
        problems=wrong,
        sandbox=found.query if not isinstance(found, str) else "",
        may_propose=not proposed
        and not wrong
        and frame.held.may(Permission.PACK_PROPOSE, authority=kept.draft.authority_id),
    )
