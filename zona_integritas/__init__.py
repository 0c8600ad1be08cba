"""Candidates for WBK and WBBM: declaration, milestones, predicate."""
