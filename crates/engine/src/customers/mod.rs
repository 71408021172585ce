//! Customers instead of calls: who contacts and how often, and where customers stand by value, segment and lifecycle.
//!
//! docs/customers.md defines every figure.
//!
//! | file | what |
//! |---|---|
//! | `figures` | contacts over customers: spread, concentration, repeats, per order |
//! | `standings` | what was said of customers and ordered by them, and when |
//! | `axis` | the class of each customer on a day, now and before |
//! | `map` | value by segment by lifecycle, and who moved |

mod axis;
mod figures;
mod map;
mod standings;

pub use axis::By;
pub use figures::{ContactFigures, NoOrders, PerOrder, Step};
pub use map::{Compared, CustomerMap, MapAxis, MapCell, MapClass, Shift};
pub use standings::Standings;
