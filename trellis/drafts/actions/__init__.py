"""Keeping a draft and proposing it."""
