"""What somebody does with an import."""
