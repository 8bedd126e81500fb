"""The operator: what people ask for at once, by hand, live, repeated, corrected or made up for."""
