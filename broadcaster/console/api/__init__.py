"""The routes of `/api/v1` over a running station. `app.build` makes the application."""
