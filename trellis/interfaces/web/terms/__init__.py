"""The pages of term dates and closed days."""
