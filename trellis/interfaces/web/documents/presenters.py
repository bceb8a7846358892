"""Documents as pages: each block with where it comes from, where the document stands, and what comes next. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from trellis.accounts import two_people
from trellis.accounts.models import User
from trellis.documents import printing
from trellis.documents.block import Block, Origin, Shape
from trellis.documents.models import IssuedFile
from trellis.documents.queries import DocumentFile
from trellis.documents.store import Proof
from trellis.documents.workflows.document import DOCUMENT
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class BlockShown:
    """One block on the page. `sources` are (address, words); `edit` is the key to edit it by, or ""."""

    key: str
    shape: str
    words: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    note: str
    beneath: str
    missing: str
    sources: tuple[tuple[str, str], ...]
    edit: str


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that may come next: who takes it, and for the reader its name, or why it is not theirs now."""

    label: str
    who: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DocumentPage:
    """A document as a page."""

    number: int
    title: str
    kind: str
    state: str
    reference: str
    confidentiality: str
    blocks: tuple[BlockShown, ...]
    nexts: tuple[Next, ...]
    done: tuple[tuple[str, str, str], ...]
    revisions: tuple[tuple[int, str, str], ...]
    stale: int
    is_open: bool
    was_issued: bool
    replaces: int | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A document in a list."""

    number: int
    title: str
    state: str
    when: str
    confidentiality: str
    was_issued: bool


@dataclass(frozen=True, kw_only=True)
class FileShown:
    """One issued file: its form, size and hash, and whether what is kept is still it."""

    form: str
    name: str
    size: str
    sha256: str
    is_same: bool
    proof: str


def present(
    file: DocumentFile, *, may: frozenset[str], reader: User, edits: bool, follows: bool
) -> DocumentPage:
    """Return the page. `follows` is whether the reader may open the pages that the figures come from."""
    return DocumentPage(
        number=file.document.pk,
        title=file.document.title,
        kind=file.kind.name,
        state=file.state_words,
        reference=printing.reference(file),
        confidentiality=printing.confidence(file),
        blocks=tuple(_block(each, edits=edits, follows=follows) for each in file.blocks),
        nexts=_nexts(file, may=may, reader=reader),
        done=tuple(
            (
                DOCUMENT.states[step.state],
                f"{step.by.name if step.by is not None else 'The service'}, {words.moment(step.at)}",
                step.reasons or step.details.get("to", ""),
            )
            for step in file.steps
        ),
        revisions=tuple(
            (each.number, each.what, f"{each.by.name}, {words.moment(each.at)}")
            for each in reversed(file.revisions)
        ),
        stale=len(file.differences),
        is_open=file.is_open,
        was_issued=file.was_issued,
        replaces=file.document.replaces_id,
    )


def line(file: DocumentFile) -> Line:
    last = file.steps[-1]
    return Line(
        number=file.document.pk,
        title=file.document.title,
        state=file.state_words,
        when=words.day(timezone.localdate(last.at)),
        confidentiality=file.confidentiality.words,
        was_issued=file.was_issued,
    )


def files(held: Sequence[tuple[IssuedFile, Proof]]) -> tuple[FileShown, ...]:
    """The issued files, what people read first."""
    order = ("pdf", "docx", "html", "json")
    return tuple(
        FileShown(
            form=each.form,
            name=str(each.get_form_display()),
            size=f"{max(1, round(each.size / 1024)):,} kB",
            sha256=each.sha256,
            is_same=proof.is_same,
            proof=proof.words,
        )
        for each, proof in sorted(held, key=lambda pair: order.index(pair[0].form))
    )


def places(file: DocumentFile) -> list[tuple[str, str]]:
    """After what a paragraph can be added: each block by its key, with its first words."""
    return [(each.key, _short(each.words)) for each in file.blocks if each.origin != Origin.PEOPLE]


def _short(said: str) -> str:
    return said if len(said) <= 80 else said[:79].rstrip() + "…"


def _block(each: Block, *, edits: bool, follows: bool) -> BlockShown:
    return BlockShown(
        key=each.key,
        shape=str(each.shape),
        words=each.words,
        head=each.head,
        lines=each.lines,
        note=_note(each),
        beneath=each.beneath if each.edited and each.beneath != each.words else "",
        missing=each.missing,
        sources=_sources(each) if follows else (),
        edit=each.key if edits and each.may_be_edited else "",
    )


def _note(each: Block) -> str:
    if each.origin == Origin.PEOPLE:
        return "Written into this document."
    if each.changed:
        return (
            "Edited, and the records beneath have changed since."
            if each.beneath
            else ("Edited, and the records no longer have what it was about.")
        )
    if each.edited:
        return "Edited."
    if each.origin == Origin.PACK and each.shape in (Shape.PARAGRAPH, Shape.SLIP):
        return "A fixed sentence."
    return ""


def _sources(each: Block) -> tuple[tuple[str, str], ...]:
    found = {}
    for source in each.sources:
        try:
            found[reverse(source.page, args=source.args)] = source.words
        except NoReverseMatch:  # a page of an earlier version, which an issued document still names
            continue
    return tuple(found.items())


def _nexts(file: DocumentFile, *, may: frozenset[str], reader: User) -> tuple[Next, ...]:
    offers = {each.transition.name: each for each in DOCUMENT.offers(file, state=file.state, may=may)}
    found = []
    for step in DOCUMENT.ahead(file.state):
        if step.name in ("edit", "supersede"):
            continue
        offer = offers.get(step.name)
        reason = offer.reason if offer is not None else "Not yours to take"
        if offer is not None and not reason and step.name == "approve":
            reason = next(
                (
                    said
                    for author in file.authors
                    if (
                        said := two_people.reason(
                            reader, first=author, did="wrote in this document", does="approve it"
                        )
                    )
                ),
                "",
            )
        found.append(
            Next(
                label=step.label,
                who=step.actors,
                name="" if reason else step.name.replace("_", "-"),
                reason=reason,
            )
        )
    return tuple(found)
