"""The address of content."""

import hashlib
import json


def digest(content: object) -> str:
    """Twelve hexadecimal digits over a JSON-like value; the order of keys does not matter."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
