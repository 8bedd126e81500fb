"""What airs and when: messages, schedules, the ward's calendar, and the days on which each is valid."""
