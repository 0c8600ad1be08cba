"""Activities with their evidence."""
