"""Files that jobs make: written whole, addressed by content, sealed, stamped with their provenance."""
