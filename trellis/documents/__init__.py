"""Documents made from what is recorded: composed, edited, approved by a named person, issued and frozen."""
