"""The pages about the strengths and needs of an area, and the scorecard that its partners share."""
