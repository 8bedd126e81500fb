"""The journal (as-run log): what was meant to air and what became of it.

It is append-only and chained by hashes; the month for the
ward is `report`.
"""
