"""A whole document as it goes on paper: what every form of it is written from, and what is frozen when it is issued."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trellis.documents.block import Block
from trellis.documents.brand import Logo

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document with its head. `status` says that it is a draft, or by whom it was approved and issued to whom.

    `made_at` is the moment that its files carry, so that the same paper is the same bytes whenever it is written.
    """

    title: str
    sender: str
    address: tuple[str, ...]
    contact: str
    reference: str
    dated: str
    issued_to: str
    status: tuple[str, ...]
    confidence: str
    is_draft: bool
    made_at: datetime
    blocks: tuple[Block, ...]
    colour: str = ""
    logo: Logo | None = None

    def as_json(self) -> dict[str, Any]:
        branded = {"colour": self.colour} if self.colour else {}
        if self.logo is not None:
            branded |= {"logo": self.logo.png, "logo_shows": self.logo.shows}
        return {
            **branded,
            "version": VERSION,
            "title": self.title,
            "sender": self.sender,
            "address": list(self.address),
            "contact": self.contact,
            "reference": self.reference,
            "dated": self.dated,
            "issued_to": self.issued_to,
            "status": list(self.status),
            "confidence": self.confidence,
            "is_draft": self.is_draft,
            "made_at": self.made_at.isoformat(),
            "blocks": [each.as_json() for each in self.blocks],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Paper":
        return cls(
            title=kept["title"],
            sender=kept["sender"],
            address=tuple(kept["address"]),
            contact=kept["contact"],
            reference=kept["reference"],
            dated=kept["dated"],
            issued_to=kept["issued_to"],
            status=tuple(kept["status"]),
            confidence=kept["confidence"],
            is_draft=kept["is_draft"],
            made_at=datetime.fromisoformat(kept["made_at"]),
            blocks=tuple(Block.from_json(each) for each in kept["blocks"]),
            colour=kept.get("colour", ""),
            logo=Logo(png=kept["logo"], shows=kept["logo_shows"]) if "logo" in kept else None,
        )

    def as_bytes(self) -> bytes:
        """The content as it is frozen: JSON whose keys are in order, in UTF-8."""
        said = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, indent=1)
        # A lone half of a pair is no text that UTF-8 has
        return said.encode("utf-8", errors="replace") + b"\n"
