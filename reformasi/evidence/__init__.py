"""The library of files that prove what a unit says it did."""
