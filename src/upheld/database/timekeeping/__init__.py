"""The time of the installation, which every process takes from the database's clock."""
