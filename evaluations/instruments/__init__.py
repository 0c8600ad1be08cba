"""Versions of assessment sheets, as data."""
