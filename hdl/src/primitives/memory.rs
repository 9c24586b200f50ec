//! A memory with a read port and a write port.

use rust_hdl::prelude::*;
use spindle_hdl_macros::LogicBlock;

use spindle_spec::Image;

use super::titled;

/// A memory of `D`-bit words with one read and one write port on one clock; a read and a write of
/// one address on the same edge give the word *before* the write, but no user may depend on it: the
/// Verilog is marked `no_rw_check`, which spares the logic that would keep that promise in every
/// block memory.
///
/// `read_data` holds the word read on the last edge with `read_enable`; 0 before. Addresses are cut
/// to the `clog2(depth)` bits that the memory needs; beyond a depth that is not a power of two, the
/// model reads 0 and ignores writes, while Verilog leaves them undefined.
#[derive(LogicBlock)]
pub struct Memory<const D: usize> {
    /// Clock.
    pub clock: Signal<In, Clock>,
    /// Word to read.
    pub read_address: Signal<In, Bits<16>>,
    /// High to read on the coming edge.
    pub read_enable: Signal<In, Bit>,
    /// The word read last.
    pub read_data: Signal<Out, Bits<D>>,
    /// Word to write.
    pub write_address: Signal<In, Bits<16>>,
    /// Its new content.
    pub write_data: Signal<In, Bits<D>>,
    /// High to write on the coming edge.
    pub write_enable: Signal<In, Bit>,
    _block: bool,
    _depth: usize,
    _image: Option<String>,
    _contents: Vec<u32>,
}

impl<const D: usize> Memory<D> {
    /// A memory of `depth` words (1 … 65,536). `initial` are its first words, the others are 0;
    /// Verilog loads all `depth` of them from the `$readmemh` file `image`.
    ///
    /// # Panics
    /// If the depth is out of range, if `initial` does not fit, or if it is not all 0 and no image
    /// is named: the Verilog would then start from other contents than the model.
    pub fn new(depth: usize, image: Option<String>, initial: &[u32]) -> Self {
        assert!((1..=1 << 16).contains(&depth), "memory depth {depth} is not within 1 to 65536");
        assert!(initial.len() <= depth, "{} initial words in a memory of {depth}", initial.len());
        assert!(initial.iter().all(|word| u64::from(*word) >> D == 0), "initial word wider than {D} bits");
        assert!(
            image.is_some() || initial.iter().all(|word| *word == 0),
            "initial contents need an image file, or the Verilog starts from zeros"
        );
        let mut contents = initial.to_vec();
        contents.resize(depth, 0);
        Self {
            clock: Signal::default(),
            read_address: Signal::default(),
            read_enable: Signal::default(),
            read_data: Signal::default(),
            write_address: Signal::default(),
            write_data: Signal::default(),
            write_enable: Signal::default(),
            _block: false,
            _depth: depth,
            _image: image,
            _contents: contents,
        }
    }

    /// A memory of `depth` words that is loaded if there is an image called `name`, and cleared if
    /// not.
    ///
    /// # Panics
    /// As [`Memory::new`].
    pub fn loaded(depth: usize, images: &[Image], name: &str) -> Self {
        match images.iter().find(|image| image.name == name) {
            Some(image) => Self::new(depth, Some(image.name.clone()), &image.words),
            None => Self::new(depth, None, &[]),
        }
    }

    /// Requests block memory from synthesis, even for small memories.
    #[must_use]
    pub fn in_block_memory(mut self) -> Self {
        self._block = true;
        self
    }

    /// The present contents, one word an element.
    pub fn contents(&self) -> &[u32] {
        &self._contents
    }

    fn address_bits(&self) -> usize {
        self._depth.next_power_of_two().trailing_zeros() as usize
    }

    fn index(&self, address: Bits<16>) -> usize {
        address.index() & ((1 << self.address_bits()) - 1)
    }
}

/// Verilog that clears `words`, in short loops: Yosys unrolls them, in time quadratic in the length
/// of each.
fn zeros(depth: usize, bits: usize) -> String {
    const CHUNK: usize = 64;
    if depth <= CHUNK {
        return format!(
            "integer word;\n\
             initial for (word = 0; word < {depth}; word = word + 1) words[word] = {bits}'d0;\n"
        );
    }
    let end = if depth.is_multiple_of(CHUNK) { String::new() } else { format!(" && word < {depth}") };
    format!(
        "genvar chunk;\n\
         generate for (chunk = 0; chunk < {depth}; chunk = chunk + {CHUNK}) begin : clear\n\
         \x20   integer word;\n\
         \x20   initial for (word = chunk; word < chunk + {CHUNK}{end}; word = word + 1) words[word] = {bits}'d0;\n\
         end endgenerate\n"
    )
}

impl<const D: usize> Logic for Memory<D> {
    fn update(&mut self) {
        const { assert!(D >= 1 && D <= 32) };
        if self.clock.pos_edge() {
            if self.read_enable.val() {
                let word = self._contents.get(self.index(self.read_address.val()));
                self.read_data.next = u64::from(word.copied().unwrap_or(0)).into();
            }
            if self.write_enable.val() {
                let index = self.index(self.write_address.val());
                if let Some(word) = self._contents.get_mut(index) {
                    *word = u64::from(self.write_data.val()) as u32;
                }
            }
        }
    }
    fn connect(&mut self) {
        self.read_data.connect();
    }
    fn hdl(&self) -> Verilog {
        let last = self._depth - 1;
        let top = D - 1;
        let used = self.address_bits();
        let slice = |address: &str| match used {
            0 => "0".to_owned(),
            _ => format!("{address}[{}:0]", used - 1),
        };
        let (read, write) = (slice("read_address"), slice("write_address"));
        let initial = match &self._image {
            Some(name) => format!("initial $readmemh(\"{name}\", words);\n"),
            None => zeros(self._depth, D),
        };
        let unused = if used < 16 {
            format!(
                "wire [{}:0] unused_address = {{read_address[15:{used}], write_address[15:{used}]}};\n",
                2 * (16 - used) - 1
            )
        } else {
            String::new()
        };
        let loaded = if self._image.is_some() { "_loaded" } else { "" };
        let style = if self._block { ", ram_style = \"block\"" } else { "" };
        let title = titled(&format!("memory_{}x{D}{loaded}", self._depth));
        Verilog::Custom(format!(
            "{title}(* no_rw_check{style} *)\n\
             reg [{top}:0] words [0:{last}];\n\
             {initial}\
             initial read_data = {D}'d0;\n\
             always @(posedge clock) begin\n\
             \x20   if (write_enable) words[{write}] <= write_data;\n\
             \x20   if (read_enable) read_data <= words[{read}];\n\
             end\n\
             {unused}"
        ))
    }
    fn timing(&self) -> Vec<TimingInfo> {
        let inputs = ["read_address", "read_enable", "write_address", "write_data", "write_enable"];
        vec![TimingInfo {
            name: "memory".into(),
            clock: "clock".into(),
            inputs: inputs.map(Into::into).into(),
            outputs: vec!["read_data".into()],
        }]
    }
}
