"""Readers of letters: one a format, all with the same value. They run in a child process with limits."""
