"""Academic years, terms, school days and working days of each authority, and what a school sets for itself."""
