"""Rendering: from a message to a stored programme, in a process of its own."""
