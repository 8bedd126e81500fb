"""Rules for numbers: amounts, units, ratios, sums."""
