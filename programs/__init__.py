"""Reform areas, action plans by quarter, activities, socialization events."""
