"""The eight areas of change."""
