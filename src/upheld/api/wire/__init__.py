"""How the API speaks: who calls, what is read and answered, how a write is made to happen once."""
