"""Who asks, and of which station: the running one, or this process where none runs."""
