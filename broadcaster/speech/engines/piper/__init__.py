"""Piper: a neural voice that needs no network."""
