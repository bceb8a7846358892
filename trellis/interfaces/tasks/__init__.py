"""The jobs that are done in the background, one file each, found by being here: each makes one call into the domain."""
