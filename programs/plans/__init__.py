"""Action plans by quarter."""
