"""Socialization events: programme and attendance."""
