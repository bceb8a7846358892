"""The register of schools: what each is, what it was, and whom it is compared with."""
