"""The page of what a search finds."""
