"""The state machine of a provider."""
