"""The register of system leaders, their portraits, and the papers of the scheme."""
