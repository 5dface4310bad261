"""Clock rows: what ``assess`` says, cached, with the next instant at which it will say something else."""
