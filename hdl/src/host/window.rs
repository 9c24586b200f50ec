//! Events in and spikes out as registers, with the counters that let the host lose none (`HOST-7`
//! to `HOST-12`).

use rust_hdl::prelude::*;
use spindle_hdl_macros::{LogicBlock, hdl_gen};

use crate::core::fifo::Fifo;
use spindle_spec::memory_map as map;

/// Registers of the window; every request is answered in the cycle in which it is offered.
#[derive(LogicBlock)]
pub struct Window {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Bus, the address within the window.
    pub bus_valid: Signal<In, Bit>,
    pub bus_write: Signal<In, Bit>,
    pub bus_address: Signal<In, Bits<4>>,
    pub bus_write_data: Signal<In, Bits<32>>,
    pub bus_read_data: Signal<Out, Bits<32>>,
    // To the core's event port.
    pub event_valid: Signal<Out, Bit>,
    pub event_data: Signal<Out, Bits<18>>,
    pub event_ready: Signal<In, Bit>,
    // From its spike port.
    pub spike_valid: Signal<In, Bit>,
    pub spike_address: Signal<In, Bits<16>>,
    pub spike_ready: Signal<Out, Bit>,
    // Faults of the line, counted here.
    pub lost: Signal<In, Bit>,
    pub expired: Signal<In, Bit>,
    pub unknown: Signal<In, Bit>,
    /// Changes every 512 accepted events.
    pub activity: Signal<Out, Bit>,
    events: Fifo<18>,
    room: DFF<Bits<13>>,
    accepted: DFF<Bits<32>>,
    check: DFF<Bits<32>>,
    taken: DFF<Bits<8>>,
    lost_count: DFF<Bits<8>>,
    expired_count: DFF<Bits<8>>,
    unknown_count: DFF<Bits<8>>,
    refused_count: DFF<Bits<8>>,
    pushes: Signal<Local, Bit>,
    available: Signal<Local, Bit>,
    push: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    pop: Signal<Local, Bit>,
    more: Signal<Local, Bits<13>>,
    less: Signal<Local, Bits<13>>,
    turned: Signal<Local, Bits<32>>,
    depth: Constant<Bits<13>>,
    mask: Constant<Bits<13>>,
    no_room: Constant<Bits<13>>,
    one_word: Constant<Bits<13>>,
    one: Constant<Bits<32>>,
    zero: Constant<Bits<32>>,
    polynomial: Constant<Bits<32>>,
    once: Constant<Bits<8>>,
    never: Constant<Bits<8>>,
    valid: Constant<Bits<32>>,
    at_event: Constant<Bits<4>>,
    at_room: Constant<Bits<4>>,
    at_accepted: Constant<Bits<4>>,
    at_check: Constant<Bits<4>>,
    at_spike: Constant<Bits<4>>,
    at_faults: Constant<Bits<4>>,
}

impl Window {
    /// A window whose event FIFO holds `depth` words, 2 … 4096.
    pub fn new(depth: usize) -> Self {
        let at = |address: u32| Constant::new(u64::from(address & 0xF).into());
        Self {
            clock: Signal::default(),
            reset: Signal::default(),
            bus_valid: Signal::default(),
            bus_write: Signal::default(),
            bus_address: Signal::default(),
            bus_write_data: Signal::default(),
            bus_read_data: Signal::default(),
            event_valid: Signal::default(),
            event_data: Signal::default(),
            event_ready: Signal::default(),
            spike_valid: Signal::default(),
            spike_address: Signal::default(),
            spike_ready: Signal::default(),
            lost: Signal::default(),
            expired: Signal::default(),
            unknown: Signal::default(),
            activity: Signal::default(),
            events: Fifo::new(depth),
            room: DFF::default(),
            accepted: DFF::default(),
            check: DFF::default(),
            taken: DFF::default(),
            lost_count: DFF::default(),
            expired_count: DFF::default(),
            unknown_count: DFF::default(),
            refused_count: DFF::default(),
            pushes: Signal::default(),
            available: Signal::default(),
            push: Signal::default(),
            take: Signal::default(),
            pop: Signal::default(),
            more: Signal::default(),
            less: Signal::default(),
            turned: Signal::default(),
            depth: Constant::new((depth as u64).into()),
            mask: Constant::new(((depth as u64 + 1).next_power_of_two() - 1).into()),
            no_room: Constant::new(0u64.into()),
            one_word: Constant::new(1u64.into()),
            one: Constant::new(1u64.into()),
            zero: Constant::new(0u64.into()),
            polynomial: Constant::new(u64::from(map::CHECK_POLYNOMIAL).into()),
            once: Constant::new(1u64.into()),
            never: Constant::new(0u64.into()),
            valid: Constant::new((1u64 << 31).into()),
            at_event: at(map::EVENT),
            at_room: at(map::ROOM),
            at_accepted: at(map::ACCEPTED),
            at_check: at(map::CHECK),
            at_spike: at(map::SPIKE),
            at_faults: at(map::FAULTS),
        }
    }
}

