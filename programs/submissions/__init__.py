"""What action plans and activities share: drafted, submitted, decided by others."""
