"""The state machine of an induction."""
