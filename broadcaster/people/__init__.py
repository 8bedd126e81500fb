"""People: who may do what at the station, and how they show who they are."""
