//! The sample world through its public door.
