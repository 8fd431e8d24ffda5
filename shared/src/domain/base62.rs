//! Bytes as letters and digits, in blocks of eight bytes: double-clicking selects all of it, and
//! nothing in it needs escaping anywhere.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Characters that a block of this many bytes takes.
const WIDTHS: [usize; 9] = [0, 2, 3, 5, 6, 7, 9, 10, 11];
const BLOCK: usize = 8;

/// The text of these bytes; its length depends only on theirs.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / BLOCK * 11 + 11);
    for block in bytes.chunks(BLOCK) {
        let mut rest = block.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let mut digits = [b'0'; 11];
        let width = WIDTHS.get(block.len()).copied().unwrap_or_default();
        for digit in digits.iter_mut().take(width).rev() {
            let index = usize::try_from(rest % 62).unwrap_or_default();
            *digit = ALPHABET.get(index).copied().unwrap_or_default();
            rest /= 62;
        }
        text.extend(digits.iter().take(width).map(|digit| char::from(*digit)));
    }
    text
}

/// The bytes of a text, if it is one that [`encode`] writes.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for block in text.as_bytes().chunks(11) {
        let length = WIDTHS.iter().position(|width| *width == block.len())?;
        let value = block.iter().try_fold(0_u64, |value, digit| {
            value.checked_mul(62)?.checked_add(u64::from(digit_value(*digit)?))
        })?;
        if length < BLOCK && value >> (8 * length) != 0 {
            return None;
        }
        bytes.extend(value.to_be_bytes().into_iter().skip(BLOCK - length));
    }
    Some(bytes)
}

fn digit_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'Z' => Some(digit - b'A' + 10),
        b'a'..=b'z' => Some(digit - b'a' + 36),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn what_is_written_is_read_back() {
        for length in 0..100 {
            for byte in [0, 1, 0x7f, 0xff] {
                let bytes = vec![byte; length];
                assert_eq!(decode(&encode(&bytes)), Some(bytes));
            }
        }
    }

    #[test]
    fn each_value_has_one_text() {
        assert_eq!(encode(&[0xff]), "47");
        assert_eq!(decode("48"), None, "256 does not fit a byte");
        assert_eq!(decode("zzzzzzzzzzz"), None, "62^11 does not fit eight bytes");
        assert_eq!(decode("a"), None, "no number of bytes takes one character");
        assert_eq!(decode("4-"), None);
        assert_eq!(decode("4é"), None);
    }
}
