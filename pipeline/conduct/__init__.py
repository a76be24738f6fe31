"""Risks that customers voice, words that agents must not say, call hours, and how the conversation went."""
