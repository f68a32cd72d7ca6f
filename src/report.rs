//! How is it told? Thin writers over one result model.
