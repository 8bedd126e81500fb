"""What officers write: YAML files to frozen values and problems with file, line and column."""
