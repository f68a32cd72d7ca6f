//! One scan from file to result, and many scans at once.
