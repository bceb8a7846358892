"""The built warehouse, and the columns of facts read from it."""
