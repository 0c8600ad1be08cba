"""A form on its way between browser and portal: read, counted once, kept when it is refused."""
