"""The spiders: ``base`` crawls any source, a module per listing kind reads what it lists."""
