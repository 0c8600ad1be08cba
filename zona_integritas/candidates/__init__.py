"""Candidates and their milestones."""
