"""Recordings looked at before they air: how long they are and whether they can be read to the end."""
