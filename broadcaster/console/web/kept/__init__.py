"""What is kept between two requests: drafts, letters, what is begun, what is told once."""
