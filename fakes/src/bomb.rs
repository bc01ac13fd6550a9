//! A small gzip file that inflates to half a gibibyte.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// The size of the repeated part in bytes, once inflated.
const INFLATED: usize = 512 << 20;
/// The size of the block that is compressed once and then repeated.
const BLOCK: usize = 1 << 20;

/// Gzips a start followed by a text that is repeated many times.
///
/// A full flush ends each block on a byte boundary and resets the compression,
/// so the repeated block is compressed only once.
pub(crate) fn bomb(start: &str, repeat: &str) -> Vec<u8> {
    let block = repeat.repeat(BLOCK.div_ceil(repeat.len().max(1)));
    let times = INFLATED.div_ceil(block.len().max(1));
    let (packed, sum) = (deflate(block.as_bytes(), FlushCompress::Full), crc(block.as_bytes()));

    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    file.extend(deflate(start.as_bytes(), FlushCompress::Full));
    let mut whole = crc(start.as_bytes());
    for _ in 0..times {
        file.extend(&packed);
        whole.combine(&sum);
    }
    file.extend(deflate(&[], FlushCompress::Finish));
    file.extend(whole.sum().to_le_bytes());
    file.extend(whole.amount().to_le_bytes());
    file
}

fn crc(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// One deflate step, without any header.
fn deflate(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut state = Compress::new(Compression::best(), false);
    // Enough room even for data that does not compress.
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    let done = state.compress_vec(bytes, &mut packed, flush);
    debug_assert!(matches!(done, Ok(Status::Ok | Status::StreamEnd)), "{done:?}");
    packed
}
