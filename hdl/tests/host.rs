//! The blocks of the serial host but the bridge (`bridge.rs`), each as Rust-HDL model, as Verilog
//! in Icarus and as a Yosys netlist.

mod support;

use std::collections::VecDeque;

use rand::RngExt;
use rust_hdl::prelude::*;
use spindle_hdl::host::power_on::PowerOn;
use spindle_hdl::host::receiver::Receiver;
use spindle_hdl::host::transmitter::Transmitter;
use spindle_hdl::host::window::Window;
use support::together::together;
use support::vectors::generator;

/// A line that sends bytes, each bit `length` thousandths of a cycle long; and the bytes that a
/// receiver must decode.
struct Line {
    levels: Vec<u32>,
    expected: Vec<Option<u8>>,
    time: u64,
    length: u64,
}

impl Line {
    fn hold(&mut self, level: u32, thousandths: u64) {
        self.time += thousandths;
        while (self.levels.len() as u64) < self.time / 1000 {
            self.levels.push(level);
        }
    }

    /// A byte with a stop bit, or without one.
    fn byte(&mut self, value: u8, stop: bool) {
        self.hold(0, self.length);
        for bit in 0..8 {
            self.hold(u32::from(value >> bit & 1), self.length);
        }
        self.hold(u32::from(stop), self.length);
        self.expected.push(stop.then_some(value));
    }
}

#[test]
fn the_receiver_finds_bytes_damage_and_glitches() {
    for (divisor, error) in [(4, 0), (5, 0), (16, 20), (16, -20), (100, 20)] {
        let mut numbers = generator(divisor);
        let length = (divisor * 1000) as i64 * (1000 + error) / 1000;
        let mut line = Line { levels: vec![1; 300], expected: vec![], time: 300_000, length: length as u64 };
        for index in 0..150u64 {
            match numbers.random_range(0..8) {
                0 => {
                    line.byte(numbers.random(), false);
                    line.hold(1, 2 * line.length);
                }
                1 if divisor >= 16 => {
                    // Shorter than half a bit.
                    line.hold(0, 2_000);
                    line.hold(1, line.length);
                }
                2 => line.hold(1, 1000 * numbers.random_range(0..40)),
                _ => line.byte(numbers.random::<u8>() ^ index as u8, true),
            }
        }
        line.hold(1, 20 * line.length);
        let subject =
            subject!(clocked Receiver::new(divisor), Receiver, [reset, line], [valid, octet, damaged]);
        let outputs = together(
            subject,
            &format!("receiver, {divisor}"),
            &[],
            line.levels.len(),
            &mut |now, _: &[u32]| vec![u32::from(now < 2), line.levels[now]],
        );
        let found: Vec<Option<u8>> = outputs
            .iter()
            .filter(|row| row[0] == 1 || row[2] == 1)
            .map(|row| (row[0] == 1).then_some(row[1] as u8))
            .collect();
        assert!(found.iter().flatten().count() > 50 && found.contains(&None), "too little was sent");
        assert_eq!(found, line.expected, "divisor {divisor}, {error} thousandths off");
    }
}

#[test]
fn a_break_is_one_damaged_byte() {
    let subject = subject!(clocked Receiver::new(4), Receiver, [reset, line], [valid, octet, damaged]);
    let outputs = together(subject, "break", &[], 1000, &mut |now, _: &[u32]| {
        vec![0, u32::from(!(100..800).contains(&now))]
    });
    let count = |port: usize| outputs.iter().map(|row| row[port]).sum::<u32>();
    assert_eq!((count(0), count(2)), (0, 1));
}

#[test]
fn the_transmitter_sends_what_the_line_format_says() {
    for divisor in [4u64, 7] {
        let mut numbers = generator(divisor);
        let bytes: Vec<u8> = (0..60).map(|_| numbers.random()).collect();
        let (mut next, mut pause) = (0, 0);
        let subject =
            subject!(clocked Transmitter::new(divisor), Transmitter, [reset, valid, octet], [ready, line]);
        let outputs = together(
            subject,
            &format!("transmitter, {divisor}"),
            &[],
            60 * 12 * divisor as usize,
            &mut |_, seen: &[u32]| {
                if pause > 0 || next == bytes.len() {
                    pause = i32::max(pause - 1, 0);
                    return vec![0, 0, 0];
                }
                let row = vec![0, 1, bytes[next].into()];
                if seen[0] == 1 {
                    next += 1;
                    pause = numbers.random_range(0..30);
                }
                row
            },
        );
        // The line, sampled in the middle of each bit.
        let (mut found, mut now) = (Vec::new(), 0);
        let level = |at: usize| outputs.get(at).map_or(1, |row| row[1]);
        let bit = divisor as usize;
        while now < outputs.len() {
            if level(now) == 1 {
                now += 1;
                continue;
            }
            let middle = |index: usize| level(now + index * bit + bit / 2);
            let all = (0..8).fold(0, |byte, index| byte | (middle(index + 1) as u8) << index);
            assert_eq!((middle(0), middle(9)), (0, 1), "start and stop in cycle {now}");
            // A bit lasts exactly so long.
            for index in 0..10 {
                assert!((0..bit).all(|clock| level(now + index * bit + clock) == middle(index)));
            }
            found.push(all);
            now += 10 * bit;
        }
        assert_eq!(found, bytes[..found.len()]);
        assert!(found.len() > 30, "{} bytes compared", found.len());
    }
}

