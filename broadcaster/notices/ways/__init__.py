"""The ways by which a message reaches somebody. Each has its own time limits."""
