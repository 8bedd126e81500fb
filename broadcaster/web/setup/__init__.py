"""Cài đặt lần đầu: the steps from a new box to a station that airs."""
