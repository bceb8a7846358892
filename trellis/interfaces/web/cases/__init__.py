"""The cases of schools at risk: the list, what is due, one case, and the form of each step."""
