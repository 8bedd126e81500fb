"""The web console: pages for officer, leader and whoever is on duty, over the same calls as the API."""
