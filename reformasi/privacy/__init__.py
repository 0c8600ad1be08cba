"""Personal data (UU 27/2022): the notice, the register, how long, and what is one's own."""
