"""Risks that customers voice, violations that agents commit, and the hours of calls."""
