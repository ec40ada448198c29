//! Base64 as browsers decode it. The publishable key and the payload of a session token are encoded in it.
//!
//! Both alphabets of RFC 4648, padded or not. Like the HTML standard's forgiving decoder, and unlike the `base64` crate,
//! it ignores the spare bits of the last character.

use crate::text::push;

/// Decodes base64 of either alphabet. Returns `None` if the text is not base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = without_padding(text);
    if digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        bits = bits << 6 | u32::from(value_of(digit)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// Encodes bytes with the URL alphabet, without padding.
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for &byte in bytes {
        bits = bits << 8 | u32::from(byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            push(&mut text, digit_of(bits >> count));
        }
    }
    if count > 0 {
        push(&mut text, digit_of(bits << (6 - count)));
    }
    text
}

/// Padding is only allowed where it completes a group of four.
fn without_padding(text: &str) -> &str {
    match text.len() % 4 {
        0 => text.strip_suffix('=').map_or(text, |text| text.strip_suffix('=').unwrap_or(text)),
        _ => text,
    }
}

fn value_of(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Only the lowest six bits count.
fn digit_of(bits: u32) -> u8 {
    let value = (bits & 63) as u8;
    match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + (value - 26),
        52..=61 => b'0' + (value - 52),
        62 => b'-',
        _ => b'_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_vectors_of_rfc_4648_decode_padded_and_unpadded() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (text, base64) in vectors {
            let unpadded = base64.trim_end_matches('=');
            assert_eq!(decode(base64).as_deref(), Some(text.as_bytes()), "{base64}");
            assert_eq!(decode(unpadded).as_deref(), Some(text.as_bytes()), "{unpadded}");
            assert_eq!(encode_url(text.as_bytes()), unpadded);
        }
    }

    #[test]
    fn both_alphabets_decode_to_the_same_bytes() {
        let bytes = [0xfb, 0xef, 0xff, 0xfe];
        for base64 in ["++///g==", "--___g==", "-+_//g", "++///g"] {
            assert_eq!(decode(base64).as_deref(), Some([0xfb, 0xef, 0xff, 0xfe].as_slice()), "{base64}");
        }
        assert_eq!(encode_url(&bytes), "--___g");
    }

    #[test]
    fn spare_bits_of_the_last_character_are_ignored_as_in_browsers() {
        // `atob("Zh")` and `atob("Zh==")` are "f" in every browser.
        assert_eq!(decode("Zh").as_deref(), Some(b"f".as_slice()));
        assert_eq!(decode("Zh==").as_deref(), Some(b"f".as_slice()));
    }

    #[test]
    fn any_other_text_is_refused() {
        for text in [
            "Z", "Zg=", "Zm9vY", "Z===", "====", "=", "==", "Zg==Zg==", "Zm9v=", "Zm 9", "Zm\n9", "Zm9ü",
            "%%%",
        ] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn encoded_bytes_decode_to_the_same_bytes(bytes: Vec<u8>) {
            let text = encode_url(&bytes);
            prop_assert_eq!(decode(&text), Some(bytes.clone()));
            let standard = text.replace('-', "+").replace('_', "/");
            let padding = "=".repeat((4 - standard.len() % 4) % 4);
            prop_assert_eq!(decode(&(standard + &padding)), Some(bytes));
        }

        #[test]
        fn any_text_is_decoded_or_refused(text: String) {
            if let Some(bytes) = decode(&text) {
                prop_assert!(text.is_ascii() && bytes.len() <= text.len());
            }
        }
    }
}
