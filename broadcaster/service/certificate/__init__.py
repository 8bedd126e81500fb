"""The web console's certificate: made at the station, trusted by whoever installs its authority."""
