"""From finished programmes to requests for the desk, and how a person asks for the air. Pure."""
