"""Draws values as HTML for the browser.

Templates, assets, days, texts beside each other, sentences with their doubts; it knows no visitor
and no page.
"""
