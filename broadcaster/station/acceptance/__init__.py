"""The accepted station: its archive, what changed since, and watching the files for changes."""
