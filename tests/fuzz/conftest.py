"""How many examples Hypothesis tries: a few, the same every time; thousands with --hypothesis-profile=fuzz."""

from hypothesis import HealthCheck, settings

_UNHURRIED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
settings.register_profile("short", max_examples=25, derandomize=True, deadline=10_000, suppress_health_check=_UNHURRIED)
settings.register_profile("fuzz", max_examples=1500, deadline=10_000, suppress_health_check=_UNHURRIED, database=None)
