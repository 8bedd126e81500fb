"""The pages of the web console: one module a page, each with `routes(shell)`."""
