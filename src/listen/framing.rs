//! A stream of bytes as messages: counted (`17 <13>message`) or ended by a line end, told apart by how the connection begins. Holds one
//! message at most, and of that no more than is kept. It does not look into messages.
//!
//! Source: RFC 6587, section 3.4; RFC 5425, section 4.3 (counted only).

use super::record::MESSAGE_BYTES_MAX;

/// Digits a count may have: a message of a gigabyte is none.
const COUNT_DIGITS_MAX: usize = 9;

/// What follows is no message: a count is wrong, or there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unframed;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Digits may be a count, or the beginning of a line.
    Undecided,
    /// A line.
    Line,
    /// The count of the next message, so far.
    Count { digits: usize, bytes: u64 },
    /// A counted message of which so many bytes are to come.
    Body { left: u64 },
}

/// Cuts one connection's bytes into messages.
#[derive(Debug)]
pub struct Splitter {
    state: State,
    pending: Vec<u8>,
    /// Bytes of the message that were not kept.
    cut_bytes: u64,
}

impl Splitter {
    /// For a connection whose framing shows in its first bytes.
    pub fn detecting() -> Splitter {
        Splitter { state: State::Undecided, pending: Vec::new(), cut_bytes: 0 }
    }

    /// For a connection that has to count.
    pub fn counting() -> Splitter {
        Splitter { state: State::Count { digits: 0, bytes: 0 }, ..Splitter::detecting() }
    }

