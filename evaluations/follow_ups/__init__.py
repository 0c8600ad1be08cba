"""What units do about recommendations, and how the bureau verifies it."""
