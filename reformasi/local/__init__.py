"""The engines of the portal on one machine, and the process that starts, watches and stops them."""
