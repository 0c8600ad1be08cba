"""Pages of the programs."""
