"""One mechanism for every status: moves, decisions, versions, frozen content."""
