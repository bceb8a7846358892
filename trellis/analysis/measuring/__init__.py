"""From releases to indicators, their trends and their comparators."""
