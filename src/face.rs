//! Whose face is it, and how much of it is left? Pose, landmarks, presence.
