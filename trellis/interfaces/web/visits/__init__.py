"""Visits of a school and of a person, the note of each, and inspections with their next steps."""
