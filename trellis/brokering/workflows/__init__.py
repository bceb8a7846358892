"""The state machine of support that is brokered."""
