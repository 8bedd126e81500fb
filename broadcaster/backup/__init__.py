"""A station in one file: made while it runs, and put back whole or not at all."""
