//! `/api/feedback`: what customers say of how they were helped, in figures and in their own words; reviews; and what is
//! done about what they complain of and suggest.
//!
//! | file | what |
//! |---|---|
//! | `figures` | NPS, CSAT, effort and response, told apart |
//! | `answers` | what each of them says |
//! | `reviews` | what others may read, judged by a person |
//! | `voices` | complaints and suggestions |
//! | `consent` | whether figures go down to the agent |

pub(super) mod answers;
pub(super) mod consent;
pub(super) mod figures;
pub(super) mod reviews;
pub(super) mod voices;
