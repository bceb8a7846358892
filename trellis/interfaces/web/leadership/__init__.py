"""Inductions of headteachers, the Leadership Academy with its group and library, and the register of networks."""
