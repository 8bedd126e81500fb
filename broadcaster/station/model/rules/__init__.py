"""What may air: the ward's Quy chế, quiet hours, and the leadership's approval."""
