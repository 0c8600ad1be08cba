"""Instruments by version and their scores; ministerial letters, findings and follow-ups."""