impl Logic for Window {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            room,
            accepted,
            check,
            taken,
            lost_count,
            expired_count,
            unknown_count,
            refused_count
        );
        self.events.clock.next = self.clock.val();
        self.events.reset.next = self.reset.val();

        comment!("Events: what finds no room is refused, and counted.");
        self.pushes.next =
            self.bus_valid.val() & self.bus_write.val() & (self.bus_address.val() == self.at_event.val());
        comment!("The store has a head beside it: it always takes what there is room for.");
        self.available.next = self.room.q.val() != self.no_room.val();
        self.push.next = self.pushes.val() & self.available.val();
        self.events.push.next = self.push.val();
        self.events.word.next = self.bus_write_data.val().get_bits::<18>(0);
        self.event_valid.next = self.events.head_valid.val();
        self.event_data.next = self.events.head.val();
        self.take.next = self.events.head_valid.val() & self.event_ready.val();
        self.events.take.next = self.take.val();
        self.more.next = self.room.q.val() + self.one_word.val();
        self.less.next = self.room.q.val() - self.one_word.val();
        if self.take.val() & !self.push.val() {
            self.room.d.next = self.more.val() & self.mask.val();
        }
        if !self.take.val() & self.push.val() {
            self.room.d.next = self.less.val() & self.mask.val();
        }
        self.turned.next = self.check.q.val() << 1;
        if self.check.q.val().get_bit(31) {
            self.turned.next = (self.check.q.val() << 1) ^ self.polynomial.val();
        }
        if self.push.val() {
            self.accepted.d.next = self.accepted.q.val() + self.one.val();
            self.check.d.next = self.turned.val() ^ bit_cast::<32, 18>(self.events.word.val());
        }
        self.activity.next = self.accepted.q.val().get_bit(9);

        comment!("Spikes: reading takes one.");
        self.pop.next = self.bus_valid.val()
            & !self.bus_write.val()
            & (self.bus_address.val() == self.at_spike.val())
            & self.spike_valid.val();
        self.spike_ready.next = self.pop.val();
        if self.pop.val() {
            self.taken.d.next = self.taken.q.val() + self.once.val();
        }

        comment!("Faults.");
        if self.lost.val() {
            self.lost_count.d.next = self.lost_count.q.val() + self.once.val();
        }
        if self.expired.val() {
            self.expired_count.d.next = self.expired_count.q.val() + self.once.val();
        }
        if self.unknown.val() {
            self.unknown_count.d.next = self.unknown_count.q.val() + self.once.val();
        }
        if self.pushes.val() & !self.available.val() {
            self.refused_count.d.next = self.refused_count.q.val() + self.once.val();
        }

        comment!("Reading.");
        self.bus_read_data.next = self.zero.val();
        if self.bus_address.val() == self.at_room.val() {
            self.bus_read_data.next = bit_cast::<32, 13>(self.room.q.val());
        }
        if self.bus_address.val() == self.at_accepted.val() {
            self.bus_read_data.next = self.accepted.q.val();
        }
        if self.bus_address.val() == self.at_check.val() {
            self.bus_read_data.next = self.check.q.val();
        }
        if self.bus_address.val() == self.at_spike.val() {
            self.bus_read_data.next = bit_cast::<32, 8>(self.taken.q.val()) << 16;
            if self.spike_valid.val() {
                self.bus_read_data.next = bit_cast::<32, 16>(self.spike_address.val())
                    | (bit_cast::<32, 8>(self.taken.q.val()) << 16)
                    | self.valid.val();
            }
        }
        if self.bus_address.val() == self.at_faults.val() {
            self.bus_read_data.next = bit_cast::<32, 8>(self.lost_count.q.val())
                | (bit_cast::<32, 8>(self.expired_count.q.val()) << 8)
                | (bit_cast::<32, 8>(self.unknown_count.q.val()) << 16)
                | (bit_cast::<32, 8>(self.refused_count.q.val()) << 24);
        }

        if self.reset.val() {
            self.room.d.next = self.depth.val();
            self.accepted.d.next = self.zero.val();
            self.check.d.next = self.zero.val();
            self.taken.d.next = self.never.val();
            self.lost_count.d.next = self.never.val();
            self.expired_count.d.next = self.never.val();
            self.unknown_count.d.next = self.never.val();
            self.refused_count.d.next = self.never.val();
        }
    }
}
