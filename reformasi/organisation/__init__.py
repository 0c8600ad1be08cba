"""Units, people, roles and periods; who may do what, where."""
