"""Tables and templates as the files that people open."""
