"""The pages of services: the catalogue, orders, days of advisers, charges, planning, the report to Schools Forum and bulletins."""
