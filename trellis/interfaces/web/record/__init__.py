"""Where a school stands and what the authority holds about it; and everything done about it, in order."""
