"""Measurements. Each is one command (`python -m benchmarks.NAME`) and prints a table beside its peers."""
