"""The append-only record of who did what, to which school, and who looked and exported."""
