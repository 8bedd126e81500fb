"""Who looks at a page, and what every request must pass."""
