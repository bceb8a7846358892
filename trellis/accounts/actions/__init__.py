"""Every change to accounts and posts."""
