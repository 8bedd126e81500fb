"""Planning: the timetable computed beside the air, and the due sessions as requests with their intents."""
