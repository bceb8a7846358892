"""A school's level, from proposal to register, and the register itself."""
