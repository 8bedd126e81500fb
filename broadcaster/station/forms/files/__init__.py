"""The form of each file: station.yaml, messages, schedules, calendar, regulation, clusters, lexicon."""
