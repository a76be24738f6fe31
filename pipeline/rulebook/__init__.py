"""The files of models/ that people edit: where they are, their vocabulary, YAML refused by file and line."""
