"""Schools side by side."""
