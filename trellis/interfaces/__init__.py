"""The ways in: the command line and the pages. No rules here."""
