"""Readers of letters that come as pages: PDF and pictures. What stands where is found by its place."""
