"""Engines in child processes, asked through a pipe: a crash or a hang does not harm the caller."""
