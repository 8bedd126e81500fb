"""The rules for numbers with their units.

Amounts, ranges, ratios, short forms, notation; dates and hours have a folder of their own.
"""
