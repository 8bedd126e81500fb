"""What people record or bring along becomes a recording of the station."""
