"""What people do with visits and inspections, one file for each noun."""
