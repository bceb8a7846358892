"""Reading visits and inspections: rows and values, never written here."""
