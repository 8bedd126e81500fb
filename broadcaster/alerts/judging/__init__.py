"""What becomes of an alert, why, and the words that are spoken; pure."""
