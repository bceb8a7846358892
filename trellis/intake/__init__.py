"""Files as they come in by the pages: uploaded or fetched, looked at, confirmed, taken in, and taken back."""
