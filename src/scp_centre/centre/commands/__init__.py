"""What commands of the centre and its roles share: opening the installation, files."""
