//! Differences between families of devices: options of their tools, and names of their resources.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::counts::{Counts, Share};

/// A family of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Lattice iCE40.
    Ice40,
    /// Lattice ECP5.
    Ecp5,
    /// Gowin `LittleBee` and Arora.
    Gowin,
    /// Xilinx 7: synthesised for its area only.
    Xilinx,
}

impl Family {
    /// Name in descriptions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ice40 => "ice40",
            Self::Ecp5 => "ecp5",
            Self::Gowin => "gowin",
            Self::Xilinx => "xilinx",
        }
    }

    /// The devices that nextpnr takes as options of these names; none where the device is an
    /// argument.
    pub(super) fn devices(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Ice40 => Some(&[
                "lp384", "lp1k", "lp4k", "lp8k", "hx1k", "hx4k", "hx8k", "up3k", "up5k", "u1k", "u2k", "u4k",
            ]),
            Self::Ecp5 => Some(&[
                "12k", "25k", "45k", "85k", "um-25k", "um-45k", "um-85k", "um5g-25k", "um5g-45k", "um5g-85k",
            ]),
            Self::Gowin | Self::Xilinx => None,
        }
    }

    /// Ending of the vendor's constraint file.
    pub fn constraint_suffix(self) -> &'static str {
        match self {
            Self::Ice40 => "pcf",
            Self::Ecp5 => "lpf",
            Self::Gowin => "cst",
            Self::Xilinx => "xdc",
        }
    }

    /// The nextpnr that places and routes; none for Xilinx.
    pub(super) fn nextpnr(self) -> Option<&'static str> {
        match self {
            Self::Ice40 => Some("ice40"),
            Self::Ecp5 => Some("ecp5"),
            Self::Gowin => Some("himbaechel"),
            Self::Xilinx => None,
        }
    }

    /// True if open tools make a bitstream for it.
    pub fn has_bitstream(self) -> bool {
        self.nextpnr().is_some()
    }

    /// The file that a placement writes.
    pub(super) fn placed(self, seed: u64) -> String {
        let suffix = match self {
            Self::Ice40 => "asc",
            Self::Ecp5 => "config",
            Self::Gowin | Self::Xilinx => "json",
        };
        format!("placed-{seed}.{suffix}")
    }

    /// The four standard numbers, from nextpnr's counts and Yosys' cells by type.
    ///
    /// `lut`: logic cells (iCE40), LUT sites (ECP5, Gowin: carry chains and distributed memory
    /// included), LUTs for logic and memory (Xilinx). `blkmem`: block memories of 4 (iCE40), 18
    /// (ECP5, Gowin) or 36 kbit (Xilinx).
    pub(super) fn counts(
        self,
        utilisation: &BTreeMap<String, Share>,
        cells: &BTreeMap<String, u64>,
    ) -> Counts {
        let used = |name: &str| utilisation.get(name).map_or(0, |share| share.used);
        let sum = |wanted: &dyn Fn(&str) -> u64| {
            cells.iter().map(|(name, count)| count * wanted(name)).sum::<u64>()
        };
        match self {
            Self::Ice40 => Counts {
                lut: used("ICESTORM_LC"),
                reg: sum(&|name| u64::from(name.starts_with("SB_DFF"))),
                blkmem: used("ICESTORM_RAM"),
                dsp: used("ICESTORM_DSP"),
            },
            Self::Ecp5 => Counts {
                lut: used("TRELLIS_COMB"),
                reg: used("TRELLIS_FF"),
                blkmem: used("DP16KD"),
                dsp: used("MULT18X18D"),
            },
            Self::Gowin => Counts {
                lut: used("LUT4"),
                reg: used("DFF"),
                blkmem: used("BSRAM"),
                dsp: used("MULT18X18") + used("MULT9X9") + used("MULT36X36"),
            },
            Self::Xilinx => Counts {
                lut: sum(&|name| match name {
                    "RAM32M" | "RAM64M" | "RAM128X1D" => 4,
                    "RAM32X1D" | "RAM64X1D" => 2,
                    "INV" => 1,
                    _ => u64::from(name.starts_with("LUT") || name.starts_with("SRL")),
                }),
                reg: sum(&|name| u64::from(name.starts_with("FD"))),
                blkmem: sum(&|name| u64::from(name == "RAMB36E1"))
                    + sum(&|name| u64::from(name == "RAMB18E1")).div_ceil(2),
                dsp: sum(&|name| u64::from(name == "DSP48E1")),
            },
        }
    }

    /// Its tools' names of look-up tables and block memories.
    pub(super) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Ice40 => ["ICESTORM_LC", "ICESTORM_RAM"],
            Self::Ecp5 => ["TRELLIS_COMB", "DP16KD"],
            Self::Gowin => ["LUT4", "BSRAM"],
            Self::Xilinx => ["lut", "blkmem"],
        }
    }

    /// Weights of `bits` bits that one block memory holds.
    pub fn weights_a_block(self, bits: usize) -> usize {
        let kilobits = match self {
            Self::Ice40 => 4,
            // The parity bits of an 18 kbit block serve words of 9 or 18 bits only.
            Self::Ecp5 | Self::Gowin => 16,
            Self::Xilinx => 32,
        };
        1024 * kilobits / bits
    }
}
