"""The needs of an area as people mark them, beside the strengths and needs that its figures propose."""
