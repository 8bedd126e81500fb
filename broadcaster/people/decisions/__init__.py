"""Carries out decisions about messages, and keeps them in the journal.

The book of them in the journal, what must hold for one, and what still waits for one.
"""
