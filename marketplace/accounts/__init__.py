"""People, agencies, tenants and regions."""
