"""When a release as a whole was public."""

from datetime import date

from trellis.analysis.dataset import Context, Reading


def known_from(reading: Reading, context: Context) -> tuple[date, bool]:
    """Return the day on which the newest of what a file tells was public, and whether that is estimated.

    What was left out, since nobody asks for it, counts too: a file is as old whatever of it is carried on.
    """
    if reading.released is not None:
        return reading.released, False
    latest: tuple[date, bool] | None = None
    for kind, table in reading.tables.items():
        told = list(context.left_out.get(kind, ()))
        last = table["known_from"].max()
        if isinstance(last, date):
            estimated = table["known_from_estimated"].filter(table["known_from"] == last).any()
            told.append((last, bool(estimated)))
        newest = max((day for day, _ in told), default=None)
        if newest is not None and (latest is None or newest > latest[0]):
            latest = (newest, any(guessed for day, guessed in told if day == newest))
    return latest or (context.imported_on, True)
