"""The data: what is held and how fresh it is, and bringing more in."""
