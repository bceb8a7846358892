"""What the authority does where support is not enough: warning notices and powers, and concerns about academies."""
