"""The process that works on one import: `python -m trellis.intake.worker NUMBER`."""

import os
import sys


def main(number: str) -> int:
    """Work on the import with this number until it ends or waits for a person. Returns 0 when its end was recorded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    import django

    django.setup()
    from trellis.intake import working

    working.work(int(number))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
