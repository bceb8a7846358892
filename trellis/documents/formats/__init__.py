"""What an issued document is written as: a file for each form."""
