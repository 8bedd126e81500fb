"""Voices tried and compared by one message, measured, on one page; airs nothing."""
