"""Support from school to school: needs, matches, agreements, deliveries and what came of them."""
