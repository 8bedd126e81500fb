"""state/people.db: who was accepted, how they show who they are, and who failed to."""
