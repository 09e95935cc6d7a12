"""What each audience sees and may do: one folder and one guard per audience."""
