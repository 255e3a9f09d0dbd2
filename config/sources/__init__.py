"""The shipped source files, one TOML file per site."""
