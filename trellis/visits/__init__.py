"""Visits to schools with their notes, and inspections from the day they are notified to their next steps."""
