"""The register of an authority’s statutory duties: what each asks, who answers for it, and what shows that it is met."""
