"""From claims to what they tell of together: origins, copies, incidents, conditions, ties. Pure functions on records."""
