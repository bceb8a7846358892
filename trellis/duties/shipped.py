"""The statutory duties as they come with Trellis: law is data, with its citation and the day it was checked."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from trellis.accounts.roles import ROLES

FILE = Path(__file__).with_name("duties.yaml")


class DutiesCannotBeRead(Exception):
    """The file of duties is not as it must be. The message says where."""


class Duty(BaseModel):
    """One duty or power, in our own words. `months` is how long evidence of it is fresh unless an authority says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{2,59}$")
    title: str
    asks: str
    source: str
    link: HttpUrl
    checked_on: date
    in_force: str = "Commencement not checked."
    kind: str = Field(default="duty", pattern="^(duty|power)$")
    owner: str
    months: int = Field(ge=1, le=60)
    evidence: str

    @property
    def owner_name(self) -> str:
        """The name of the role that answers for it unless an authority says otherwise."""
        return ROLES[self.owner].name


@lru_cache(maxsize=1)
def duties() -> Mapping[str, Duty]:
    """Return every duty by its id, in the order of the file. Raises DutiesCannotBeRead."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def read(rows: Any) -> Mapping[str, Duty]:
    """Return duties as a file states them, by id. Raises DutiesCannotBeRead."""
    try:
        found = [Duty.model_validate(row) for row in rows["duties"]]
    except (ValidationError, KeyError, TypeError) as error:
        raise DutiesCannotBeRead(str(error)) from error
    if len({each.id for each in found}) != len(found):
        raise DutiesCannotBeRead("two duties have the same id")
    for each in found:
        if each.owner not in ROLES:
            raise DutiesCannotBeRead(f"{each.id}: there is no role “{each.owner}”")
    return {each.id: each for each in found}
