"""The journal's events, rows and airings, as values.

Their chain too, and what people read of them as table, CSV and spreadsheet;
nothing here opens the journal's file.
"""
