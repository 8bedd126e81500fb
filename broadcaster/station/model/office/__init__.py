"""What serves the officers: the web console, notices to people, the daily backup."""
