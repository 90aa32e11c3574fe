"""Files of others, fetched from a package registry by a pinned hash and read as archives."""
