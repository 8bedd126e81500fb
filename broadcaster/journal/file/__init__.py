"""The SQLite file of the journal.

Tables, queries, transactions, its head and its copies; no rule of what an airing is.
"""
