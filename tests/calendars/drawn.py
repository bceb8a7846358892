"""Stretches of three calendars, drawn a week to a line from Monday to Friday, from which due days were counted by hand.

Each letter is a day: S a school day, i INSET, h a holiday of the school on which the authority works, b a bank holiday. The
terms that they are of are those of `years`, which were written from printed term dates and not from these drawings.
"""

from datetime import date, timedelta

DRAWN = {
    "half-terms": """
        2026-10-05 S S S S S
        2026-10-12 S S S S S
        2026-10-19 S S S S S
        2026-10-26 h h h h h
        2026-11-02 i S S S S
        2026-11-09 S S S S S
        2026-12-07 S S S S S
        2026-12-14 S S S S S
        2026-12-21 h h h h b
        2026-12-28 b h h h b
        2027-01-04 S S S S S
        2027-01-11 S S S S S
    """,
    "Easter outside the term": """
        2027-03-15 S S S S S
        2027-03-22 S S S S b
        2027-03-29 b h h h h
        2027-04-05 h h h h h
        2027-04-12 S S S S S
        2027-04-19 S S S S S
        2027-04-26 S S S S S
        2027-05-03 b S S S S
        2028-02-07 S S S S S
        2028-02-14 h h h h h
        2028-02-21 S S S S S
        2028-02-28 S S S S S
        2028-03-06 S S S S S
        2028-03-27 S S S S S
        2028-04-03 h h h h h
        2028-04-10 h h h h b
        2028-04-17 b S S S S
        2028-04-24 S S S S S
    """,
    "a federation with its own days, and Easter inside its term": """
        2026-10-12 S S S S S
        2026-10-19 h h h h h
        2026-10-26 h h h h h
        2026-11-02 i S S S S
        2026-11-09 S S S S S
        2027-03-15 S S S S S
        2027-03-22 S S S S b
        2027-03-29 b S S S h
        2027-04-05 h h h h h
        2027-04-12 h h h h h
        2027-04-19 S S S S S
        2027-04-26 S S S S S
        2027-05-03 b S S S S
    """,
}


def days(name: str) -> dict[date, str]:
    """The letter of each day that is drawn, with w for the days of its weekends."""
    found: dict[date, str] = {}
    for line in DRAWN[name].split("\n"):
        if not line.strip():
            continue
        monday, *letters = line.split()
        first = date.fromisoformat(monday)
        assert first.weekday() == 0, monday
        assert len(letters) == 5, monday
        found |= {first + timedelta(days=n): letter for n, letter in enumerate([*letters, "w", "w"])}
    return found
