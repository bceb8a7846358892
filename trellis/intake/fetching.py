"""Fetching a publication into the folder of an import, from its publisher's address."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from django.utils import timezone

from trellis.intake import downloading, rooms
from trellis.intake.actions.receiving import fetchable
from trellis.intake.downloading import FetchRefused, NotThere
from trellis.intake.models import Batch

Tell = Callable[[str, int, int], None]  # what is being done, bytes so far, bytes in all


def fetch(batch: Batch, *, tell: Tell) -> None:
    """Download every file of the publication that the import is of. Raises FetchRefused where none came.

    A file that is not there for a year, beside others that are, is passed over.
    """
    dataset = fetchable().get(str(batch.wanted["dataset"]))
    if dataset is None:
        raise FetchRefused("This publication has no address any more.")
    room = rooms.room(batch.key)
    year = batch.wanted.get("year") or batch.at.year - (batch.at.month < 9)
    files = downloading.wanted(
        [dataset], years=[int(year)], day=timezone.localdate(batch.at), exactly=False, folder=room.files
    )
    missed: list[NotThere] = []
    with downloading.opened() as client:
        for place, file in enumerate(files, start=1):
            said = f"Fetching file {place} of {len(files)} from {urlsplit(file.url).netloc}"
            tell(said, 0, 0)
            try:
                downloading.first_there(client, file, told=partial(_told, tell, said))
            except NotThere as error:
                missed.append(error)
    if len(missed) == len(files):
        raise missed[0]


def _told(tell: Tell, said: str, done: int, total: int | None) -> None:
    tell(said, done, total or 0)
