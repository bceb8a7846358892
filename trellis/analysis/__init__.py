"""From a published file to a suggested level. Plain Python: no Django, no network."""
