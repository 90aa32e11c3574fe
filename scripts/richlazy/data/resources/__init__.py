"""Resources of the library: a module for each, as `contracts/resource_parts.py` describes them."""
