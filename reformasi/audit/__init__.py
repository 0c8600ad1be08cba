"""The trail: who did what to what, and the moves that write it."""
