//! What does it mean? The sharing guide, destinations and the risk of each participant.
