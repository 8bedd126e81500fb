"""The sender: one process that empties the outbox. It may hang, crash or be killed; the station goes on."""
