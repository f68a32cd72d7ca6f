//! What may be shared? The decision tree of Huijser et al., *MRI data sharing guide*
//! (10.5281/zenodo.3822289), walked with evidence where there is any, and with answers where only
//! people can tell.
//!
//! What the data show comes before what is said about them: a question that evidence answers is
//! answered so, and a contradiction is told. What nobody knows leads to "find support", as in the
//! guide, and never to a yes.

pub mod advice;
pub mod answer;
pub mod called_for;
pub mod context;
pub mod decision;
pub mod ecobidas;
pub mod frame;
pub mod question;
pub mod step;
pub mod template;
pub mod tree;
pub mod what_if;