    /// Takes bytes and hands out messages, each with the number of its bytes that were not kept.
    ///
    /// ```
    /// use vigie::listen::framing::Splitter;
    /// let mut found = Vec::new();
    /// let mut splitter = Splitter::detecting();
    /// splitter.feed(b"7 <13>one8 <13>a\nbc", &mut |message, _| found.push(message.to_vec())).unwrap();
    /// assert_eq!(found, [b"<13>one".to_vec(), b"<13>a\nbc".to_vec()]);
    /// ```
    ///
    /// # Errors
    /// [`Unframed`] where a count was expected; nothing that follows on this connection can be told apart. What was in hand is handed
    /// out as a message.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(&[u8], u64)) -> Result<(), Unframed> {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match self.state {
                State::Undecided => self.decide(rest),
                State::Line => self.line(rest, each),
                State::Count { digits, bytes } => self.count(rest, digits, bytes, each)?,
                State::Body { left } => self.body(rest, left, each),
            };
        }
        Ok(())
    }

    /// The end of the connection. A line that was not ended is a message; of a counted one, what did not come is missing. Whether
    /// there was half a counted message.
    pub fn finish(&mut self, each: &mut dyn FnMut(&[u8], u64)) -> bool {
        match self.state {
            State::Body { left } => {
                self.cut_bytes += left;
                self.hand_out(each);
                true
            }
            State::Count { digits, .. } => digits > 0,
            State::Undecided | State::Line => {
                if !self.pending.is_empty() || self.cut_bytes > 0 {
                    self.hand_out(each);
                }
                false
            }
        }
    }

    /// A count is digits, a space and the `<` of a priority; everything else is a line.
    fn decide<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let byte = rest[0];
        let digits = self.pending.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let may_go_on = match byte {
            b'0' => digits > 0 && digits == self.pending.len() && digits < COUNT_DIGITS_MAX,
            b'1'..=b'9' => digits == self.pending.len() && digits < COUNT_DIGITS_MAX,
            b' ' => digits > 0 && digits == self.pending.len(),
            _ => false,
        };
        if may_go_on {
            self.pending.push(byte);
            return &rest[1..];
        }
        if byte == b'<' && self.pending.ends_with(b" ") {
            let count = std::mem::take(&mut self.pending);
            let left = count[..digits].iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
            self.state = State::Body { left };
        } else {
            self.state = State::Line;
        }
        rest
    }

    fn line<'b>(&mut self, rest: &'b [u8], each: &mut dyn FnMut(&[u8], u64)) -> &'b [u8] {
        let Some(end) = memchr::memchr(b'\n', rest) else {
            self.keep(rest);
            return &[];
        };
        if self.pending.is_empty() && self.cut_bytes == 0 && end <= MESSAGE_BYTES_MAX {
            each(&rest[..end], 0);
        } else {
            self.keep(&rest[..end]);
            self.hand_out(each);
        }
        &rest[end + 1..]
    }

    fn count<'b>(
        &mut self,
        rest: &'b [u8],
        digits: usize,
        bytes: u64,
        each: &mut dyn FnMut(&[u8], u64),
    ) -> Result<&'b [u8], Unframed> {
        match rest[0] {
            // Some senders end a counted message with a line end that they do not count.
            b'\n' if digits == 0 => {}
            digit @ b'0'..=b'9' if digits < COUNT_DIGITS_MAX && (digits > 0 || digit != b'0') => {
                self.state = State::Count { digits: digits + 1, bytes: bytes * 10 + u64::from(digit - b'0') };
            }
            b' ' if digits > 0 => self.state = State::Body { left: bytes },
            _ => {
                if digits > 0 {
                    self.keep(bytes.to_string().as_bytes());
                }
                self.keep(rest);
                self.hand_out(each);
                self.state = State::Count { digits: 0, bytes: 0 };
                return Err(Unframed);
            }
        }
        Ok(&rest[1..])
    }

    fn body<'b>(&mut self, rest: &'b [u8], left: u64, each: &mut dyn FnMut(&[u8], u64)) -> &'b [u8] {
        let take = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
        self.keep(&rest[..take]);
        let left = left - take as u64;
        self.state = State::Body { left };
        if left == 0 {
            self.hand_out(each);
            self.state = State::Count { digits: 0, bytes: 0 };
        }
        &rest[take..]
    }

    fn keep(&mut self, bytes: &[u8]) {
        let kept = bytes.len().min(MESSAGE_BYTES_MAX - self.pending.len());
        self.pending.extend_from_slice(&bytes[..kept]);
        self.cut_bytes += (bytes.len() - kept) as u64;
    }

    fn hand_out(&mut self, each: &mut dyn FnMut(&[u8], u64)) {
        each(&self.pending, self.cut_bytes);
        self.pending.clear();
        self.cut_bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (Vec<(String, u64)>, Result<(), Unframed>, bool);

    fn split(mut splitter: Splitter, bytes: &[u8], piece: usize) -> Found {
        let mut found = Vec::new();
        let mut each = |message: &[u8], cut: u64| found.push((String::from_utf8_lossy(message).into_owned(), cut));
        let mut fed = Ok(());
        for piece in bytes.chunks(piece) {
            fed = splitter.feed(piece, &mut each);
            if fed.is_err() {
                break;
            }
        }
        let half = fed.is_ok() && splitter.finish(&mut each);
        (found, fed, half)
    }

    fn check(bytes: &[u8], messages: &[(&str, u64)], half: bool) {
        let expected: Vec<_> = messages.iter().map(|(text, cut)| ((*text).to_owned(), *cut)).collect();
        for piece in [1, 2, 3, 7, bytes.len().max(1)] {
            let found = split(Splitter::detecting(), bytes, piece);
            assert_eq!(found, (expected.clone(), Ok(()), half), "{} in pieces of {piece}", bytes.escape_ascii());
        }
    }

    #[test]
    fn however_a_stream_is_cut_its_messages_are_the_same() {
        check(b"<13>one\n<14>two\r\n", &[("<13>one", 0), ("<14>two\r", 0)], false);
        check(b"<13>one\n<14>no end", &[("<13>one", 0), ("<14>no end", 0)], false);
        check(b"7 <13>one8 <13>a\nbc", &[("<13>one", 0), ("<13>a\nbc", 0)], false);
        check(b"7 <13>one\n7 <13>two\n", &[("<13>one", 0), ("<13>two", 0)], false);
        check(b"7 <13>one20 <13>half", &[("<13>one", 0), ("<13>half", 12)], true);
        check(b"7 <13>one2", &[("<13>one", 0)], true);
        // Lines that begin with digits and are no counts.
        check(
            b"192.0.2.1 - - x\n2026-11-22T13:00:00Z h a: b\n",
            &[("192.0.2.1 - - x", 0), ("2026-11-22T13:00:00Z h a: b", 0)],
            false,
        );
        check(b"12 apples\n", &[("12 apples", 0)], false);
        check(b"0 <13>x\n", &[("0 <13>x", 0)], false);
        check(b"1234567890 <13>x\n", &[("1234567890 <13>x", 0)], false);
        check(b"12", &[("12", 0)], false);
        check(b"\n\n", &[("", 0), ("", 0)], false);
        check(b"", &[], false);
    }

    #[test]
    fn a_wrong_count_ends_the_connection_and_loses_no_byte_that_was_read() {
        let (found, fed, _) = split(Splitter::detecting(), b"5 <13>one7 <13>two", 64);
        assert_eq!(fed, Err(Unframed));
        assert_eq!(found, [("<13>o".to_owned(), 0), ("ne7 <13>two".to_owned(), 0)]);
        for wrong in [&b"<13>no count"[..], b"0 x", b"1234567890 x", b"x", b" 1 x"] {
            assert_eq!(split(Splitter::counting(), wrong, 64).1, Err(Unframed), "{}", wrong.escape_ascii());
        }
    }

    #[test]
    fn of_a_message_that_is_too_long_the_head_is_kept_and_the_rest_counted() {
        let long = "x".repeat(MESSAGE_BYTES_MAX + 10);
        for bytes in [format!("<13>{long}\nnext\n"), format!("{} <13>{long}4 next", long.len() + 4)] {
            for piece in [1_000, bytes.len()] {
                let (found, ..) = split(Splitter::detecting(), bytes.as_bytes(), piece);
                let sizes: Vec<_> = found.iter().map(|(text, cut)| (text.len(), *cut)).collect();
                assert_eq!(sizes, [(MESSAGE_BYTES_MAX, 14), (4, 0)]);
            }
        }
    }

    #[test]
    fn of_random_bytes_nothing_is_lost_and_pieces_change_nothing() {
        const LETTERS: &[u8] = b"0123459 <<>>1\n\nab\0\xff";
        let mut seed = 7_u64;
        let mut next = || {
            // Knuth's multiplier: any sequence will do, the same each time.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize
        };
        let (mut framed, mut unframed) = (0, 0);
        for _ in 0..5_000 {
            let mut bytes = if next() % 2 == 0 { b"4 <1>a".to_vec() } else { Vec::new() };
            bytes.extend((0..next() % 40).map(|_| LETTERS[next() % LETTERS.len()]));
            let whole = split(Splitter::detecting(), &bytes, bytes.len().max(1));
            let pieces = split(Splitter::detecting(), &bytes, 1 + next() % 5);
            assert_eq!(whole.1, pieces.1, "{}", bytes.escape_ascii());
            if whole.1.is_ok() {
                framed += 1;
                assert_eq!(whole, pieces, "{}", bytes.escape_ascii());
            } else {
                unframed += 1;
                assert!(!whole.0.is_empty(), "{}", bytes.escape_ascii());
            }
        }
        assert!(framed > 1_000 && unframed > 50, "{framed} {unframed}");
    }
}
