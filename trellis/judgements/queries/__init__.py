"""Reading what people make of a school, one module for each noun. Each read is as of the end of a day."""
