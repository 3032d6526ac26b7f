//! The buffer that the bodies of a client take turns in.
//!
//! A buffer for each body would bound nothing. An allocator may keep memory that
//! is freed and put something small into it; then the next body no longer fits
//! there and takes new memory beside it (glibc does so off the main thread). So
//! the buffer of a body that is dropped goes back to its client, and is only freed
//! with it.

use std::mem;
use std::sync::{Arc, Mutex};

/// The buffer of a client, while no body has it. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    /// Takes the buffer, empty; while another body has it, a new one.
    pub(super) fn take(&self) -> Bytes {
        let spare = self.0.lock().map(|mut spare| mem::take(&mut *spare));
        let mut bytes = spare.unwrap_or_default();
        bytes.clear();
        let home = self.clone();
        Bytes { bytes, home }
    }
}

/// The bytes of a body. Dropped, they leave their buffer to the next body.
#[derive(Clone, Debug)]
pub struct Bytes {
    /// The bytes.
    pub bytes: Vec<u8>,
    home: Buffer,
}

impl Drop for Bytes {
    fn drop(&mut self) {
        if let Ok(mut spare) = self.home.0.lock() {
            *spare = mem::take(&mut self.bytes);
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        let home = Buffer::default();
        Self { bytes, home }
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Bytes {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_dropped_leaves_its_room_to_the_next() {
        let buffer = Buffer::default();
        let mut body = buffer.take();
        body.bytes.extend([7; 1000]);
        assert_eq!(buffer.take().bytes.capacity(), 0);
        drop(body);
        let next = buffer.take();
        assert!(next.bytes.is_empty());
        assert!(next.bytes.capacity() >= 1000);
    }
}
