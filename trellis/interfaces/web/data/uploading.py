"""Files that come in through the browser: written to the disk as they come, beside the data and never served."""

import hashlib
import os
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from trellis.intake import rooms
from trellis.intake.actions import receiving
from trellis.intake.actions.receiving import Came
from trellis.interfaces.web.data import loading
from trellis.interfaces.web.data.forms import About
from trellis.interfaces.web.data.loading import Opened
from trellis.interfaces.web.govuk.forms import problems
from trellis.problem import Refusal
from trellis.schools import queries as schools

MOST_FILES = 20
_SPARE = 64 << 20  # bytes that must stay free for the database to say what happened


def limit() -> int:
    """Return the most bytes that may come in one upload: TRELLIS_MAX_UPLOAD_MB, or 512 MB."""
    stated = os.environ.get("TRELLIS_MAX_UPLOAD_MB", "512")
    return int(stated) << 20 if stated.isdigit() and int(stated) else 512 << 20


class ToDisk(FileUploadHandler):
    """Writes each file to a folder of its own as its bytes come, and takes its hash on the way."""

    def __init__(self, folder: Path, most: int) -> None:
        super().__init__()
        self.folder = folder
        self.most = most
        self.total = 0
        self.refused = ""
        self.came: list[Came] = []
        self._open: BinaryIO | None = None
        self._digest = hashlib.sha256()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if len(self.came) >= MOST_FILES:
            self.refused = f"Choose {MOST_FILES} files or fewer. Put more of them into one zip file."
            raise StopUpload(connection_reset=True)
        # Letters, since a reader takes figures in a path for a year
        place = self.folder / chr(ord("a") + len(self.came))
        place.mkdir(exist_ok=True)
        self._digest = hashlib.sha256()
        self._open = (place / rooms.safe_name(self.file_name or "")).open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if self.total > self.most:
            self.refused = too_big(self.most)
            raise StopUpload(connection_reset=True)
        if self._open is not None:
            self._digest.update(raw_data)
            self._open.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        if self._open is not None:
            name = rooms.safe_name(self.file_name or "")
            self.close()
            self.came.append(Came(name=name, size=file_size, sha256=self._digest.hexdigest()))

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def too_big(most: int) -> str:
    """Return what to say of an upload of more bytes than may be sent at once."""
    return f"Files of more than {most >> 20:,} MB together cannot be uploaded. Upload them one by one, or zipped."


@csrf_exempt  # the token is asked for below, once there is a place for what comes with it
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form that takes files in, and the import that it begins."""
    found = loading.officer(request)
    if request.method != "POST":
        return _form(request, found)
    stated = request.META.get("CONTENT_LENGTH") or "0"
    size = int(stated) if stated.isdigit() else 0
    if size > limit() + (1 << 20):
        return _form(request, found, said=too_big(limit()), status=413)
    if size + _SPARE > rooms.free_bytes():
        return _form(
            request,
            found,
            said="The disk of this installation is too full for these files. Tell whoever runs Trellis. Nothing is lost.",
            status=507,
        )
    try:
        with rooms.incoming() as folder:
            handler = ToDisk(folder, limit())
            request.upload_handlers = [handler]
            try:
                return _received(request, found=found, handler=handler)
            finally:
                handler.close()
    except UnreadablePostError:
        return _form(request, found, said=_INTERRUPTED, status=400)
    except OSError as error:
        said = (
            f"The files could not be written ({error.strerror or error}). What was held before is as it was."
        )
        return _form(request, found, said=said, status=507)


_INTERRUPTED = (
    "The upload was interrupted, so nothing of it was kept. Choose the files and upload them again."
)


@csrf_protect
def _received(request: HttpRequest, *, found: Opened, handler: ToDisk) -> HttpResponse:
    given = request.POST  # reads what comes, by which the files are on the disk
    if handler.refused:
        return _form(request, found, said=handler.refused, status=413)
    # The form's last field: without it the end of what was sent has not come
    if given.get("whole") != "yes":
        return _form(request, found, said=_INTERRUPTED, status=400)
    form = _about(request, found)
    if not form.is_valid():
        return _form(request, found, form=form, status=400)
    try:
        batch = receiving.receive(
            authority=form.cleaned_data.get("authority") or found.imports[0],
            folder=handler.folder,
            files=handler.came,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            year=form.cleaned_data["year"],
            known_from=form.cleaned_data["known_from"],
        )
    except receiving.NothingCame as refusal:
        return _form(request, found, form=form, said=str(refusal), status=400)
    except (receiving.AlreadyHere, receiving.TooMany) as refusal:
        return _form(request, found, form=form, said=str(refusal), status=409)
    except Refusal as refusal:  # what is held cannot be read, so nobody can say whether this is among it
        return _form(request, found, form=form, said=str(refusal), status=503)
    return redirect("import", batch.pk)


def _about(request: HttpRequest, found: Opened) -> About:
    return About(
        request.POST if request.method == "POST" else None,
        authorities=[(code, schools.name_of(code)) for code in found.imports],
        today=timezone.localdate(),
    )


def _form(
    request: HttpRequest, found: Opened, *, form: About | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    """The form, with what was wrong. A form that was not read whole is drawn anew."""
    if not found.imports:
        raise PermissionDenied
    shown = form or About(
        authorities=[(code, schools.name_of(code)) for code in found.imports], today=timezone.localdate()
    )
    listed = ([{"text": said, "href": "#files"}] if said else []) + (problems(form) if form else [])
    context = {
        "frame": found.frame,
        "form": shown,
        "problems": listed,
        "said": said,
        "limit": f"{limit() >> 20:,} MB",
        "most_files": MOST_FILES,
    }
    return render(request, "data/new_import.html", context, status=status)
