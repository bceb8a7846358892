"""Every write of the screening: one, the run."""
