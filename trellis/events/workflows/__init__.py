"""The state machine of a booking."""
