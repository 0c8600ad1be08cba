"""``script/bench --faults``: processes are killed under writers; what was acknowledged counts."""
