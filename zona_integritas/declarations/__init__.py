"""Declarations with their witnesses."""
