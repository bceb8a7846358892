"""The schools an authority works with, and who may see which."""
