"""Contracts: what a config may contain, and what parts declare (registries, parameters, schema, names, messages).

Everything here is known without importing a numerical library, so that a config is checked before any is loaded.
"""
