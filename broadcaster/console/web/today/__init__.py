"""What the page Hôm nay shows, as values."""
