"""Commands about alerts from above."""
