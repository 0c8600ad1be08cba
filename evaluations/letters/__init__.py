"""Ministerial letters, findings, recommendations, follow-ups."""
