"""The plan: every airing that the schedules ask for, and what is to be done about what was missed."""
