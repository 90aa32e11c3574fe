"""Artefacts: the files that jobs write.

A file is written atomically, ends with a checksum, holds its provenance, and has an address in its name: the digest of
everything that it depends on, code included. An artefact whose address is there already is never computed again.
"""
