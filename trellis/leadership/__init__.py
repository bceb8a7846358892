"""The Leadership Academy: induction, stewardship, enquiry and networks."""
