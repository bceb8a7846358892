"""System leaders: who is designated, their portraits, protocols, days and learning."""
