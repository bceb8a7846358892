"""The schools of an authority, and one school with the evidence behind its suggested level."""
