"""For commands: who asks, and which station answers, the running one or this process. No command here."""
