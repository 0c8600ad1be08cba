"""The first page of each role, made from the tables of all other apps."""
