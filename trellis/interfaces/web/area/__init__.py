"""The authority as a whole: its schools by level and phase, what changed, how fresh the data is, and the map."""
