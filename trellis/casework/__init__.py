"""Levels agreed with schools, and what follows from them: the people’s side of what the screening suggests."""
