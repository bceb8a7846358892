"""The pages on which documents are made, edited, approved, issued and read."""
