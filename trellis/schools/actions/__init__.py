"""Every change to what is kept of schools."""
