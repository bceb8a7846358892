"""Packs tried in the sandbox and kept as drafts: what was changed, by whom, and what has been proposed."""
