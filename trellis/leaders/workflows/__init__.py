"""The state machine of a pen portrait."""
