"""Figures kept for whole subtrees, so that no page counts a nation's rows (ADR 142)."""
