"""Rulings: what the official decider of a step decided, as its letter says it."""
