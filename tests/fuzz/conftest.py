"""How much is tried: a little, and a hundred times as much with `pytest tests/fuzz --hypothesis-profile=long`."""

from hypothesis import HealthCheck, settings

settings.register_profile("long", max_examples=10_000, suppress_health_check=list(HealthCheck))
