"""Rules for dates and times of day."""
