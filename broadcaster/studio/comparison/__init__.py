"""Voices compared: one message said by several, measured, on one page."""
