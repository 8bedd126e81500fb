"""The web console: pages for people with a browser.

The pages make the same calls as the API; styles, scripts and icons in `static`, templates in
`templates`.
"""
