//! From bytes to bus requests and back: `LiteX`'s `uartbone` (`HOST-2` to `HOST-6`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

/// Meaning of the next byte.
#[derive(Copy, Clone, Debug, PartialEq, LogicState)]
pub enum Packet {
    /// A command.
    Command,
    /// The number of words.
    Length,
    /// One of four bytes of the word address.
    Address,
    /// One of four bytes of a word to write.
    Data,
    /// None: a bus request is pending.
    Access,
    /// None: a word is sent.
    Reply,
    /// Part of an invalid packet; skipped until the timeout.
    Skip,
}

/// Reads and writes words over the bus as packets say.
#[derive(LogicBlock)]
pub struct Bridge {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// A byte came.
    pub byte_valid: Signal<In, Bit>,
    pub octet: Signal<In, Bits<8>>,
    /// A damaged byte came.
    pub damaged: Signal<In, Bit>,
    pub reply_valid: Signal<Out, Bit>,
    pub reply: Signal<Out, Bits<8>>,
    pub reply_ready: Signal<In, Bit>,
    // Bus, as `BUS-1`.
    pub bus_valid: Signal<Out, Bit>,
    pub bus_write: Signal<Out, Bit>,
    pub bus_address: Signal<Out, Bits<24>>,
    pub bus_write_data: Signal<Out, Bits<32>>,
    pub bus_ready: Signal<In, Bit>,
    pub bus_read_data: Signal<In, Bits<32>>,
    // Each high for one cycle per fault.
    pub lost: Signal<Out, Bit>,
    pub expired: Signal<Out, Bit>,
    pub unknown: Signal<Out, Bit>,
    packet: DFF<Packet>,
    write: DFF<Bit>,
    fixed: DFF<Bit>,
    length: DFF<Bits<8>>,
    bytes: DFF<Bits<2>>,
    address: DFF<Bits<24>>,
    data: DFF<Bits<32>>,
    // A byte was lost during a bus request.
    spoiled: DFF<Bit>,
    silence: DFF<Bits<32>>,
    ended: Signal<Local, Bit>,
    silent: Signal<Local, Bit>,
    waits: Signal<Local, Bit>,
    refused: Signal<Local, Bit>,
    next_bytes: Signal<Local, Bits<2>>,
    fewer: Signal<Local, Bits<8>>,
    longer: Signal<Local, Bits<32>>,
    following: Signal<Local, Bits<24>>,
    shifted: Signal<Local, Bits<32>>,
    first_bytes: Constant<Bits<2>>,
    last_byte: Constant<Bits<2>>,
    one_byte: Constant<Bits<2>>,
    no_words: Constant<Bits<8>>,
    one_word: Constant<Bits<8>>,
    write_burst: Constant<Bits<8>>,
    read_burst: Constant<Bits<8>>,
    write_fixed: Constant<Bits<8>>,
    read_fixed: Constant<Bits<8>>,
    one_address: Constant<Bits<24>>,
    one: Constant<Bits<32>>,
    zero: Constant<Bits<32>>,
    long: Constant<Bits<32>>,
    mask: Constant<Bits<32>>,
}

impl Bridge {
    /// A bridge that abandons a packet after `2^silence_bits` cycles without a byte, 4 … 31.
    pub fn new(silence_bits: u32) -> Self {
        assert!((4..=31).contains(&silence_bits), "2^{silence_bits} cycles of timeout are not possible");
        let byte = |value: u64| Constant::new(value.into());
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            byte_valid: Signal::default(),
            octet: Signal::default(),
            damaged: Signal::default(),
            reply_valid: Signal::default(),
            reply: Signal::default(),
            reply_ready: Signal::default(),
            bus_valid: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_write_data: Signal::default(),
            bus_ready: Signal::default(),
            bus_read_data: Signal::default(),
            lost: Signal::default(),
            expired: Signal::default(),
            unknown: Signal::default(),
            packet: DFF::default(),
            write: DFF::default(),
            fixed: DFF::default(),
            length: DFF::default(),
            bytes: DFF::default(),
            address: DFF::default(),
            data: DFF::default(),
            spoiled: DFF::default(),
            silence: DFF::default(),
            ended: Signal::default(),
            silent: Signal::default(),
            waits: Signal::default(),
            refused: Signal::default(),
            next_bytes: Signal::default(),
            fewer: Signal::default(),
            longer: Signal::default(),
            following: Signal::default(),
            shifted: Signal::default(),
            first_bytes: Constant::new(0u64.into()),
            last_byte: Constant::new(3u64.into()),
            one_byte: Constant::new(1u64.into()),
            no_words: byte(0),
            one_word: byte(1),
            write_burst: byte(1),
            read_burst: byte(2),
            write_fixed: byte(3),
            read_fixed: byte(4),
            one_address: Constant::new(1u64.into()),
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            long: Constant::new((1u64 << silence_bits).into()),
            mask: Constant::new(((1u64 << (silence_bits + 1)) - 1).into()),
        }
    }
}

