"""Every write: the dates of terms, and the days on which a school is closed."""
