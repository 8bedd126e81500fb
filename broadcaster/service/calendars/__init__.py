"""The plan for calendar programs: what was published, and the files that they read."""
