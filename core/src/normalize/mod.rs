//! Keys: how names, emails, units and phones are compared.
