"""Streams of what happens, as the API and the pages send them."""
