//! Command line: arguments as typed, then a validated configuration.
