"""The road to a predicate under one version of the rules."""
