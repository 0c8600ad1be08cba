"""A filled-in sheet."""
