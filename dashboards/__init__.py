"""What each role sees first. Reads everything, owns no tables."""
