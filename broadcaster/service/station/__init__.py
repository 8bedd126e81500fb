"""The running station: every part put together, started and ended in the right order."""
