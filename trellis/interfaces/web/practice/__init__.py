"""The directory of good practice: searched, as a list and as a map; one entry with its steps; and asking for contact."""
