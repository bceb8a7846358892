"""Writing what people make of a school, one module for each noun."""
