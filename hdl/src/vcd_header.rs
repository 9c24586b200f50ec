//! Mends the header of Rust-HDL's waveforms, so that names are those of the generated Verilog.

use std::io::{self, Write};

/// Passes a VCD on to `out`; in its header, `$` in names becomes `_`, the top scope gets the core's
/// name, and enumerations, which Rust-HDL declares as wires of no bits, become strings, which
/// readers understand.
pub struct HeaderMender<W: Write> {
    out: W,
    header: Option<Vec<u8>>,
}

const END: &str = "$enddefinitions";

impl<W: Write> HeaderMender<W> {
    /// A writer in front of `out`.
    pub fn new(out: W) -> Self {
        Self { out, header: Some(Vec::new()) }
    }
}

fn mend(header: &str, top: &str) -> String {
    let mut first_scope = true;
    let mut mended = String::with_capacity(header.len());
    for line in header.lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        match words.first().map(String::as_str) {
            Some("$var") if words.len() >= 6 => {
                if words[2] == "0" {
                    (words[1], words[2]) = ("string".into(), "1".into());
                }
                words[4] = words[4].replace('$', "_");
            }
            Some("$scope") if words.len() >= 4 => {
                words[2] = if first_scope { top.to_owned() } else { words[2].replace('$', "_") };
                first_scope = false;
            }
            _ => {}
        }
        mended += &words.join(" ");
        mended.push('\n');
    }
    mended
}

impl<W: Write> Write for HeaderMender<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(header) = &mut self.header else { return self.out.write(bytes) };
        header.extend_from_slice(bytes);
        if bytes.contains(&b'\n')
            && let Ok(text) = std::str::from_utf8(header)
            && let Some(at) = text.find(END)
            && text[at..].contains('\n')
        {
            let mended = mend(text, spindle_spec::signals::TOP);
            self.header = None;
            self.out.write_all(mended.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_scopes_and_enumerations_are_mended_and_the_rest_passes() {
        let raw = "$timescale 1 ps $end\n$scope module uut $end\n$var wire 8 ! lane_weight$3 $end\n\
                   $scope module lane$0 $end\n$var wire 0 \" q $end\n$upscope $end\n$upscope $end\n\
                   $enddefinitions $end\n#0\nb101 !\nsIdle \"\n";
        let mut out = Vec::new();
        let mut mender = HeaderMender::new(&mut out);
        for byte in raw.bytes() {
            mender.write_all(&[byte]).unwrap();
        }
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "$timescale 1 ps $end\n$scope module spindle_core $end\n$var wire 8 ! lane_weight_3 $end\n\
             $scope module lane_0 $end\n$var string 1 \" q $end\n$upscope $end\n$upscope $end\n\
             $enddefinitions $end\n#0\nb101 !\nsIdle \"\n"
        );
    }
}