impl Logic for Bridge {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, packet, write, fixed, length, bytes, address, data, spoiled, silence);
        self.next_bytes.next = self.bytes.q.val() + self.one_byte.val();
        self.fewer.next = self.length.q.val() - self.one_word.val();
        self.longer.next = self.silence.q.val() + self.one.val();
        self.following.next = self.address.q.val();
        if !self.fixed.q.val() {
            self.following.next = self.address.q.val() + self.one_address.val();
        }
        self.shifted.next = (self.data.q.val() << 8) | bit_cast::<32, 8>(self.octet.val());

        self.bus_valid.next = self.packet.q.val() == Packet::Access;
        self.bus_write.next = self.write.q.val();
        self.bus_address.next = self.address.q.val();
        self.bus_write_data.next = self.data.q.val();
        self.reply_valid.next = self.packet.q.val() == Packet::Reply;
        self.reply.next = self.data.q.val().get_bits::<8>(24);

        self.ended.next = self.length.q.val() == self.one_word.val();
        self.silent.next = (self.silence.q.val() & self.long.val()) != self.zero.val();
        self.refused.next = false;
        self.waits.next = true;
        match self.packet.q.val() {
            Packet::Command => {
                self.waits.next = false;
                self.bytes.d.next = self.first_bytes.val();
                if self.byte_valid.val() {
                    self.write.d.next = self.octet.val().get_bit(0);
                    self.fixed.d.next = (self.octet.val() == self.write_fixed.val())
                        | (self.octet.val() == self.read_fixed.val());
                    self.packet.d.next = Packet::Length;
                    self.refused.next = (self.octet.val() != self.write_burst.val())
                        & (self.octet.val() != self.read_burst.val())
                        & (self.octet.val() != self.write_fixed.val())
                        & (self.octet.val() != self.read_fixed.val());
                }
            }
            Packet::Length => {
                if self.byte_valid.val() {
                    self.length.d.next = self.octet.val();
                    self.packet.d.next = Packet::Address;
                    self.refused.next = self.octet.val() == self.no_words.val();
                }
            }
            Packet::Address => {
                if self.byte_valid.val() {
                    self.address.d.next = (self.address.q.val() << 8) | bit_cast::<24, 8>(self.octet.val());
                    self.bytes.d.next = self.next_bytes.val();
                    self.refused.next = (self.bytes.q.val() == self.first_bytes.val())
                        & (self.octet.val() != self.no_words.val());
                    if self.bytes.q.val() == self.last_byte.val() {
                        self.packet.d.next = Packet::Access;
                        if self.write.q.val() {
                            self.packet.d.next = Packet::Data;
                        }
                    }
                }
            }
            Packet::Data => {
                if self.byte_valid.val() {
                    self.data.d.next = self.shifted.val();
                    self.bytes.d.next = self.next_bytes.val();
                    if self.bytes.q.val() == self.last_byte.val() {
                        self.packet.d.next = Packet::Access;
                    }
                }
            }
            Packet::Access => {
                self.waits.next = false;
                if self.bus_ready.val() {
                    self.packet.d.next = Packet::Reply;
                    if self.write.q.val() {
                        self.address.d.next = self.following.val();
                        self.length.d.next = self.fewer.val();
                        self.packet.d.next = Packet::Data;
                        if self.ended.val() {
                            self.packet.d.next = Packet::Command;
                        }
                    } else {
                        self.data.d.next = self.bus_read_data.val();
                    }
                }
            }
            Packet::Reply => {
                self.waits.next = false;
                if self.reply_ready.val() {
                    self.data.d.next = self.shifted.val();
                    self.bytes.d.next = self.next_bytes.val();
                    if self.bytes.q.val() == self.last_byte.val() {
                        self.address.d.next = self.following.val();
                        self.length.d.next = self.fewer.val();
                        self.packet.d.next = Packet::Access;
                        if self.ended.val() {
                            self.packet.d.next = Packet::Command;
                        }
                    }
                }
            }
            Packet::Skip => {}
            _ => {
                self.packet.d.next = Packet::Command;
            }
        }
        self.unknown.next = self.refused.val();
        comment!("A byte without a request is lost: the host may not send one before it");
        comment!("has the reply.");
        self.lost.next = self.damaged.val()
            | (self.byte_valid.val()
                & ((self.packet.q.val() == Packet::Access) | (self.packet.q.val() == Packet::Reply)));
        self.spoiled.d.next = self.spoiled.q.val() | self.lost.val();
        if self.refused.val() {
            self.packet.d.next = Packet::Skip;
        }
        comment!("A bus request is never cancelled: it ends, then the packet does.");
        if (self.lost.val() | self.spoiled.q.val())
            & ((self.packet.q.val() != Packet::Access) | self.bus_ready.val())
        {
            self.packet.d.next = Packet::Skip;
            self.spoiled.d.next = false;
        }
        self.silence.d.next = self.longer.val() & self.mask.val();
        self.expired.next = false;
        if !self.waits.val() | self.byte_valid.val() | self.damaged.val() {
            self.silence.d.next = self.zero.val();
        } else if self.silent.val() {
            self.packet.d.next = Packet::Command;
            self.expired.next = self.packet.q.val() != Packet::Skip;
        }
        if self.reset.val() {
            self.packet.d.next = Packet::Command;
            self.spoiled.d.next = false;
            self.silence.d.next = self.zero.val();
        }
    }
}