/// `x^32 + 0x04C11DB7` divided out of `sum·x + word`, bit by bit.
fn check_of(sum: u32, word: u32) -> u32 {
    let mut wide = u64::from(sum) << 1;
    if wide >> 32 != 0 {
        wide ^= 0x1_04C1_1DB7;
    }
    wide as u32 ^ (word & 0x3_FFFF)
}

#[test]
fn the_window_counts_events_and_numbers_spikes() {
    const DEPTH: usize = 5;
    let mut numbers = generator(3);
    let mut queue = VecDeque::new();
    let (mut accepted, mut check, mut refused, mut taken, mut spike) = (0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut got, mut compared) = (0usize, [0usize; 6]);
    let subject = subject!(
        clocked Window::new(DEPTH), Window,
        [reset, bus_valid, bus_write, bus_address, bus_write_data, event_ready, spike_valid, spike_address,
         lost, expired, unknown],
        [bus_read_data, event_valid, event_data, spike_ready, activity]
    );
    let mut inputs = Vec::new();
    let outputs = together(subject, "window", &[], 8000, &mut |now, _: &[u32]| {
        let slow = now / 500 % 2 == 0;
        let row = vec![
            u32::from(now < 3),
            u32::from(numbers.random_ratio(3, 4)),
            u32::from(numbers.random_ratio(1, 2)),
            [0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 5, 9][numbers.random_range(0..12)],
            numbers.random(),
            u32::from(numbers.random_ratio(if slow { 1 } else { 20 }, 40)),
            u32::from(spike != 0),
            if spike == 0 { 0 } else { spike },
            0,
            0,
            0,
        ];
        if spike == 0 && numbers.random_ratio(1, 3) {
            spike = numbers.random_range(1..0x8000);
        } else if row[6] == 1 && row[1] == 1 && row[2] == 0 && row[3] == 4 {
            spike = 0;
        }
        inputs.push(row.clone());
        row
    });
    for (row, seen) in inputs.iter().zip(&outputs).skip(3) {
        let [_, valid, write, address, data, ready, spike_valid, spike_address, ..] = row[..] else {
            unreachable!()
        };
        let read = valid == 1 && write == 0;
        let room = DEPTH - queue.len();
        if read {
            let expected = match address {
                1 => room as u32,
                2 => accepted,
                3 => check,
                4 => ((taken % 256) << 16) | if spike_valid == 1 { (1 << 31) | spike_address } else { 0 },
                5 => (refused % 256) << 24,
                _ => 0,
            };
            assert_eq!(seen[0], expected, "address {address}");
            compared[address.min(5) as usize] += 1;
        }
        let takes = read && address == 4 && spike_valid == 1;
        assert_eq!(seen[3] == 1, takes, "a spike is taken if and only if it is read");
        taken += u32::from(takes);
        if seen[1] == 1 && ready == 1 {
            assert_eq!(Some(seen[2]), queue.pop_front(), "event {got}");
            got += 1;
        }
        if valid == 1 && write == 1 && address == 0 {
            if room > 0 {
                queue.push_back(data & 0x3_FFFF);
                check = check_of(check, data);
                accepted += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(got > 500 && refused > 100 && taken > 256, "{got} events, {refused} refused, {taken} spikes");
    assert!(compared.iter().all(|count| *count > 50), "{compared:?} reads compared");
    println!("{got} events, {taken} spikes, {compared:?} reads compared");
}

/// The power-on reset next to an input, which a test bench needs.
#[derive(LogicBlock, Default)]
struct Waking {
    pub clock: Signal<In, Clock>,
    pub other: Signal<In, Bit>,
    pub reset: Signal<Out, Bit>,
    power_on: PowerOn,
}

impl Logic for Waking {
    #[hdl_gen]
    fn update(&mut self) {
        self.power_on.clock.next = self.clock.val();
        self.reset.next = self.power_on.reset.val() | self.other.val();
    }
}

#[test]
fn reset_lasts_256_clocks_after_power_up() {
    let subject = subject!(clocked Waking::default(), Waking, [other], [reset]);
    let outputs = together(subject, "power on", &[], 400, &mut |_, _: &[u32]| vec![0]);
    let high = outputs.iter().take_while(|row| row[0] == 1).count();
    assert_eq!((high, outputs[high..].iter().any(|row| row[0] == 1)), (256, false));
}
