"""The guard at the desk: which message is approved, and what may go on the air at this instant."""
