"""Commands about what is planned: the plan, days of other calendars, the ward's rules."""
