"""What a config may name and hold: registries of parts found by name, schema, values, names. No numerical library."""
