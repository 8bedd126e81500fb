"""Measurements, each one command (`python -m benchmarks.NAME`) that prints a table with its peers."""
