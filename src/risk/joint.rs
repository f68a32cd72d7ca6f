//! The risk of one participant, all evidence together: who could try, with what, and how likely he
//! would be right.
//!
//! An attacker who knows facts searches only the people who share them; with a face to compare he
//! searches that class by face. So face and table meet in one formula, with the class as the number
//! of people searched ([`searched`]), and no two probabilities are multiplied that are not known to
//! be independent. Where an attacker may use several scans, the worst one counts; what several of
//! them tell together is not modelled.

pub mod attacker;
pub mod people;
pub mod person;
pub mod searched;
