"""The state machine of an entry."""
