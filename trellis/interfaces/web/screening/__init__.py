"""Screening runs: what was run, on what, and with which result."""
