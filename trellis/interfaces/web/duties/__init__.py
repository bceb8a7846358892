"""The pages of the duties register."""
