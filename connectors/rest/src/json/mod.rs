//! JSON pages: only the data that the profile reads is kept.

mod node;
mod page;
mod shape;

pub(crate) use node::Node;
pub(crate) use page::parse;
pub(crate) use shape::{Key, Names, Place, Shape};
