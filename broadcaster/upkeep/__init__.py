"""Maintenance of the computer and of the station's folder; nothing here decides what airs."""
