"""The directory of good practice: what a school does well, with its consent, verified, and found by area of practice."""
