"""How columns of print become typed tables, publication by publication."""
