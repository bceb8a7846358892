"""What the law and the guidance of a day ask of a notice and of a concern: content with its sources, and not code."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from trellis.analysis.home import Home
from trellis.problem import Refusal

OURS = Path(__file__).with_name("law.yaml")
OVERRIDE = "interventions.yaml"
AGAINST = {
    "publisher": "",
    "reports": ", against what others report of it",
    "project_notes": ", against the notes of this project",
}


class CannotRead(Refusal):
    """The installation's own file about notices is not as it should be. The message says where."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)


class Guidance(_Part):
    """One edition of guidance, the days on which it is the one to use, and when somebody last looked."""

    id: str
    title: str
    publisher: str
    version: str
    effective_from: date
    effective_to: date | None = None
    checked_on: date
    checked_against: Literal["publisher", "reports", "project_notes"]
    about: str = "–"

    @property
    def said(self) -> str:
        """As a notice names it."""
        since = f"{self.effective_from.day} {self.effective_from:%B %Y}"
        checked = f"{self.checked_on.day} {self.checked_on:%B %Y}"
        against = AGAINST[self.checked_against]
        return f"{self.title} ({self.publisher}; {self.version}; used from {since}; checked on {checked}{against})"


class Ground(_Part):
    """Why a notice may be given."""

    id: str
    name: str


class Kind(_Part):
    """A kind of notice, by the section under which it is given. `powers` are those that may follow it; empty for every power."""

    id: str
    name: str
    law: str
    grounds: tuple[Ground, ...]
    powers: tuple[str, ...] = ()


class Power(_Part):
    """What the authority may do once a school is eligible for intervention. `limit_months` counts from the compliance day."""

    id: str
    name: str
    law: str
    asks: str
    limit_months: int | None = None
    needs_consent: bool = False


class Recipient(_Part):
    """Who is given a copy. `types` are words of the school types that it is for; empty for every school.

    One that is not required can be recorded, and compliance does not wait for it.
    """

    id: str
    name: str
    types: tuple[str, ...] = ()
    is_required: bool = True

    def is_for(self, school_type: str) -> bool:
        return not self.types or any(each in school_type.lower() for each in self.types)


class Subject(_Part):
    """What a concern about an academy is about. Safeguarding may go straight to Ofsted."""

    id: str
    name: str
    is_safeguarding: bool = False


class Law(_Part):
    """All of it."""

    not_advice: str
    guidance: tuple[Guidance, ...]
    kinds: tuple[Kind, ...]
    powers: tuple[Power, ...]
    limit_note: str
    recipients: tuple[Recipient, ...]
    concern_subjects: tuple[Subject, ...]

    @model_validator(mode="after")
    def _no_id_twice(self) -> "Law":
        grounds = [ground for kind in self.kinds for ground in kind.grounds]
        for listed in (
            self.guidance,
            self.kinds,
            grounds,
            self.powers,
            self.recipients,
            self.concern_subjects,
        ):
            ids = [each.id for each in listed]
            if len(set(ids)) != len(ids):
                raise ValueError(f"an id is given twice among {', '.join(ids)}")
        known = {power.id for power in self.powers}
        for kind in self.kinds:
            if unknown := set(kind.powers) - known:
                raise ValueError(f"{kind.id} names powers that are not listed: {', '.join(sorted(unknown))}")
        return self

    def in_effect(self, on: date) -> tuple[Guidance, ...]:
        """The guidance to be used on a day."""
        return tuple(
            each
            for each in self.guidance
            if each.effective_from <= on and (each.effective_to is None or on <= each.effective_to)
        )

    def kind_of(self, grounds: tuple[str, ...]) -> Kind | None:
        """The kind of notice that has all of these grounds; None where no kind has."""
        return next(
            (kind for kind in self.kinds if grounds and set(grounds) <= {each.id for each in kind.grounds}),
            None,
        )

    def powers_after(self, kind: Kind) -> tuple[Power, ...]:
        """The powers that a notice of this kind can lead to."""
        return tuple(each for each in self.powers if not kind.powers or each.id in kind.powers)

    def copies_for(self, school_type: str) -> tuple[Recipient, ...]:
        """Who may be recorded as having a copy of a notice to a school of this type: those who must have one first."""
        every = [each for each in self.recipients if each.is_for(school_type)]
        return tuple(sorted(every, key=lambda each: not each.is_required))

    def ground(self, ground_id: str) -> Ground | None:
        return next((each for kind in self.kinds for each in kind.grounds if each.id == ground_id), None)

    def power(self, power_id: str) -> Power | None:
        return next((each for each in self.powers if each.id == power_id), None)

    def subject(self, subject_id: str) -> Subject | None:
        return next((each for each in self.concern_subjects if each.id == subject_id), None)


def held() -> Law:
    """Return what holds at this installation: its own file where it has one that can be read, else ours."""
    own = Home.from_environment().root / OVERRIDE
    try:
        return read(own) if own.is_file() else read(OURS)
    except CannotRead:
        return read(OURS)  # the pages say so, by what `note` gives them


def note() -> str:
    """Return what stands at the foot of a page: that this is no legal advice, and what is wrong with the installation's own file."""
    own = Home.from_environment().root / OVERRIDE
    wrong = ""
    try:
        if own.is_file():
            read(own)
    except CannotRead as refusal:
        wrong = f"The installation’s own file cannot be used, so the usual one holds. {refusal} "
    return f"{wrong}{held().not_advice}"


def read(file: Path) -> Law:
    """Read a file, once for as long as it stays as it is. Raises CannotRead."""
    found = file.stat()
    return _read(str(file), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(file: str, changed: int, size: int) -> Law:
    del changed, size
    try:
        return Law.model_validate(yaml.safe_load(Path(file).read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise CannotRead(f"{Path(file).name} cannot be read: {error}") from error
