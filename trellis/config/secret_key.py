"""The key that signs sessions: made once for an installation and kept in its folder."""

import os
from pathlib import Path
from secrets import token_urlsafe


def kept_in(home: Path) -> str:
    """Return the installation's secret key, making it (readable by its owner only) the first time.

    Two processes starting at once end up with the same key: the file is linked into place whole, and whoever
    comes second reads the first one's.
    """
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        aside = home / f"secret.key.{os.getpid()}.tmp"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(token_urlsafe(64))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
