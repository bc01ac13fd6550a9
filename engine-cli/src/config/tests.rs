//! What a mistake in a configuration says, and that nothing can be written
//! into one that the loader cannot stand.

mod messages;
mod robust;
