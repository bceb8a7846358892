"""How schools are judged, for each who asks: the pack as pages, and its transparency record."""
