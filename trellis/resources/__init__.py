"""Services and what they cost: the catalogue, entitlements, days, orders and charges."""
