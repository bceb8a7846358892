"""The task group of a school at risk: who belongs, its meetings, and the outcomes that the leadership team sees."""
