"""The register of providers of support, and how the quality of each is assured."""
