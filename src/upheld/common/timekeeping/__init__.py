"""What time it is: the database's clock says it, for every process and every act alike."""
