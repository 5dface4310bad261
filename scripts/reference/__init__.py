"""The generated pages of the reference: ``python -m scripts.reference`` writes them, ``--check`` compares them."""
