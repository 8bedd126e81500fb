"""What people decide about messages and airings, and what waits for their decision."""
