"""What a plan achieved in each quarter: submitted with evidence, and approved."""
